-- What must always hold of awards. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants; docs of the words: docs/one-play.md.

-- name: awards_within_opened_units
-- A prize never has more awards than units that have opened by the database's clock.
SELECT prize.id, format('%s awards of %s opened units', awards.number, units.number) AS detail
FROM promotions_prize AS prize
CROSS JOIN LATERAL (SELECT count(*) AS number FROM promotions_award WHERE prize_id = prize.id) AS awards
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM promotions_prizeunit
    WHERE prize_id = prize.id AND state = 'awarded' AND (opens_at IS NULL OR opens_at <= clock_timestamp())
) AS units
WHERE awards.number > units.number;

-- name: wins_within_wins_allowed
-- No participant won a prize more often than the revision allowed under which he won.
WITH won AS (
    SELECT award.*, play.game_id, play.revision_id
    FROM promotions_award AS award JOIN promotions_play AS play ON play.id = award.play_id
    UNION ALL
    SELECT award.*, drawing.game_id, drawing.revision_id
    FROM promotions_award AS award
    JOIN promotions_drawnentry AS drawn ON drawn.id = award.drawn_entry_id
    JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
)
SELECT won.participant_id AS id,
    format('%s wins of prize %s, %s allowed', count(*), won.prize_id, min(item.wins_per_participant)) AS detail
FROM won
JOIN promotions_gamerevision AS published
    ON published.game_id = won.game_id AND published.revision_id = won.revision_id
JOIN LATERAL jsonb_to_recordset(published.prizes) AS item(id uuid, wins_per_participant integer)
    ON item.id = won.prize_id
GROUP BY won.participant_id, won.prize_id, won.revision_id
HAVING count(*) > min(item.wins_per_participant)
    OR bool_or(won.wins_allowed IS DISTINCT FROM item.wins_per_participant)
    OR bool_or(won.win_number > item.wins_per_participant);

-- name: award_won_published_prize
-- The prize that was won was among those of the revision under which it was won.
WITH won AS (
    SELECT award.id, award.prize_id, coalesce(play.game_id, drawing.game_id) AS game_id,
        coalesce(play.revision_id, drawing.revision_id) AS revision_id
    FROM promotions_award AS award
    LEFT JOIN promotions_play AS play ON play.id = award.play_id
    LEFT JOIN promotions_drawnentry AS drawn ON drawn.id = award.drawn_entry_id
    LEFT JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
)
SELECT won.id, format('prize %s', won.prize_id) AS detail
FROM won
LEFT JOIN promotions_gamerevision AS published
    ON published.game_id = won.game_id AND published.revision_id = won.revision_id
WHERE NOT coalesce(published.prizes @> jsonb_build_array(jsonb_build_object('id', won.prize_id)), false);

-- name: award_state_is_last_event
-- An award's events lead from won to its state, step by step; without any it is won.
SELECT award.id, format('%s, events end in %s', award.state, ends.states) AS detail
FROM promotions_award AS award
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(event.to_state::text) FILTER (WHERE NOT EXISTS (
            SELECT FROM promotions_awardevent AS next
            WHERE next.award_id = award.id AND next.from_state = event.to_state
        )), '{won}') AS states,
        bool_or(event.from_state <> 'won' AND NOT EXISTS (
            SELECT FROM promotions_awardevent AS before
            WHERE before.award_id = award.id AND before.to_state = event.from_state
        )) AS has_gap
    FROM promotions_awardevent AS event WHERE event.award_id = award.id
) AS ends
WHERE ends.states <> ARRAY[award.state::text] OR ends.has_gap;
