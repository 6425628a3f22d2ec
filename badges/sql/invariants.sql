-- What must always hold of badges. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: outcomes_are_numbered_without_gap
-- The outcomes of a type of one participant are numbered from 1 on, none left out.
SELECT participant_id AS id, format('%s outcomes of %s, the last is %s', count(*), outcome_type_id, max(number)) AS detail
FROM badges_outcome
GROUP BY participant_id, outcome_type_id
HAVING count(*) <> max(number);

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

-- name: badges_stay_in_their_organization
-- No row of badges refers to a row of another organization.
WITH
prize AS (
    SELECT prize.id, organization_id FROM promotions_prize AS prize
    JOIN promotions_game AS game ON game.id = prize.game_id
),
reference AS (
    SELECT rule.id, 'badges_badgerule.outcome_type_id' AS name, rule.organization_id, type.organization_id AS referred
    FROM badges_badgerule AS rule JOIN badges_outcometype AS type ON type.id = rule.outcome_type_id
UNION ALL
    SELECT rule.id, 'badges_badgerule.badge_id', rule.organization_id, badge.organization_id
    FROM badges_badgerule AS rule JOIN badges_badge AS badge ON badge.id = rule.badge_id
UNION ALL
    SELECT grants.id, 'badges_badgegrant.badge_id', prize.organization_id, badge.organization_id
    FROM badges_badgegrant AS grants JOIN prize ON prize.id = grants.prize_id
    JOIN badges_badge AS badge ON badge.id = grants.badge_id
UNION ALL
    SELECT outcome.id, 'badges_outcome.participant_id', outcome.organization_id, participant.organization_id
    FROM badges_outcome AS outcome JOIN identities_participant AS participant ON participant.id = outcome.participant_id
UNION ALL
    SELECT outcome.id, 'badges_outcome.outcome_type_id', outcome.organization_id, type.organization_id
    FROM badges_outcome AS outcome JOIN badges_outcometype AS type ON type.id = outcome.outcome_type_id
UNION ALL
    SELECT outcome.id, 'badges_outcome.client_id', outcome.organization_id, client.organization_id
    FROM badges_outcome AS outcome JOIN identities_apiclient AS client ON client.id = outcome.client_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.participant_id', assignment.organization_id, participant.organization_id
    FROM badges_badgeassignment AS assignment
    JOIN identities_participant AS participant ON participant.id = assignment.participant_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.badge_id', assignment.organization_id, badge.organization_id
    FROM badges_badgeassignment AS assignment JOIN badges_badge AS badge ON badge.id = assignment.badge_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.outcome_id', assignment.organization_id, outcome.organization_id
    FROM badges_badgeassignment AS assignment JOIN badges_outcome AS outcome ON outcome.id = assignment.outcome_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.rule_id', assignment.organization_id, rule.organization_id
    FROM badges_badgeassignment AS assignment JOIN badges_badgerule AS rule ON rule.id = assignment.rule_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.granted_by_id', assignment.organization_id, play.organization_id
    FROM badges_badgeassignment AS assignment JOIN promotions_play AS play ON play.id = assignment.granted_by_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.client_id', assignment.organization_id, client.organization_id
    FROM badges_badgeassignment AS assignment JOIN identities_apiclient AS client ON client.id = assignment.client_id
UNION ALL
    SELECT assignment.id, 'badges_badgeassignment.revoked_client_id', assignment.organization_id, client.organization_id
    FROM badges_badgeassignment AS assignment
    JOIN identities_apiclient AS client ON client.id = assignment.revoked_client_id
)
SELECT id, name AS detail FROM reference WHERE organization_id <> referred;
