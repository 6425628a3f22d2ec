-- What must always hold of amounts that are awarded, funded, minted and won. Each query returns the
-- rows that break it: id, detail.

-- name: award_posted_once_as_requested
-- A settled award request moved exactly its amounts to its participant, by its own transfer.
WITH wanted AS (
    SELECT request.id, request.transfer_id, request.participant_id, request.wallet_id, request.is_mintable,
        awarded.asset_id, awarded.amount
    FROM tokens_awardrequest AS request
    JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
    WHERE request.state = 'settled'
),
moved AS (
    SELECT posting.transfer_id, account.participant_id, account.wallet_id, account.is_mintable,
        account.asset_id, sum(posting.amount) AS amount
    FROM tokens_posting AS posting
    JOIN tokens_account AS account ON account.id = posting.account_id
    JOIN tokens_transfer AS transfer ON transfer.id = posting.transfer_id
    WHERE transfer.kind = 'award' AND account.participant_id IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
)
SELECT coalesce(wanted.id, moved.transfer_id) AS id,
    format('%s wanted, %s moved', wanted.amount, moved.amount) AS detail
FROM wanted FULL JOIN moved
    ON (wanted.transfer_id, wanted.participant_id, wanted.asset_id)
        = (moved.transfer_id, moved.participant_id, moved.asset_id)
WHERE wanted.amount IS DISTINCT FROM moved.amount OR wanted.wallet_id IS DISTINCT FROM moved.wallet_id
    OR wanted.is_mintable IS DISTINCT FROM moved.is_mintable;

-- name: award_request_has_amounts
-- An award request awards something, and what waits of it waits at its own place.
SELECT request.id, format('%s amounts', count(awarded.id)) AS detail
FROM tokens_awardrequest AS request
LEFT JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
GROUP BY request.id
HAVING count(awarded.id) = 0 OR bool_or(awarded.queue_number IS DISTINCT FROM
    CASE request.state WHEN 'queued' THEN request.queue_number END);

-- name: award_of_its_campaigns_assets
-- An award request, a funding and a grant are of assets of their own campaign.
SELECT request.id, format('award of %s', asset.id) AS detail
FROM tokens_awardrequest AS request
JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
JOIN tokens_asset AS asset ON asset.id = awarded.asset_id
WHERE asset.campaign_id <> request.campaign_id
UNION ALL
SELECT funding.id, format('funding of %s', asset.id)
FROM tokens_funding AS funding
JOIN tokens_asset AS asset ON asset.id = funding.asset_id
JOIN tokens_wallet AS wallet ON wallet.id = funding.wallet_id
WHERE wallet.campaign_id IS DISTINCT FROM asset.campaign_id;

-- name: queue_order_kept
-- Of awards out of a project wallet none was settled before an older one of the same asset. All
-- numbers are of one sequence: where an award joined the queue, and when what was paid was paid.
SELECT id, format('came as %s, paid as %s, after one that was paid as %s', came, paid, latest) AS detail
FROM (
    SELECT request.id, awarded.asset_id, coalesce(request.queue_number, transfer.number) AS came,
        transfer.number AS paid,
        max(coalesce(transfer.number, 9223372036854775807)) OVER (
            PARTITION BY awarded.asset_id ORDER BY coalesce(request.queue_number, transfer.number)
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest
    FROM tokens_awardrequest AS request
    JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
    LEFT JOIN tokens_transfer AS transfer ON transfer.id = request.transfer_id
    WHERE request.destination = 'wallet' AND request.state <> 'cancelled'
) AS line
WHERE paid < latest;

-- name: funding_posted_once
-- A posted funding moved exactly its amount into its project wallet, by its own transfer.
WITH moved AS (
    SELECT posting.transfer_id, account.wallet_id, account.asset_id, sum(posting.amount) AS amount
    FROM tokens_posting AS posting
    JOIN tokens_account AS account ON account.id = posting.account_id AND account.kind = 'project'
    JOIN tokens_transfer AS transfer ON transfer.id = posting.transfer_id AND transfer.kind = 'funding'
    GROUP BY 1, 2, 3
)
SELECT coalesce(funding.id, moved.transfer_id) AS id,
    format('%s funded, %s moved', funding.amount, moved.amount) AS detail
FROM (SELECT * FROM tokens_funding WHERE state = 'posted') AS funding
FULL JOIN moved ON moved.transfer_id = funding.transfer_id
WHERE (funding.amount, funding.wallet_id, funding.asset_id)
    IS DISTINCT FROM (moved.amount, moved.wallet_id, moved.asset_id);

-- name: mint_moved_its_amount
-- A mint moved exactly its amount from a mintable allowance to its wallet, by its own transfer.
WITH moved AS (
    SELECT posting.transfer_id, account.participant_id, account.asset_id,
        sum(posting.amount) FILTER (WHERE account.kind = 'external') AS paid,
        sum(posting.amount) FILTER (WHERE account.kind = 'allowance' AND account.is_mintable) AS taken,
        max(account.wallet_id::text)::uuid AS wallet_id
    FROM tokens_posting AS posting
    JOIN tokens_account AS account ON account.id = posting.account_id
    JOIN tokens_transfer AS transfer ON transfer.id = posting.transfer_id AND transfer.kind = 'mint'
    GROUP BY 1, 2, 3
)
SELECT coalesce(mint.id, moved.transfer_id) AS id,
    format('%s minted, %s paid, %s taken', mint.amount, moved.paid, moved.taken) AS detail
FROM tokens_mint AS mint FULL JOIN moved ON moved.transfer_id = mint.transfer_id
WHERE (mint.amount, -mint.amount, mint.wallet_id, mint.participant_id, mint.asset_id)
    IS DISTINCT FROM (moved.paid, moved.taken, moved.wallet_id, moved.participant_id, moved.asset_id);

-- name: value_granted_once
-- A play that won an amount was awarded it, of the published asset; others nothing.
SELECT play.id, format('%s granted, %s won', request.id, wanted.amount) AS detail
FROM promotions_play AS play
LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
LEFT JOIN LATERAL (
    SELECT item #>> '{grant,asset}' AS asset, (item #>> '{grant,amount}')::numeric AS amount
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_array_elements(published.prizes) AS item
    WHERE published.game_id = play.game_id AND published.revision_id = play.revision_id
        AND item ->> 'id' = unit.prize_id::text AND item ->> 'kind' = 'value'
) AS wanted ON true
LEFT JOIN tokens_awardrequest AS request ON request.granted_by_id = play.id
LEFT JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
WHERE (wanted.amount IS NOT NULL) <> (request.id IS NOT NULL)
    OR wanted.amount <> awarded.amount OR wanted.asset <> awarded.asset_id::text
    OR request.participant_id <> play.participant_id;
