-- What must always hold of badge assignments. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: badge_by_rule_reached_its_threshold
-- An assignment by a rule was made when its outcome reached the threshold, of the rule's type.
SELECT assignment.id, format('threshold %s, outcome %s', assignment.threshold, outcome.number) AS detail
FROM badges_badgeassignment AS assignment
JOIN badges_outcome AS outcome ON outcome.id = assignment.outcome_id
LEFT JOIN badges_badgerule AS rule ON rule.id = assignment.rule_id
WHERE assignment.threshold > outcome.number
    OR (assignment.threshold IS NOT NULL AND assignment.assigned_at <> outcome.happened_at)
    OR rule.outcome_type_id <> outcome.outcome_type_id;

-- name: badge_of_outcome_is_its_participants
-- An assignment for an outcome went to the participant who reached it.
SELECT assignment.id, format('given to %s', assignment.participant_id) AS detail
FROM badges_badgeassignment AS assignment
JOIN badges_outcome AS outcome ON outcome.id = assignment.outcome_id
WHERE outcome.participant_id <> assignment.participant_id;

-- name: badge_rule_gives_a_badge_once
-- A participant was given a badge by a rule once, whether it was revoked or not.
SELECT participant_id AS id, format('%s times %s', count(*), badge_id) AS detail
FROM badges_badgeassignment
WHERE threshold IS NOT NULL
GROUP BY participant_id, badge_id
HAVING count(*) > 1;

-- name: badge_that_was_won_is_held
-- Who won a badge holds it, or has held it since. (A revocation's instant is read before it waits
-- for its turn, so it may be a moment before a play that still found the badge held.)
WITH won AS (
    SELECT play.id, play.participant_id, play.played_at, item #>> '{grant,badge_id}' AS badge_id
    FROM promotions_play AS play
    JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
    JOIN promotions_gamerevision AS published
        ON published.game_id = play.game_id AND published.revision_id = play.revision_id
    CROSS JOIN jsonb_array_elements(published.prizes) AS item
    WHERE item ->> 'id' = unit.prize_id::text AND item ->> 'kind' = 'badge'
)
SELECT won.id, format('won the badge %s', won.badge_id) AS detail
FROM won
LEFT JOIN badges_badgeassignment AS assignment
    ON assignment.participant_id = won.participant_id AND assignment.badge_id::text = won.badge_id
    AND (assignment.revoked_at IS NULL OR assignment.revoked_at > won.played_at - interval '1 minute')
WHERE assignment.id IS NULL;

-- name: badge_granted_by_its_play
-- An assignment that a play granted is of the badge that it won, for its winner, of its instant.
SELECT assignment.id, format('granted by play %s', play.id) AS detail
FROM badges_badgeassignment AS assignment
JOIN promotions_play AS play ON play.id = assignment.granted_by_id
LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
LEFT JOIN LATERAL (
    SELECT item #>> '{grant,badge_id}' AS badge_id
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_array_elements(published.prizes) AS item
    WHERE published.game_id = play.game_id AND published.revision_id = play.revision_id
        AND item ->> 'id' = unit.prize_id::text AND item ->> 'kind' = 'badge'
) AS wanted ON true
WHERE (assignment.participant_id, assignment.assigned_at) <> (play.participant_id, play.played_at)
    OR assignment.badge_id::text IS DISTINCT FROM wanted.badge_id;
