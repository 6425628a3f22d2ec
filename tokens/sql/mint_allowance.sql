-- Move an amount from a participant's mintable allowance to an external wallet, once: the same id with
-- the same content answers the mint that it made before. Raises TB001 for every refusal; then nothing
-- is changed. p_client is NULL where the participant mints himself.
CREATE OR REPLACE FUNCTION mint_allowance_v1(
    p_organization uuid, p_request_id text, p_participant text, p_asset uuid, p_amount numeric, p_wallet text,
    p_channel text, p_client uuid
) RETURNS jsonb LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_mint record;
    v_participant record;
    v_wallet uuid;
    v_allowance uuid;
    v_held numeric;
    v_transfer record;
BEGIN
    -- two at the same instant: the second waits here for the first
    PERFORM pg_advisory_xact_lock(hashtextextended('mint ' || p_organization || ' ' || p_request_id, 0));
    SELECT mint.id, mint.amount = p_amount AND mint.asset_id = p_asset
        AND participant.source_id = p_participant AND wallet.address_key = address_key_v1(p_wallet) AS is_same
    INTO v_mint
    FROM tokens_mint AS mint
    JOIN identities_participant AS participant ON participant.id = mint.participant_id
    JOIN tokens_wallet AS wallet ON wallet.id = mint.wallet_id
    WHERE mint.organization_id = p_organization AND mint.request_id = p_request_id;
    IF FOUND THEN
        IF NOT v_mint.is_same THEN
            PERFORM refuse_v1('request_mismatch');
        END IF;
        RETURN jsonb_build_object('id', v_mint.id, 'replayed', true);
    END IF;

    SELECT id, state INTO v_participant FROM identities_participant
    WHERE organization_id = p_organization AND source_id = p_participant;
    IF NOT FOUND THEN
        PERFORM refuse_v1('participant_not_found');
    ELSIF v_participant.state <> 'active' THEN
        PERFORM refuse_v1('participant_blocked');
    END IF;
    PERFORM check_amount_v1(p_organization, NULL, p_asset, NULL, p_amount, NULL);

    SELECT account.id, balance.amount INTO v_allowance, v_held
    FROM tokens_account AS account JOIN tokens_balance AS balance ON balance.account_id = account.id
    WHERE account.participant_id = v_participant.id AND account.asset_id = p_asset AND account.is_mintable
        AND account.kind = 'allowance'
    FOR NO KEY UPDATE OF balance;
    IF coalesce(v_held, 0) = 0 AND EXISTS (
        SELECT FROM tokens_account AS account JOIN tokens_balance AS balance ON balance.account_id = account.id
        WHERE account.participant_id = v_participant.id AND account.asset_id = p_asset
            AND NOT account.is_mintable AND account.kind = 'allowance' AND balance.amount > 0
    ) THEN
        PERFORM refuse_v1('not_mintable');
    ELSIF coalesce(v_held, 0) < p_amount THEN
        PERFORM refuse_v1('allowance_exceeded', jsonb_build_object('allowance', trim_scale(coalesce(v_held, 0))::text));
    END IF;

    v_wallet := external_wallet_v1(p_organization, p_wallet);
    v_transfer := post_transfer_v1(p_organization, 'mint', ledger_entry_v1(v_allowance, 0, -p_amount)
        || ledger_entry_v1(
            participant_account_v1(p_organization, v_participant.id, p_asset, v_wallet, NULL), 0, p_amount));
    INSERT INTO tokens_mint (organization_id, request_id, participant_id, asset_id, wallet_id, amount,
        transfer_id, channel, client_id, minted_at)
    VALUES (p_organization, p_request_id, v_participant.id, p_asset, v_wallet, p_amount,
        v_transfer.transfer_id, p_channel, p_client, v_transfer.posted_at)
    RETURNING id INTO v_mint;
    RETURN jsonb_build_object('id', v_mint.id, 'replayed', false);
END
$$;
