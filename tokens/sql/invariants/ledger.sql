-- What must always hold of the ledger. Each query returns the rows that break it: id, detail.

-- name: transfer_sums_to_zero
-- The postings of a transfer sum to zero for each asset; and it has some.
SELECT transfer.id, format('%s: %s', account.asset_id, sum(posting.amount)) AS detail
FROM tokens_transfer AS transfer
LEFT JOIN tokens_posting AS posting ON posting.transfer_id = transfer.id
LEFT JOIN tokens_account AS account ON account.id = posting.account_id
GROUP BY transfer.id, account.asset_id
HAVING sum(posting.amount) <> 0 OR count(posting.id) = 0;

-- name: balance_is_sum_of_postings
-- A slot of an account holds the sum of its postings.
SELECT balance.id, format('%s held, %s posted', balance.amount, coalesce(sum(posting.amount), 0)) AS detail
FROM tokens_balance AS balance
LEFT JOIN tokens_posting AS posting
    ON posting.account_id = balance.account_id AND posting.slot = balance.slot
GROUP BY balance.id
HAVING balance.amount <> coalesce(sum(posting.amount), 0);

-- name: posting_has_balance
-- A posting is to a slot that its account has.
SELECT posting.id, format('%s, slot %s', posting.account_id, posting.slot) AS detail
FROM tokens_posting AS posting
LEFT JOIN tokens_balance AS balance
    ON balance.account_id = posting.account_id AND balance.slot = posting.slot
WHERE balance.id IS NULL;

-- name: only_issuance_below_zero
-- No balance but an issuer's is negative, at no time: none was after any of an account's transfers.
SELECT account_id AS id, format('%s after transfer %s', held, number) AS detail
FROM (
    SELECT posting.account_id, posting.number, min(account.kind) AS kind,
        sum(sum(posting.amount)) OVER (PARTITION BY posting.account_id ORDER BY posting.number) AS held
    FROM tokens_posting AS posting JOIN tokens_account AS account ON account.id = posting.account_id
    GROUP BY posting.account_id, posting.number
) AS statement
WHERE held < 0 AND kind <> 'issuance';

-- name: asset_has_its_accounts
-- An asset is issued from one account and has one in the project wallet of its campaign.
SELECT asset.id, format('%s accounts', count(account.id)) AS detail
FROM tokens_asset AS asset
LEFT JOIN tokens_account AS account ON account.asset_id = asset.id AND account.kind IN ('issuance', 'project')
LEFT JOIN tokens_wallet AS wallet ON wallet.id = account.wallet_id
GROUP BY asset.id
HAVING count(account.id) <> 2 OR bool_or(wallet.campaign_id <> asset.campaign_id)
    OR bool_or(account.kind = 'project' AND wallet.kind <> 'project');

-- name: external_account_in_external_wallet
-- What participants hold in wallets is in external ones.
SELECT account.id, format('in %s wallet %s', wallet.kind, wallet.id) AS detail
FROM tokens_account AS account JOIN tokens_wallet AS wallet ON wallet.id = account.wallet_id
WHERE account.kind = 'external' AND wallet.kind <> 'external';
