-- One play, in one call: steps 2 to 9 of docs/one-play.md. Called by tokens.services.redeem_token
-- and by nothing else. Locks live for this function's time only, never for a round trip.

-- The first migration that applies this file is older than some tables that it reads.
SET LOCAL check_function_bodies = off;

-- The answer to a redeemed token, the first time and ever after: made from what is stored, so
-- that a repeated redemption can't answer anything else. The prize is as its revision published it.
CREATE OR REPLACE FUNCTION token_result_v1(p_token uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'token_id', token.id,
        'participant_id', play.participant_id,
        'play', jsonb_build_object('id', play.id, 'played_at', play.played_at),
        'result', play.result,
        'prize', prize.item,
        'award', CASE WHEN award.id IS NOT NULL THEN jsonb_build_object(
            'id', award.id, 'state', 'won', 'claim_by', award.claim_by) END,
        'voucher_code', unit.voucher_code,
        'granted_token', CASE WHEN granted.id IS NOT NULL THEN jsonb_build_object(
            'code', granted.code, 'game', granted_game.code) END,
        'granted_value', CASE WHEN prize.item ->> 'kind' = 'value' THEN (
            SELECT jsonb_build_object(
                'asset', awarded.asset_id, 'symbol', prize.item #>> '{grant,symbol}', 'amount', trim_scale(awarded.amount)::text,
                'destination', request.destination, 'wallet', wallet.address)
            FROM tokens_awardrequest AS request
            JOIN tokens_awardedamount AS awarded ON awarded.award_request_id = request.id
            LEFT JOIN tokens_wallet AS wallet ON wallet.id = request.wallet_id
            WHERE request.granted_by_id = play.id) END
    )
    FROM tokens_token AS token
    JOIN promotions_play AS play ON play.id = token.play_id
    LEFT JOIN promotions_award AS award ON award.play_id = play.id
    LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
    LEFT JOIN tokens_token AS granted ON granted.granted_by_id = play.id
    LEFT JOIN promotions_game AS granted_game ON granted_game.id = granted.game_id
    LEFT JOIN LATERAL (
        SELECT item FROM promotions_gamerevision AS published, jsonb_array_elements(published.prizes) AS item
        WHERE published.game_id = play.game_id AND published.revision_id = play.revision_id
            AND item ->> 'id' = unit.prize_id::text
    ) AS prize ON unit.id IS NOT NULL
    WHERE token.id = p_token
$$;

-- Refuse a client that has tried too many unknown codes in this minute.
CREATE OR REPLACE FUNCTION refuse_guesser_v1(p_client uuid, p_maximum integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_retry_at timestamptz := guesser_retry_at_v1(p_client, p_maximum);
BEGIN
    IF v_retry_at IS NOT NULL THEN
        PERFORM refuse_v1('rate_limited', jsonb_build_object('retry_at', v_retry_at));
    END IF;
END
$$;

-- Hold an idempotency key for this transaction, and refuse it with another request, or while its
-- first call is still running. The lock goes with its transaction: a crash can't leave it behind.
CREATE OR REPLACE FUNCTION hold_idempotency_key_v1(p_client uuid, p_key text, p_request_sha256 text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_sha256 text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(p_client::text || ':' || p_key, 0)) THEN
        PERFORM refuse_v1('in_progress');
    END IF;
    SELECT request_sha256 INTO v_sha256 FROM identities_idempotencyrecord
    WHERE client_id = p_client AND key = p_key;
    IF NOT FOUND THEN
        INSERT INTO identities_idempotencyrecord (client_id, key, request_sha256)
        VALUES (p_client, p_key, p_request_sha256);
    ELSIF v_sha256 <> p_request_sha256 THEN
        PERFORM refuse_v1('idempotency_mismatch');
    END IF;
END
$$;

-- Who redeems: the token's own participant, or for a token without one the named participant,
-- who is created where unknown.
CREATE OR REPLACE FUNCTION token_participant_v1(p_organization uuid, p_participant uuid, p_source_id text)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_named uuid;
BEGIN
    IF p_source_id IS NULL THEN
        IF p_participant IS NULL THEN
            PERFORM refuse_v1('token_unassigned');
        END IF;
        RETURN p_participant;
    END IF;
    LOOP
        SELECT id INTO v_named FROM identities_participant
        WHERE organization_id = p_organization AND source_id = p_source_id;
        IF p_participant IS NOT NULL AND v_named IS DISTINCT FROM p_participant THEN
            PERFORM refuse_v1('not_eligible', '{"reason": "other_participant"}');
        END IF;
        EXIT WHEN v_named IS NOT NULL;
        -- not locked where another play made him meanwhile: awards that wait may have to refer to him
        INSERT INTO identities_participant (organization_id, source_id) VALUES (p_organization, p_source_id)
        ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN v_named;
END
$$;

-- Redeem a token: play its game once, and answer the result as token_result_v1 has it, with
-- "replayed" telling whether it was redeemed before. Raises TB001 for every refusal, and then
-- nothing is changed. Parameters: p_code normalized; p_participant a source_id, or NULL;
-- p_game a game's code that the token must be for, or NULL; p_at NULL for the database's clock.
--
-- Every row here is found by an index. A session that planned while a table was still empty would
-- go on reading all of it as it grows, so sequential scans are off, and plans are made once.
CREATE OR REPLACE FUNCTION redeem_token_v1(
    p_organization uuid, p_code text, p_participant text, p_game text, p_channel text, p_client uuid,
    p_request_id text, p_at timestamptz, p_idempotency_key text, p_request_sha256 text,
    p_wrong_codes_maximum integer
) RETURNS jsonb LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_token tokens_token%ROWTYPE;
    v_at timestamptz;
    v_participant uuid;
    v_play uuid;
BEGIN
    PERFORM refuse_guesser_v1(p_client, p_wrong_codes_maximum);
    IF p_idempotency_key IS NOT NULL THEN
        PERFORM hold_idempotency_key_v1(p_client, p_idempotency_key, p_request_sha256);
    END IF;

    SELECT * INTO v_token FROM tokens_token
    WHERE code = p_code AND organization_id = p_organization FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_v1('token_not_found');
    END IF;
    -- read only now: waiting for the lock took time
    v_at := coalesce(p_at, clock_timestamp());

    IF p_game IS NOT NULL AND NOT EXISTS (
        SELECT FROM promotions_game WHERE id = v_token.game_id AND code = p_game
    ) THEN
        PERFORM refuse_v1('wrong_game');
    ELSIF v_token.state = 'voided' THEN
        PERFORM refuse_v1('token_voided');
    END IF;
    IF v_token.state = 'redeemed' THEN
        PERFORM token_participant_v1(p_organization, v_token.participant_id, p_participant);
        RETURN token_result_v1(v_token.id) || '{"replayed": true}';
    ELSIF v_token.expires_at <= v_at THEN
        PERFORM refuse_v1('token_expired');
    END IF;

    v_participant := token_participant_v1(p_organization, v_token.participant_id, p_participant);
    SELECT play_id INTO v_play FROM play_game_v1(
        p_organization, v_token.game_id, v_participant, v_token.id, p_channel, p_client, p_request_id, v_at
    );
    UPDATE tokens_token
    SET state = 'redeemed', redeemed_at = v_at, play_id = v_play, participant_id = v_participant
    WHERE id = v_token.id;
    RETURN token_result_v1(v_token.id) || '{"replayed": false}';
END
$$;
