-- Paying out of a project wallet. One that has enough pays from one of its slots: any that is free, or
-- that it waits for. Where no slot holds it all, or awards wait, all take turns at the wallet's row:
-- there the amount is gathered from several slots, or the award joins the queue.

-- Does an award wait for any of these assets?
CREATE OR REPLACE FUNCTION awards_wait_v1(p_assets uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM tokens_awardedamount WHERE asset_id = ANY (p_assets) AND queue_number IS NOT NULL
    )
$$;

-- The entry that takes an amount from a slot of the project wallet's account of an asset, locked from
-- here on; NULL where there is no such slot. One that nobody holds; where p_waits, whichever, and it is
-- waited for. Slots that turned out to hold too little stay locked: roll that back.
CREATE OR REPLACE FUNCTION take_slot_v1(p_asset uuid, p_amount numeric, p_waits boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_first integer := floor(random() * 16);
    v_taken tokens_balance%ROWTYPE;
BEGIN
    IF p_waits THEN
        SELECT balance.* INTO v_taken
        FROM tokens_balance AS balance
        JOIN tokens_account AS account ON account.id = balance.account_id
        WHERE account.asset_id = p_asset AND account.kind = 'project' AND balance.amount >= p_amount
        ORDER BY (balance.slot + v_first) % 16
        LIMIT 1;
        SELECT * INTO v_taken FROM tokens_balance
        WHERE id = v_taken.id AND amount >= p_amount FOR NO KEY UPDATE;
    ELSE
        SELECT balance.* INTO v_taken
        FROM tokens_balance AS balance
        JOIN tokens_account AS account ON account.id = balance.account_id
        WHERE account.asset_id = p_asset AND account.kind = 'project' AND balance.amount >= p_amount
        ORDER BY (balance.slot + v_first) % 16
        LIMIT 1
        FOR NO KEY UPDATE OF balance SKIP LOCKED;
    END IF;
    RETURN CASE WHEN FOUND THEN ledger_entry_v1(v_taken.account_id, v_taken.slot, -p_amount) END;
END
$$;

-- Wait until this transaction alone takes anything from the locked wallet's accounts of these assets.
CREATE OR REPLACE FUNCTION lock_slots_v1(p_assets uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT FROM tokens_balance AS balance
    JOIN tokens_account AS account ON account.id = balance.account_id
    WHERE account.asset_id = ANY (p_assets) AND account.kind = 'project'
    ORDER BY account.asset_id, balance.slot
    FOR NO KEY UPDATE OF balance
$$;

-- The entries that gather each amount from the slots of the locked wallet, the fullest first; NULL
-- where one of the assets is short.
CREATE OR REPLACE FUNCTION gather_from_slots_v1(p_assets uuid[], p_amounts numeric[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_entries jsonb := '[]';
    v_gathered record;
BEGIN
    FOR i IN 1 .. cardinality(p_assets) LOOP
        SELECT jsonb_agg(entry) AS entries, sum(taken) AS total INTO v_gathered
        FROM (
            SELECT account_id, slot, least(amount, p_amounts[i] - before) AS taken
            FROM (
                SELECT balance.account_id, slot, amount,
                    sum(amount) OVER (ORDER BY amount DESC, slot) - amount AS before
                FROM tokens_balance AS balance
                JOIN tokens_account AS account ON account.id = balance.account_id
                WHERE account.asset_id = p_assets[i] AND account.kind = 'project' AND amount > 0
            ) AS held
            WHERE before < p_amounts[i]
        ) AS chosen
        CROSS JOIN LATERAL jsonb_array_elements(ledger_entry_v1(account_id, slot, -taken)) AS entry;
        IF v_gathered.total IS NULL OR v_gathered.total < p_amounts[i] THEN
            RETURN NULL;
        END IF;
        v_entries := v_entries || v_gathered.entries;
    END LOOP;
    RETURN v_entries;
END
$$;

-- The entries that pay these amounts out of the campaign's project wallet, their slots locked; NULL
-- where the award must wait, and then the wallet is locked. Assets are in ascending order.
CREATE OR REPLACE FUNCTION pay_from_project_wallet_v1(p_campaign uuid, p_assets uuid[], p_amounts numeric[])
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_waits boolean;
    v_entries jsonb;
BEGIN
    FOREACH v_waits IN ARRAY ARRAY[false, true] LOOP
        -- rolled back where it finds too little: who waits holds no slot but what he waits with
        BEGIN
            v_entries := '[]';
            FOR i IN 1 .. cardinality(p_assets) LOOP
                v_entries := v_entries || take_slot_v1(p_assets[i], p_amounts[i], v_waits);
            END LOOP;
            -- looked at only now: the first award of a queue held every slot until it was in it
            IF v_entries IS NULL OR awards_wait_v1(p_assets) THEN
                RAISE SQLSTATE 'TB002';
            END IF;
            RETURN v_entries;
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;
    END LOOP;
    PERFORM FROM tokens_wallet WHERE campaign_id = p_campaign FOR NO KEY UPDATE;
    -- a queue that there is ends with this lock only; one that may begin needs every slot of its asset
    PERFORM lock_slots_v1(array(SELECT asset FROM unnest(p_assets) AS asset WHERE NOT awards_wait_v1(ARRAY[asset])));
    IF awards_wait_v1(p_assets) THEN
        RETURN NULL;
    END IF;
    RETURN gather_from_slots_v1(p_assets, p_amounts);
END
$$;
