-- What must always hold of references between rows. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

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
