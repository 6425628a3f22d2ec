-- Awarding amounts: all of a request's, or none.

-- Refuse an amount that is not one of the asset's, and an asset that is not the campaign's.
CREATE OR REPLACE FUNCTION check_amount_v1(
    p_organization uuid, p_campaign uuid, p_asset uuid, p_contract text, p_amount numeric, p_index integer
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_asset tokens_asset%ROWTYPE;
    v_detail jsonb := jsonb_build_object('asset', p_asset, 'index', p_index);
BEGIN
    SELECT * INTO v_asset FROM tokens_asset
    WHERE id = p_asset AND organization_id = p_organization AND campaign_id = coalesce(p_campaign, campaign_id);
    IF NOT FOUND THEN
        PERFORM refuse_v1('asset_not_found', v_detail);
    ELSIF lower(p_contract) <> lower(v_asset.contract) THEN
        PERFORM refuse_v1('contract_mismatch', v_detail);
    -- NaN is above every number
    ELSIF p_amount >= 1e20 THEN
        PERFORM refuse_v1('amount_too_large', v_detail);
    ELSIF p_amount <= 0 THEN
        PERFORM refuse_v1('amount_not_positive', v_detail);
    ELSIF scale(trim_scale(p_amount)) > v_asset.decimals THEN
        PERFORM refuse_v1('amount_too_precise', v_detail || jsonb_build_object('decimals', v_asset.decimals));
    END IF;
END
$$;

-- The participant with a source_id, created where unknown, and not locked where known: whoever holds
-- the project wallet may be waiting to refer to him. Refuses one that is not active.
CREATE OR REPLACE FUNCTION active_participant_v1(p_organization uuid, p_source_id text) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_participant record;
BEGIN
    LOOP
        SELECT id, state INTO v_participant FROM identities_participant
        WHERE organization_id = p_organization AND source_id = p_source_id;
        EXIT WHEN FOUND;
        INSERT INTO identities_participant (organization_id, source_id) VALUES (p_organization, p_source_id)
        ON CONFLICT DO NOTHING;
    END LOOP;
    IF v_participant.state <> 'active' THEN
        PERFORM refuse_v1('participant_blocked');
    END IF;
    RETURN v_participant.id;
END
$$;

-- The external wallet with an address, created where unknown. Refuses a project wallet.
CREATE OR REPLACE FUNCTION external_wallet_v1(p_organization uuid, p_address text) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v_wallet record;
BEGIN
    LOOP
        SELECT id, kind INTO v_wallet FROM tokens_wallet
        WHERE organization_id = p_organization AND address_key = address_key_v1(p_address);
        EXIT WHEN FOUND;
        INSERT INTO tokens_wallet (organization_id, kind, address) VALUES (p_organization, 'external', p_address)
        ON CONFLICT DO NOTHING;
    END LOOP;
    IF v_wallet.kind = 'project' THEN
        PERFORM refuse_v1('project_wallet');
    END IF;
    RETURN v_wallet.id;
END
$$;

-- The entries that issue these amounts, from any slot: the issuer has no end of them.
CREATE OR REPLACE FUNCTION issuance_entries_v1(p_assets uuid[], p_amounts numeric[]) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_agg(entry)
    FROM unnest(p_assets, p_amounts) AS issued(asset, amount)
    JOIN tokens_account AS account ON account.asset_id = issued.asset AND account.kind = 'issuance'
    CROSS JOIN LATERAL jsonb_array_elements(
        ledger_entry_v1(account.id, floor(random() * 16)::integer, -issued.amount)) AS entry
$$;

-- The entries that give these amounts to a participant: into a wallet, or as an allowance.
CREATE OR REPLACE FUNCTION participant_entries_v1(
    p_organization uuid, p_participant uuid, p_assets uuid[], p_amounts numeric[], p_wallet uuid,
    p_is_mintable boolean
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_entries jsonb := '[]';
BEGIN
    FOR i IN 1 .. cardinality(p_assets) LOOP
        v_entries := v_entries || ledger_entry_v1(
            participant_account_v1(p_organization, p_participant, p_assets[i], p_wallet, p_is_mintable),
            0, p_amounts[i]);
    END LOOP;
    RETURN v_entries;
END
$$;

-- Award checked amounts of a campaign's assets to a participant: as an allowance where p_wallet is
-- NULL, else out of the project wallet, where the award waits if that is short. An asset that is named
-- twice is awarded the sum. Answers the id of the award request.
CREATE OR REPLACE FUNCTION award_values_v1(
    p_organization uuid, p_request_id text, p_content_sha256 bytea, p_campaign uuid, p_participant uuid,
    p_assets uuid[], p_amounts numeric[], p_wallet uuid, p_is_mintable boolean, p_play uuid, p_channel text,
    p_client uuid
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_requested_at timestamptz := clock_timestamp();
    v_assets uuid[];
    v_amounts numeric[];
    v_entries jsonb;
    v_transfer uuid;
    v_settled_at timestamptz;
    v_number bigint;
    v_id uuid;
BEGIN
    SELECT array_agg(asset ORDER BY asset), array_agg(amount ORDER BY asset) INTO v_assets, v_amounts
    FROM (
        SELECT asset, sum(amount) AS amount
        FROM unnest(p_assets, p_amounts) AS wanted(asset, amount) GROUP BY asset
    ) AS added;
    IF 1e20 <= ANY (v_amounts) THEN
        PERFORM refuse_v1('amount_too_large');
    END IF;

    IF p_wallet IS NULL THEN
        v_entries := issuance_entries_v1(v_assets, v_amounts);
    ELSE
        v_entries := pay_from_project_wallet_v1(p_campaign, v_assets, v_amounts);
    END IF;
    IF v_entries IS NULL THEN
        v_number := nextval('tokens_ledger_number');
    ELSE
        v_entries := v_entries || participant_entries_v1(
            p_organization, p_participant, v_assets, v_amounts, p_wallet, p_is_mintable);
        SELECT transfer_id, posted_at INTO v_transfer, v_settled_at
        FROM post_transfer_v1(p_organization, 'award', v_entries);
    END IF;

    INSERT INTO tokens_awardrequest (organization_id, request_id, content_sha256, campaign_id, participant_id,
        destination, is_mintable, wallet_id, state, queue_number, transfer_id, requested_at, settled_at,
        granted_by_id, channel, client_id)
    VALUES (p_organization, p_request_id, p_content_sha256, p_campaign, p_participant,
        CASE WHEN p_wallet IS NULL THEN 'allowance' ELSE 'wallet' END,
        CASE WHEN p_wallet IS NULL THEN p_is_mintable END, p_wallet,
        CASE WHEN v_transfer IS NULL THEN 'queued' ELSE 'settled' END, v_number, v_transfer, v_requested_at,
        v_settled_at, p_play, p_channel, p_client)
    RETURNING id INTO v_id;
    INSERT INTO tokens_awardedamount (award_request_id, asset_id, amount, queue_number)
    SELECT v_id, asset, amount, v_number FROM unnest(v_assets, v_amounts) AS added(asset, amount);
    RETURN v_id;
END
$$;

-- What an API tells of an award request, but for what it was asked for. Read here, it costs no further
-- round trips.
CREATE OR REPLACE FUNCTION award_answer_v1(p_request uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', request.id, 'state', request.state, 'wallet', wallet.address,
        'requested_at', request.requested_at, 'settled_at', request.settled_at,
        'amounts', (
            SELECT jsonb_agg(jsonb_build_object('asset', asset_id, 'amount', trim_scale(amount)::text) ORDER BY id)
            FROM tokens_awardedamount WHERE award_request_id = request.id
        ))
    FROM tokens_awardrequest AS request
    LEFT JOIN tokens_wallet AS wallet ON wallet.id = request.wallet_id
    WHERE request.id = p_request
$$;

-- Answer an API's request to award amounts, once: the same id with the same content answers the award
-- that it made before. Refuses the same id with other content, and whatever award is not possible; then
-- nothing is changed. p_campaign, p_assets and p_contracts are what the client named, whatever it is;
-- a contract that is NULL was not named. p_wallet is an address, NULL for an allowance.
CREATE OR REPLACE FUNCTION request_award_v1(
    p_organization uuid, p_request_id text, p_content_sha256 bytea, p_campaign uuid, p_participant text,
    p_assets uuid[], p_contracts text[], p_amounts numeric[], p_wallet text, p_is_mintable boolean,
    p_channel text, p_client uuid
) RETURNS jsonb LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_made record;
    v_id uuid;
BEGIN
    -- two at the same instant: the second waits here for the first
    PERFORM pg_advisory_xact_lock(hashtextextended('award ' || p_organization || ' ' || p_request_id, 0));
    SELECT id, content_sha256 INTO v_made FROM tokens_awardrequest
    WHERE organization_id = p_organization AND request_id = p_request_id;
    IF FOUND THEN
        IF v_made.content_sha256 <> p_content_sha256 THEN
            PERFORM refuse_v1('request_mismatch');
        END IF;
        RETURN award_answer_v1(v_made.id) || '{"replayed": true}';
    END IF;

    IF NOT EXISTS (SELECT FROM promotions_campaign WHERE id = p_campaign AND organization_id = p_organization) THEN
        PERFORM refuse_v1('campaign_not_found');
    END IF;
    FOR i IN 1 .. cardinality(p_assets) LOOP
        PERFORM check_amount_v1(p_organization, p_campaign, p_assets[i], p_contracts[i], p_amounts[i], i - 1);
    END LOOP;
    v_id := award_values_v1(
        p_organization, p_request_id, p_content_sha256, p_campaign,
        active_participant_v1(p_organization, p_participant), p_assets, p_amounts,
        CASE WHEN p_wallet IS NOT NULL THEN external_wallet_v1(p_organization, p_wallet) END,
        p_is_mintable, NULL, p_channel, p_client);
    RETURN award_answer_v1(v_id) || '{"replayed": false}';
END
$$;
