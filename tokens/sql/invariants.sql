-- What must always hold of tokens. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: token_redeemed_iff_played
-- A token has exactly one play if it was redeemed, none otherwise, and they agree.
SELECT token.id, format('%s, play %s', token.state, token.play_id) AS detail
FROM tokens_token AS token
LEFT JOIN promotions_play AS play ON play.id = token.play_id
WHERE (token.state = 'redeemed') <> (play.id IS NOT NULL)
    OR (token.organization_id, token.game_id, token.redeemed_at)
        <> (play.organization_id, play.game_id, play.played_at)
    OR (play.id IS NOT NULL AND token.participant_id IS DISTINCT FROM play.participant_id);

-- name: play_has_one_token
-- A play was made by redeeming exactly one token.
SELECT play.id, format('%s tokens', count(token.id)) AS detail
FROM promotions_play AS play
LEFT JOIN tokens_token AS token ON token.play_id = play.id
GROUP BY play.id
HAVING count(token.id) <> 1;

-- name: token_redeemed_before_expiry
-- No token was redeemed at its expiry or after it.
SELECT id, format('expired at %s, redeemed at %s', expires_at, redeemed_at) AS detail
FROM tokens_token
WHERE redeemed_at >= expires_at;

-- name: play_token_granted_once
-- A play that won a play token granted one, of the published game and to the winner; others none.
SELECT play.id, format('granted token %s', granted.id) AS detail
FROM promotions_play AS play
LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
LEFT JOIN LATERAL (
    SELECT item -> 'grant' ->> 'game_id' AS game_id
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_array_elements(published.prizes) AS item
    WHERE published.game_id = play.game_id AND published.revision_id = play.revision_id
        AND item ->> 'id' = unit.prize_id::text AND item ->> 'kind' = 'play_token'
) AS wanted ON true
LEFT JOIN tokens_token AS granted ON granted.granted_by_id = play.id
WHERE (wanted.game_id IS NOT NULL) <> (granted.id IS NOT NULL)
    OR granted.game_id::text <> wanted.game_id OR granted.issued_at <> play.played_at;

-- name: batch_has_its_quantity
-- A batch has as many tokens as were ordered, all of its own game.
SELECT batch.id, format('%s tokens of %s', count(token.id), batch.quantity) AS detail
FROM tokens_tokenbatch AS batch
LEFT JOIN tokens_token AS token ON token.batch_id = batch.id
GROUP BY batch.id
HAVING count(token.id) <> batch.quantity OR bool_or(token.game_id <> batch.game_id);

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

-- name: tokens_stay_in_their_organization
-- No row of tokens refers to a row of another organization.
WITH
prize AS (
    SELECT prize.id, organization_id FROM promotions_prize AS prize
    JOIN promotions_game AS game ON game.id = prize.game_id
),
reference AS (
    SELECT batch.id, 'tokens_tokenbatch.game_id' AS name, batch.organization_id, game.organization_id AS referred
    FROM tokens_tokenbatch AS batch JOIN promotions_game AS game ON game.id = batch.game_id
UNION ALL
    SELECT batch.id, 'tokens_tokenbatch.client_id', batch.organization_id, client.organization_id
    FROM tokens_tokenbatch AS batch JOIN identities_apiclient AS client ON client.id = batch.client_id
UNION ALL
    SELECT token.id, 'tokens_token.game_id', token.organization_id, game.organization_id
    FROM tokens_token AS token JOIN promotions_game AS game ON game.id = token.game_id
UNION ALL
    SELECT token.id, 'tokens_token.participant_id', token.organization_id, participant.organization_id
    FROM tokens_token AS token JOIN identities_participant AS participant ON participant.id = token.participant_id
UNION ALL
    SELECT token.id, 'tokens_token.batch_id', token.organization_id, batch.organization_id
    FROM tokens_token AS token JOIN tokens_tokenbatch AS batch ON batch.id = token.batch_id
UNION ALL
    SELECT token.id, 'tokens_token.play_id', token.organization_id, play.organization_id
    FROM tokens_token AS token JOIN promotions_play AS play ON play.id = token.play_id
UNION ALL
    SELECT token.id, 'tokens_token.granted_by_id', token.organization_id, play.organization_id
    FROM tokens_token AS token JOIN promotions_play AS play ON play.id = token.granted_by_id
UNION ALL
    SELECT token.id, 'tokens_token.client_id', token.organization_id, client.organization_id
    FROM tokens_token AS token JOIN identities_apiclient AS client ON client.id = token.client_id
UNION ALL
    SELECT token.id, 'tokens_token.voided_client_id', token.organization_id, client.organization_id
    FROM tokens_token AS token JOIN identities_apiclient AS client ON client.id = token.voided_client_id
UNION ALL
    SELECT token.id, 'tokens_token.revision_id', token.organization_id, campaign.organization_id
    FROM tokens_token AS token JOIN promotions_campaignrevision AS revision ON revision.id = token.revision_id
    JOIN promotions_campaign AS campaign ON campaign.id = revision.campaign_id
UNION ALL
    SELECT token.id, 'tokens_token.reissues_id', token.organization_id, reissued.organization_id
    FROM tokens_token AS token JOIN tokens_token AS reissued ON reissued.id = token.reissues_id
UNION ALL
    SELECT grants.id, 'tokens_tokengrant.game_id', prize.organization_id, game.organization_id
    FROM tokens_tokengrant AS grants JOIN prize ON prize.id = grants.prize_id
    JOIN promotions_game AS game ON game.id = grants.game_id
)
SELECT id, name AS detail FROM reference WHERE organization_id <> referred;
