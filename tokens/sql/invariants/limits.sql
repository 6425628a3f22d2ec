-- What must always hold of limits on token awards. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: usage_equals_token_awards
-- A limit's usage is the number of tokens awarded under a revision in which it was in force, for
-- each subject and window in the campaign's time zone; and never more than it allowed then.
WITH
published_limit AS (
    SELECT published.game_id, published.revision_id, published.time_zone, item.*
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_to_recordset(published.limits)
        AS item(id uuid, counts text, per text, "window" text, maximum bigint)
    WHERE item.counts = 'token_awards'
),
counted AS (
    SELECT item.id AS limit_id,
        CASE item.per WHEN 'participant' THEN token.participant_id ELSE token.game_id END AS subject,
        calendar.starts_at AS window_starts_at, count(*) AS number, max(item.maximum) AS maximum
    FROM tokens_token AS token
    JOIN published_limit AS item
        ON item.game_id = token.game_id AND item.revision_id = token.revision_id
    CROSS JOIN LATERAL limit_window_v1(item."window", item.time_zone, token.issued_at) AS calendar
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
