-- What must always hold of prize units. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants; docs of the words: docs/one-play.md.

-- name: unit_awarded_iff_won
-- A unit is awarded exactly when one play, or one award of a drawing, won it, at the same instant.
WITH won AS (
    SELECT unit_id, min(at) AS at, count(*) AS times
    FROM (
        SELECT unit_id, played_at AS at FROM promotions_play WHERE unit_id IS NOT NULL
        UNION ALL
        SELECT unit_id, won_at FROM promotions_award WHERE unit_id IS NOT NULL
    ) AS either
    GROUP BY unit_id
)
SELECT unit.id, format('%s at %s, won at %s', unit.state, unit.awarded_at, won.at) AS detail
FROM promotions_prizeunit AS unit
LEFT JOIN won ON won.unit_id = unit.id
WHERE (unit.state = 'awarded') <> (won.times IS NOT NULL) OR won.times > 1 OR unit.awarded_at <> won.at;

-- name: played_while_unit_was_open
-- A unit was won within its own half-open period, and its moment has come by the database's clock.
SELECT unit.id, format('open from %s to %s, won at %s', unit.opens_at, unit.closes_at, play.played_at) AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_play AS play ON play.unit_id = unit.id
WHERE play.played_at < unit.opens_at OR play.played_at >= unit.closes_at OR unit.opens_at > clock_timestamp();

-- name: units_equal_published_quantity
-- A prize has as many units as were published (one that replaces another counts in its place);
-- more only where more were awarded before the quantity was lowered.
WITH units AS (
    SELECT prize_id, count(*) FILTER (WHERE state IN ('available', 'awarded')) - count(replaces_id) AS number,
        count(*) FILTER (WHERE state = 'available') AS available
    FROM promotions_prizeunit GROUP BY prize_id
)
SELECT (item ->> 'id')::uuid AS id,
    format('%s units, %s of them available, %s published', units.number, units.available, item ->> 'quantity') AS detail
FROM promotions_game AS game
JOIN promotions_gamerevision AS published ON published.id = game.published_id
CROSS JOIN LATERAL jsonb_array_elements(published.document -> 'prizes') AS item
LEFT JOIN units ON units.prize_id = (item ->> 'id')::uuid
WHERE coalesce(units.number, 0) < (item ->> 'quantity')::integer
    OR (units.number > (item ->> 'quantity')::integer AND units.available > 0);

-- name: moments_follow_draw_method
-- Available units of winning moments have an instant at which they open, those of others none.
SELECT unit.id, prize.draw_method AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_prize AS prize ON prize.id = unit.prize_id
WHERE unit.state = 'available' AND (prize.draw_method = 'moment') <> (unit.opens_at IS NOT NULL);

-- name: unit_replaces_forfeited
-- A unit replaces one of the same prize that a play won and forfeited, or a winner of a drawing lost.
SELECT unit.id, format('replaces %s', unit.replaces_id) AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_prizeunit AS replaced ON replaced.id = unit.replaces_id
LEFT JOIN promotions_play AS play ON play.unit_id = replaced.id
LEFT JOIN promotions_award AS played ON played.play_id = play.id
LEFT JOIN promotions_award AS drawn ON drawn.unit_id = replaced.id
WHERE replaced.prize_id <> unit.prize_id OR NOT coalesce(
    played.state = 'forfeited', drawn.state IN ('forfeited', 'disqualified') AND unit.state = 'awarded', false);
