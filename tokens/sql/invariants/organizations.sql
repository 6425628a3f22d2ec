-- What must always hold of references between rows. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

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
    SELECT attempt.id, 'tokens_refusedattempt.day_id', attempt.organization_id, token.organization_id
    FROM tokens_refusedattempt AS attempt JOIN tokens_refusedday AS day ON day.id = attempt.day_id
    JOIN tokens_token AS token ON token.id = day.token_id
UNION ALL
    SELECT attempt.id, 'tokens_refusedattempt.participant_id', attempt.organization_id, participant.organization_id
    FROM tokens_refusedattempt AS attempt
    JOIN identities_participant AS participant ON participant.id = attempt.participant_id
UNION ALL
    SELECT attempt.id, 'tokens_refusedattempt.client_id', attempt.organization_id, client.organization_id
    FROM tokens_refusedattempt AS attempt JOIN identities_apiclient AS client ON client.id = attempt.client_id
UNION ALL
    SELECT grants.id, 'tokens_tokengrant.game_id', prize.organization_id, game.organization_id
    FROM tokens_tokengrant AS grants JOIN prize ON prize.id = grants.prize_id
    JOIN promotions_game AS game ON game.id = grants.game_id
)
SELECT id, name AS detail FROM reference WHERE organization_id <> referred;

-- name: values_stay_in_their_organization
-- No row of the ledger refers to a row of another organization.
WITH
reference AS (
    SELECT entry.id, 'tokens_asset.campaign_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_asset AS entry JOIN promotions_campaign AS referred ON referred.id = entry.campaign_id
UNION ALL
    SELECT entry.id, 'tokens_wallet.campaign_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_wallet AS entry JOIN promotions_campaign AS referred ON referred.id = entry.campaign_id
UNION ALL
    SELECT entry.id, 'tokens_payoutwallet.participant_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_payoutwallet AS entry JOIN identities_participant AS referred ON referred.id = entry.participant_id
UNION ALL
    SELECT entry.id, 'tokens_payoutwallet.wallet_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_payoutwallet AS entry JOIN tokens_wallet AS referred ON referred.id = entry.wallet_id
UNION ALL
    SELECT entry.id, 'tokens_account.asset_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_account AS entry JOIN tokens_asset AS referred ON referred.id = entry.asset_id
UNION ALL
    SELECT entry.id, 'tokens_account.wallet_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_account AS entry JOIN tokens_wallet AS referred ON referred.id = entry.wallet_id
UNION ALL
    SELECT entry.id, 'tokens_account.participant_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_account AS entry JOIN identities_participant AS referred ON referred.id = entry.participant_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.campaign_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN promotions_campaign AS referred ON referred.id = entry.campaign_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.participant_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN identities_participant AS referred ON referred.id = entry.participant_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.wallet_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN tokens_wallet AS referred ON referred.id = entry.wallet_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.transfer_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN tokens_transfer AS referred ON referred.id = entry.transfer_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.funding_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN tokens_funding AS referred ON referred.id = entry.funding_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.granted_by_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN promotions_play AS referred ON referred.id = entry.granted_by_id
UNION ALL
    SELECT entry.id, 'tokens_awardrequest.client_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_awardrequest AS entry JOIN identities_apiclient AS referred ON referred.id = entry.client_id
UNION ALL
    SELECT entry.id, 'tokens_funding.asset_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_funding AS entry JOIN tokens_asset AS referred ON referred.id = entry.asset_id
UNION ALL
    SELECT entry.id, 'tokens_funding.wallet_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_funding AS entry JOIN tokens_wallet AS referred ON referred.id = entry.wallet_id
UNION ALL
    SELECT entry.id, 'tokens_funding.transfer_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_funding AS entry JOIN tokens_transfer AS referred ON referred.id = entry.transfer_id
UNION ALL
    SELECT entry.id, 'tokens_funding.client_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_funding AS entry JOIN identities_apiclient AS referred ON referred.id = entry.client_id
UNION ALL
    SELECT entry.id, 'tokens_mint.participant_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_mint AS entry JOIN identities_participant AS referred ON referred.id = entry.participant_id
UNION ALL
    SELECT entry.id, 'tokens_mint.asset_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_mint AS entry JOIN tokens_asset AS referred ON referred.id = entry.asset_id
UNION ALL
    SELECT entry.id, 'tokens_mint.wallet_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_mint AS entry JOIN tokens_wallet AS referred ON referred.id = entry.wallet_id
UNION ALL
    SELECT entry.id, 'tokens_mint.transfer_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_mint AS entry JOIN tokens_transfer AS referred ON referred.id = entry.transfer_id
UNION ALL
    SELECT entry.id, 'tokens_mint.client_id' AS name, entry.organization_id, referred.organization_id AS referred
    FROM tokens_mint AS entry JOIN identities_apiclient AS referred ON referred.id = entry.client_id
UNION ALL
    SELECT entry.id, 'tokens_posting.account_id', own.organization_id, referred.organization_id
    FROM tokens_posting AS entry JOIN tokens_transfer AS own ON own.id = entry.transfer_id
    JOIN tokens_account AS referred ON referred.id = entry.account_id
UNION ALL
    SELECT entry.id, 'tokens_awardedamount.asset_id', own.organization_id, referred.organization_id
    FROM tokens_awardedamount AS entry JOIN tokens_awardrequest AS own ON own.id = entry.award_request_id
    JOIN tokens_asset AS referred ON referred.id = entry.asset_id
UNION ALL
    SELECT entry.id, 'tokens_valuegrant.asset_id', game.organization_id, referred.organization_id
    FROM tokens_valuegrant AS entry JOIN promotions_prize AS prize ON prize.id = entry.prize_id
    JOIN promotions_game AS game ON game.id = prize.game_id
    JOIN tokens_asset AS referred ON referred.id = entry.asset_id
)
SELECT id, name AS detail FROM reference WHERE organization_id <> referred;
