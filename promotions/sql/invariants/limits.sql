-- What must always hold of limits on plays, wins and entries. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants; docs of the words: docs/one-play.md.

-- name: usage_equals_plays_and_wins
-- A limit's usage is the number of plays, or wins, made under a revision in which it was in force,
-- for each subject and window in the campaign's time zone; and never more than it allowed then.
WITH
published_limit AS (
    SELECT published.game_id, published.revision_id, published.time_zone, item.*
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_to_recordset(published.limits)
        AS item(id uuid, counts text, per text, "window" text, maximum bigint)
    WHERE item.counts IN ('plays', 'wins')
),
counted AS (
    SELECT item.id AS limit_id,
        CASE item.per WHEN 'participant' THEN play.participant_id ELSE play.game_id END AS subject,
        calendar.starts_at AS window_starts_at, count(*) AS number, max(item.maximum) AS maximum
    FROM promotions_play AS play
    JOIN published_limit AS item ON item.game_id = play.game_id AND item.revision_id = play.revision_id
    CROSS JOIN LATERAL limit_window_v1(item."window", item.time_zone, play.played_at) AS calendar
    WHERE item.counts = 'plays' OR play.result = 'won'
    GROUP BY 1, 2, 3
),
used AS (
    SELECT limit_id, subject, window_starts_at, sum(used) AS number
    FROM promotions_limitusage
    WHERE limit_id IN (SELECT id FROM published_limit)
    GROUP BY 1, 2, 3
)
SELECT limit_id AS id,
    format('%s from %s: %s used, %s counted, %s allowed', subject, window_starts_at, coalesce(used.number, 0),
        coalesce(counted.number, 0), counted.maximum) AS detail
FROM counted FULL JOIN used USING (limit_id, subject, window_starts_at)
WHERE coalesce(counted.number, 0) <> coalesce(used.number, 0) OR counted.number > counted.maximum;

-- name: usage_equals_entries
-- A limit's usage is the number of entries made under a revision in which it was in force, for each
-- subject and window in the campaign's time zone; and never more than it allowed then.
WITH
published_limit AS (
    SELECT published.game_id, published.revision_id, published.time_zone, item.*
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_to_recordset(published.limits)
        AS item(id uuid, counts text, per text, "window" text, maximum bigint)
    WHERE item.counts = 'entries'
),
counted AS (
    SELECT item.id AS limit_id,
        CASE item.per WHEN 'participant' THEN entry.participant_id ELSE entry.game_id END AS subject,
        calendar.starts_at AS window_starts_at, count(*) AS number, max(item.maximum) AS maximum
    FROM promotions_entry AS entry
    JOIN published_limit AS item ON item.game_id = entry.game_id AND item.revision_id = entry.revision_id
    CROSS JOIN LATERAL limit_window_v1(item."window", item.time_zone, entry.entered_at) AS calendar
    GROUP BY 1, 2, 3
),
used AS (
    SELECT limit_id, subject, window_starts_at, sum(used) AS number
    FROM promotions_limitusage
    WHERE limit_id IN (SELECT id FROM published_limit)
    GROUP BY 1, 2, 3
)
SELECT limit_id AS id,
    format('%s from %s: %s used, %s counted, %s allowed', subject, window_starts_at, coalesce(used.number, 0),
        coalesce(counted.number, 0), counted.maximum) AS detail
FROM counted FULL JOIN used USING (limit_id, subject, window_starts_at)
WHERE coalesce(counted.number, 0) <> coalesce(used.number, 0) OR counted.number > counted.maximum;

-- name: limit_shares_add_up
-- The slots of a game's limit share out no more than the limit, or what was used before it was lowered.
SELECT limit_id AS id, format('%s from %s: %s shared out', subject, window_starts_at, sum(maximum)) AS detail
FROM promotions_limitusage
GROUP BY limit_id, subject, window_starts_at
HAVING sum(maximum) > greatest(max(limit_maximum), sum(used)) OR count(DISTINCT limit_maximum) > 1
    OR bool_or(used > maximum);
