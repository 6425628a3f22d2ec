-- Paying out of a project wallet. One that has enough pays at once, from any slot that is free and
-- holds it all. Else all who want something of it take turns at the wallet's row: there the amount is
-- gathered from several slots, or the award joins the queue.

-- Does an award wait for any of these assets?
CREATE OR REPLACE FUNCTION awards_wait_v1(p_assets uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM tokens_awardedamount WHERE asset_id = ANY (p_assets) AND queue_number IS NOT NULL
    )
$$;

-- The entries that take each amount from one slot that nobody holds, locked from here on; NULL where
-- there is no such slot. Waits for nothing.
CREATE OR REPLACE FUNCTION take_free_slots_v1(p_assets uuid[], p_amounts numeric[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_entries jsonb := '[]';
    v_first integer := floor(random() * 16);
    v_entry jsonb;
BEGIN
    FOR i IN 1 .. cardinality(p_assets) LOOP
        SELECT ledger_entry_v1(balance.account_id, balance.slot, -p_amounts[i]) INTO v_entry
        FROM tokens_balance AS balance
        JOIN tokens_account AS account ON account.id = balance.account_id
        WHERE account.asset_id = p_assets[i] AND account.kind = 'project' AND balance.amount >= p_amounts[i]
        ORDER BY (balance.slot + v_first) % 16
        LIMIT 1
        FOR NO KEY UPDATE OF balance SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        v_entries := v_entries || v_entry;
    END LOOP;
    RETURN v_entries;
END
$$;

-- Wait until this transaction alone writes the wallet and its balances of these assets.
CREATE OR REPLACE FUNCTION lock_project_wallet_v1(p_wallet uuid, p_assets uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tokens_wallet WHERE id = p_wallet FOR NO KEY UPDATE;
    PERFORM FROM tokens_balance AS balance
    JOIN tokens_account AS account ON account.id = balance.account_id
    WHERE account.asset_id = ANY (p_assets) AND account.kind = 'project'
    ORDER BY balance.account_id, balance.slot
    FOR NO KEY UPDATE OF balance;
END
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

-- The entries that pay these amounts out of the campaign's project wallet, its slots locked; NULL
-- where the award must wait, and then the whole wallet is locked. Assets are in ascending order.
CREATE OR REPLACE FUNCTION pay_from_project_wallet_v1(p_campaign uuid, p_assets uuid[], p_amounts numeric[])
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_entries jsonb;
BEGIN
    -- rolled back where it finds too little: who waits at the wallet must hold none of its slots
    BEGIN
        v_entries := take_free_slots_v1(p_assets, p_amounts);
        -- looked at only now: an award that joined the queue held every slot until it was in it
        IF v_entries IS NULL OR awards_wait_v1(p_assets) THEN
            RAISE SQLSTATE 'TB002';
        END IF;
        RETURN v_entries;
    EXCEPTION WHEN SQLSTATE 'TB002' THEN
        NULL;
    END;
    PERFORM lock_project_wallet_v1(id, p_assets) FROM tokens_wallet WHERE campaign_id = p_campaign;
    IF awards_wait_v1(p_assets) THEN
        RETURN NULL;
    END IF;
    RETURN gather_from_slots_v1(p_assets, p_amounts);
END
$$;
