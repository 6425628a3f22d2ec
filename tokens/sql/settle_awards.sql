-- Settling what waits in the queue of a project wallet that this transaction has locked, slots and all.

-- The award requests that are next in their queues and funded: the oldest first for each asset, none
-- before an older one that still waits for the same asset. At most so many, in the order of settling.
CREATE OR REPLACE FUNCTION awards_to_settle_v1(p_campaign uuid, p_maximum integer) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    -- assets for which no award that was looked at waits, and what is left of them
    v_assets uuid[];
    v_left numeric[];
    v_after bigint := -1;
    v_request uuid;
    v_pays boolean;
    v_found uuid[] := '{}';
BEGIN
    SELECT array_agg(asset_id), array_agg(held) INTO v_assets, v_left
    FROM (
        SELECT account.asset_id, sum(balance.amount) AS held
        FROM tokens_asset AS asset
        JOIN tokens_account AS account ON account.asset_id = asset.id AND account.kind = 'project'
        JOIN tokens_balance AS balance ON balance.account_id = account.id
        WHERE asset.campaign_id = p_campaign GROUP BY account.asset_id
    ) AS project_wallet;
    WHILE cardinality(v_found) < p_maximum LOOP
        SELECT head.award_request_id, head.queue_number INTO v_request, v_after
        FROM unnest(v_assets) AS asset(id)
        CROSS JOIN LATERAL (
            SELECT award_request_id, queue_number FROM tokens_awardedamount
            WHERE asset_id = asset.id AND queue_number > v_after
            ORDER BY queue_number LIMIT 1
        ) AS head
        ORDER BY head.queue_number LIMIT 1;
        EXIT WHEN NOT FOUND;

        SELECT bool_and(coalesce(still.amount >= awarded.amount, false)) INTO v_pays
        FROM tokens_awardedamount AS awarded
        LEFT JOIN unnest(v_assets, v_left) AS still(asset_id, amount) USING (asset_id)
        WHERE awarded.award_request_id = v_request;
        IF v_pays THEN
            v_found := v_found || v_request;
        END IF;
        -- what it takes is taken; an asset that it waits for is closed to all behind it
        SELECT array_agg(still.asset_id), array_agg(still.amount - coalesce(awarded.amount, 0))
        INTO v_assets, v_left
        FROM unnest(v_assets, v_left) AS still(asset_id, amount)
        LEFT JOIN tokens_awardedamount AS awarded
            ON awarded.award_request_id = v_request AND awarded.asset_id = still.asset_id
        WHERE v_pays OR awarded.id IS NULL;
    END LOOP;
    RETURN v_found;
END
$$;

-- The entries that pay award requests, "place" telling for which of them: what they take of an asset,
-- one behind the other, is laid over what its slots hold, one behind the other.
CREATE OR REPLACE FUNCTION award_entries_v1(p_requests uuid[]) RETURNS jsonb LANGUAGE sql AS $$
    WITH wanted AS (
        SELECT request.place, request.id AS request_id, awarded.asset_id, awarded.amount,
            sum(awarded.amount) OVER (PARTITION BY awarded.asset_id ORDER BY request.place) AS taken
        FROM unnest(p_requests) WITH ORDINALITY AS request(id, place)
        JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
    ),
    slot AS (
        SELECT account.asset_id, balance.account_id, balance.slot, balance.amount,
            sum(balance.amount) OVER (PARTITION BY account.asset_id ORDER BY balance.slot) AS held
        FROM tokens_account AS account
        JOIN tokens_balance AS balance ON balance.account_id = account.id AND balance.amount > 0
        WHERE account.kind = 'project' AND account.asset_id IN (SELECT asset_id FROM wanted)
    ),
    entry AS (
        SELECT wanted.place, slot.account_id, slot.slot,
            greatest(taken - wanted.amount, held - slot.amount) - least(taken, held) AS amount
        FROM wanted
        JOIN slot ON slot.asset_id = wanted.asset_id AND taken > held - slot.amount
            AND taken - wanted.amount < held
        UNION ALL
        SELECT wanted.place,
            participant_account_v1(request.organization_id, request.participant_id, wanted.asset_id,
                request.wallet_id, NULL),
            0, wanted.amount
        FROM wanted JOIN tokens_awardrequest AS request ON request.id = wanted.request_id
    )
    SELECT jsonb_agg(to_jsonb(entry)) FROM entry
$$;

-- Settle award requests, in this order: a transfer for each, all posted by one statement.
CREATE OR REPLACE FUNCTION settle_requests_v1(p_organization uuid, p_requests uuid[], p_funding uuid)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_transfers jsonb := post_transfers_v1(
        p_organization, 'award', cardinality(p_requests), award_entries_v1(p_requests));
BEGIN
    UPDATE tokens_awardrequest AS request SET state = 'settled', transfer_id = transfer.id,
        settled_at = transfer.posted_at, funding_id = p_funding
    FROM unnest(p_requests) WITH ORDINALITY AS settled(id, place)
    JOIN jsonb_to_recordset(v_transfers) AS transfer(place bigint, id uuid, posted_at timestamptz) USING (place)
    WHERE request.id = settled.id;
    UPDATE tokens_awardedamount SET queue_number = NULL WHERE award_request_id = ANY (p_requests);
END
$$;

-- Settle all that can be, some hundreds at a time, and answer the ids of the requests in their order.
-- p_funding is what settles them, NULL where it is the cancelling of one before them.
CREATE OR REPLACE FUNCTION settle_awards_v1(p_organization uuid, p_campaign uuid, p_funding uuid)
RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    v_requests uuid[];
    v_settled text[] := '{}';
BEGIN
    LOOP
        v_requests := awards_to_settle_v1(p_campaign, 500);
        EXIT WHEN cardinality(v_requests) = 0;
        PERFORM settle_requests_v1(p_organization, v_requests, p_funding);
        v_settled := v_settled || array(
            SELECT request.request_id::text
            FROM unnest(v_requests) WITH ORDINALITY AS settled(id, place)
            JOIN tokens_awardrequest AS request ON request.id = settled.id ORDER BY place
        );
    END LOOP;
    RETURN v_settled;
END
$$;

-- Take an award out of the queue for good, and settle what waited behind it alone, in this transaction.
-- Answers the ids of the requests that were settled; NULL where it does not wait any more.
CREATE OR REPLACE FUNCTION cancel_award_v1(p_request uuid, p_cancelled_by uuid, p_reason text)
RETURNS text[] LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_request record;
BEGIN
    SELECT organization_id, campaign_id INTO STRICT v_request FROM tokens_awardrequest WHERE id = p_request;
    PERFORM FROM tokens_wallet WHERE campaign_id = v_request.campaign_id FOR NO KEY UPDATE;
    PERFORM lock_slots_v1(array(SELECT id FROM tokens_asset WHERE campaign_id = v_request.campaign_id));
    UPDATE tokens_awardrequest SET state = 'cancelled', cancelled_at = clock_timestamp(),
        cancelled_by_id = p_cancelled_by, cancel_reason = p_reason
    WHERE id = p_request AND state = 'queued';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE tokens_awardedamount SET queue_number = NULL WHERE award_request_id = p_request;
    RETURN settle_awards_v1(v_request.organization_id, v_request.campaign_id, NULL);
END
$$;
