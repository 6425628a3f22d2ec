-- Funding project wallets.

-- The entries that put an amount into a project wallet, spread evenly over its slots.
CREATE OR REPLACE FUNCTION spread_entries_v1(p_asset uuid, p_amount numeric) RETURNS jsonb LANGUAGE sql AS $$
    WITH share AS (
        SELECT account.id AS account_id, trunc(p_amount / 16, asset.decimals) AS amount
        FROM tokens_account AS account JOIN tokens_asset AS asset ON asset.id = account.asset_id
        WHERE account.asset_id = p_asset AND account.kind = 'project'
    ),
    spread AS (
        SELECT account_id, slot, CASE slot WHEN 0 THEN p_amount - 15 * amount ELSE amount END AS amount
        FROM share CROSS JOIN generate_series(0, 15) AS slot
    )
    SELECT jsonb_agg(entry) FROM spread
    CROSS JOIN LATERAL jsonb_array_elements(ledger_entry_v1(account_id, slot, amount)) AS entry
    WHERE amount <> 0
$$;

-- Post a proposed funding, and settle what waited for it, in this transaction. p_decided_by is who
-- approved it, NULL for an API client's. Answers the ids of the award requests that it settled.
CREATE OR REPLACE FUNCTION post_funding_v1(p_funding uuid, p_decided_by uuid) RETURNS text[]
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_funding tokens_funding%ROWTYPE;
    v_campaign uuid;
    v_assets uuid[];
    v_transfer record;
BEGIN
    SELECT * INTO STRICT v_funding FROM tokens_funding WHERE id = p_funding FOR NO KEY UPDATE;
    SELECT campaign_id INTO STRICT v_campaign FROM tokens_wallet WHERE id = v_funding.wallet_id;
    v_assets := array(SELECT id FROM tokens_asset WHERE campaign_id = v_campaign ORDER BY id);
    PERFORM FROM tokens_wallet WHERE id = v_funding.wallet_id FOR NO KEY UPDATE;
    PERFORM lock_slots_v1(v_assets);

    v_transfer := post_transfer_v1(v_funding.organization_id, 'funding',
        spread_entries_v1(v_funding.asset_id, v_funding.amount)
        || issuance_entries_v1(ARRAY[v_funding.asset_id], ARRAY[v_funding.amount]));
    UPDATE tokens_funding SET state = 'posted', decided_by_id = p_decided_by,
        decided_at = v_transfer.posted_at, transfer_id = v_transfer.transfer_id
    WHERE id = p_funding;
    RETURN settle_awards_v1(v_funding.organization_id, v_campaign, p_funding);
END
$$;
