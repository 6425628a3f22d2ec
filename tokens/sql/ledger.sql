-- The ledger: append-only double entry. Whoever writes postings, by whatever way, moves balances by
-- exactly these, and can write none that invent or lose an amount.
--
-- Locks are taken in one order everywhere, so that nobody waits in a circle: the project wallet, its
-- balances, allowances, issuance, external wallets; within one of these by account and slot.

-- Balances of a new account. Those that many transfers write at once are split over 16 slots, so
-- that they don't queue at one row.
CREATE OR REPLACE FUNCTION open_account_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tokens_balance (account_id, kind, slot)
    SELECT NEW.id, NEW.kind, slot
    FROM generate_series(0, CASE WHEN NEW.kind IN ('issuance', 'project') THEN 15 ELSE 0 END) AS slot;
    RETURN NULL;
END
$$;

-- Accounts of a new asset: where it is issued from, and its place in the project wallet of its
-- campaign, which is opened with the first asset unless staff named its address before.
CREATE OR REPLACE FUNCTION open_asset_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tokens_wallet (organization_id, kind, campaign_id, address)
    VALUES (NEW.organization_id, 'project', NEW.campaign_id,
        '0x' || left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 40))
    ON CONFLICT DO NOTHING;
    INSERT INTO tokens_account (organization_id, asset_id, kind, wallet_id)
    SELECT NEW.organization_id, NEW.id, 'project', id FROM tokens_wallet WHERE campaign_id = NEW.campaign_id
    UNION ALL
    SELECT NEW.organization_id, NEW.id, 'issuance', NULL;
    RETURN NULL;
END
$$;

-- The account of a participant in an external wallet, or his allowance where p_wallet is NULL;
-- opened where there is none yet.
CREATE OR REPLACE FUNCTION participant_account_v1(
    p_organization uuid, p_participant uuid, p_asset uuid, p_wallet uuid, p_is_mintable boolean
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_account uuid;
BEGIN
    LOOP
        IF p_wallet IS NULL THEN
            SELECT id INTO v_account FROM tokens_account
            WHERE participant_id = p_participant AND asset_id = p_asset AND is_mintable = p_is_mintable
                AND kind = 'allowance';
        ELSE
            SELECT id INTO v_account FROM tokens_account
            WHERE participant_id = p_participant AND asset_id = p_asset AND wallet_id = p_wallet
                AND kind = 'external';
        END IF;
        EXIT WHEN v_account IS NOT NULL;
        INSERT INTO tokens_account (organization_id, asset_id, kind, wallet_id, participant_id, is_mintable)
        VALUES (p_organization, p_asset, CASE WHEN p_wallet IS NULL THEN 'allowance' ELSE 'external' END,
            p_wallet, p_participant, CASE WHEN p_wallet IS NULL THEN p_is_mintable END)
        ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN v_account;
END
$$;

-- One posting to be, in the array that post_transfer_v1 takes.
CREATE OR REPLACE FUNCTION ledger_entry_v1(p_account uuid, p_slot integer, p_amount numeric)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(jsonb_build_object('account_id', p_account, 'slot', p_slot, 'amount', p_amount))
$$;

-- Lock the balances of entries, in the order of this file's head.
CREATE OR REPLACE FUNCTION lock_balances_v1(p_entries jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT FROM tokens_balance AS balance
    WHERE (account_id, slot) IN (
        SELECT account_id, slot FROM jsonb_to_recordset(p_entries) AS entry(account_id uuid, slot integer)
    )
    ORDER BY array_position('{project,allowance,issuance,external}', kind::text), account_id, slot
    FOR NO KEY UPDATE
$$;

-- Write transfers and their postings, "place" telling of which transfer an entry is. Numbers are drawn,
-- and the clock read, when all balances are locked: the transfers of an account follow each other in
-- this order. Answers an array of {place, id, posted_at}.
CREATE OR REPLACE FUNCTION post_transfers_v1(p_organization uuid, p_kind text, p_count bigint, p_entries jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_numbers bigint[];
    v_transfers jsonb;
BEGIN
    PERFORM lock_balances_v1(p_entries);
    v_numbers := array(
        SELECT number FROM (SELECT nextval('tokens_ledger_number') AS number FROM generate_series(1, p_count)) AS drawn
        ORDER BY number
    );
    WITH made AS (
        INSERT INTO tokens_transfer (organization_id, kind, number)
        SELECT p_organization, p_kind, number FROM unnest(v_numbers) AS number
        RETURNING id, number, posted_at
    )
    SELECT jsonb_agg(jsonb_build_object(
        'place', array_position(v_numbers, number), 'id', id, 'number', number, 'posted_at', posted_at))
    INTO v_transfers FROM made;
    INSERT INTO tokens_posting (transfer_id, number, account_id, slot, amount)
    SELECT transfer.id, transfer.number, entry.account_id, entry.slot, entry.amount
    FROM jsonb_to_recordset(p_entries) AS entry(place bigint, account_id uuid, slot integer, amount numeric)
    JOIN jsonb_to_recordset(v_transfers) AS transfer(place bigint, id uuid, number bigint) USING (place);
    RETURN v_transfers;
END
$$;

-- Write one transfer and its postings.
CREATE OR REPLACE FUNCTION post_transfer_v1(
    p_organization uuid, p_kind text, p_entries jsonb, OUT transfer_id uuid, OUT posted_at timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    v_number bigint;
BEGIN
    PERFORM lock_balances_v1(p_entries);
    INSERT INTO tokens_transfer AS transfer (organization_id, kind) VALUES (p_organization, p_kind)
    RETURNING transfer.id, transfer.number, transfer.posted_at INTO transfer_id, v_number, posted_at;
    INSERT INTO tokens_posting (transfer_id, number, account_id, slot, amount)
    SELECT post_transfer_v1.transfer_id, v_number, entry.*
    FROM jsonb_to_recordset(p_entries) AS entry(account_id uuid, slot integer, amount numeric);
END
$$;

-- After postings were written: refuse what does not sum to zero for each asset of a transfer, or is
-- finer than its asset; then add them to the balances. Postings of one transfer are written by one
-- statement, so that each statement can be held to it.
CREATE OR REPLACE FUNCTION apply_postings_v1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_wrong record;
    v_slots bigint;
    v_changed bigint;
BEGIN
    SELECT sum(posted.amount) <> 0 AS is_unequal, bool_or(scale(trim_scale(posted.amount)) > asset.decimals)
        AS is_too_fine INTO v_wrong
    FROM posted
    JOIN tokens_account AS account ON account.id = posted.account_id
    JOIN tokens_asset AS asset ON asset.id = account.asset_id
    GROUP BY posted.transfer_id, asset.id
    HAVING sum(posted.amount) <> 0 OR bool_or(scale(trim_scale(posted.amount)) > asset.decimals)
    LIMIT 1;
    IF v_wrong.is_unequal THEN
        RAISE EXCEPTION 'Postings of a transfer do not sum to zero.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_sums_to_zero';
    ELSIF v_wrong.is_too_fine THEN
        RAISE EXCEPTION 'A posting has more places than its asset.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_fits_asset';
    END IF;

    SELECT count(DISTINCT (account_id, slot)) INTO v_slots FROM posted;
    UPDATE tokens_balance AS balance SET amount = balance.amount + moved.amount
    FROM (SELECT account_id, slot, sum(amount) AS amount FROM posted GROUP BY account_id, slot) AS moved
    WHERE balance.account_id = moved.account_id AND balance.slot = moved.slot;
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    IF v_changed <> v_slots THEN
        RAISE EXCEPTION 'A posting is to a slot that its account has not.'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'posting_to_balance';
    END IF;
    RETURN NULL;
END
$$;
