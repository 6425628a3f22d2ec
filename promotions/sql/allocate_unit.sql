-- Allocation: which unit a play wins. Units are rows; nobody can win a row twice.

-- The uniform draw of a play, 0 to 999,999,999: the first 63 bits of SHA-256(draw key ‖ draw id)
-- modulo 10^9. Recomputable once the game's seed is revealed (docs/sealed-schedules.md).
CREATE OR REPLACE FUNCTION draw_number_v1(p_draw_key bytea, p_draw_id uuid) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((('x' || encode(substr(sha256(p_draw_key || uuid_send(p_draw_id)), 1, 8), 'hex'))::bit(64)::bigint
        & 9223372036854775807) % 1000000000)::integer
$$;

-- Award the oldest open moment of a game whose prize is in p_prizes, or return NULL.
-- A moment in another play's hands is waited for, never passed over: only when none is left, by
-- committed plays, does a play lose it. If the holder rolls back, the moment is still open.
--
-- A row that another play won after a statement began is locked by that statement before it is
-- found to be gone, and stays locked. So each search runs in a block of its own, which is rolled
-- back where it found nothing: a play that waits holds no unit at all, or, while it waits, only
-- earlier ones in the order in which all plays wait. Otherwise two could wait for each other. The
-- unit is marked in the same block that locks it: by one transaction id, which costs no multixact.
CREATE OR REPLACE FUNCTION claim_open_moment_v1(p_game uuid, p_prizes uuid[], p_at timestamptz)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_unit uuid;
BEGIN
    LOOP
        PERFORM 1 FROM promotions_prizeunit
        WHERE game_id = p_game AND state = 'available' AND opens_at <= p_at
            AND (closes_at IS NULL OR closes_at > p_at) AND ARRAY[prize_id] <@ p_prizes
        LIMIT 1;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;

        BEGIN
            SELECT id INTO v_unit FROM promotions_prizeunit
            WHERE game_id = p_game AND state = 'available' AND opens_at <= p_at
                AND (closes_at IS NULL OR closes_at > p_at) AND ARRAY[prize_id] <@ p_prizes
            ORDER BY opens_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
            IF FOUND THEN
                UPDATE promotions_prizeunit SET state = 'awarded', awarded_at = p_at WHERE id = v_unit;
                RETURN v_unit;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;

        BEGIN
            SELECT id INTO v_unit FROM promotions_prizeunit
            WHERE game_id = p_game AND state = 'available' AND opens_at <= p_at
                AND (closes_at IS NULL OR closes_at > p_at) AND ARRAY[prize_id] <@ p_prizes
            ORDER BY opens_at, id LIMIT 1 FOR NO KEY UPDATE;
            IF FOUND THEN
                UPDATE promotions_prizeunit SET state = 'awarded', awarded_at = p_at WHERE id = v_unit;
                RETURN v_unit;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;
    END LOOP;
END
$$;

-- Award any free unit of a prize, or return NULL; waits as claim_open_moment_v1 does.
--
-- Units are looked for from a random place on, the random bits of p_draw_id, in the order of their
-- own random bits (index prize_unit_free). From the front they would be found behind all that were
-- won since the last vacuum, and all plays would meet there.
CREATE OR REPLACE FUNCTION claim_free_unit_v1(p_prize uuid, p_draw_id uuid, p_at timestamptz)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_unit uuid;
    v_from bytea;
BEGIN
    LOOP
        v_from := substr(uuid_send(p_draw_id), 9);
        PERFORM 1 FROM promotions_prizeunit
        WHERE prize_id = p_prize AND state = 'available' AND opens_at IS NULL
            AND substr(uuid_send(id), 9) >= v_from
        ORDER BY substr(uuid_send(id), 9) LIMIT 1;
        IF NOT FOUND THEN
            v_from := '';
            PERFORM 1 FROM promotions_prizeunit
            WHERE prize_id = p_prize AND state = 'available' AND opens_at IS NULL LIMIT 1;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
        END IF;

        BEGIN
            SELECT id INTO v_unit FROM promotions_prizeunit
            WHERE prize_id = p_prize AND state = 'available' AND opens_at IS NULL
                AND substr(uuid_send(id), 9) >= v_from
            ORDER BY substr(uuid_send(id), 9) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
            IF FOUND THEN
                UPDATE promotions_prizeunit SET state = 'awarded', awarded_at = p_at WHERE id = v_unit;
                RETURN v_unit;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;

        BEGIN
            SELECT id INTO v_unit FROM promotions_prizeunit
            WHERE prize_id = p_prize AND state = 'available' AND opens_at IS NULL
            ORDER BY substr(uuid_send(id), 9) LIMIT 1 FOR NO KEY UPDATE;
            IF FOUND THEN
                UPDATE promotions_prizeunit SET state = 'awarded', awarded_at = p_at WHERE id = v_unit;
                RETURN v_unit;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;
    END LOOP;
END
$$;

-- Award the unit that a play wins, or return NULL for a loss: moments first, then one probability
-- draw over all the game's probability prizes, then the prizes of every play. Prizes are tried
-- in the order of p_prizes. Prizes that this participant may not win any more are barred before
-- the search, never claimed and given back; the caller holds the participant's lock for that.
CREATE OR REPLACE FUNCTION allocate_unit_v1(
    p_game uuid, p_participant uuid, p_prizes jsonb, p_draw_key bytea, p_draw_id uuid, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_prize record;
    v_barred uuid[];
    v_moments uuid[];
    v_unit uuid;
    v_draw integer;
BEGIN
    SELECT coalesce(array_agg(id), '{}') INTO v_barred
    FROM jsonb_to_recordset(p_prizes) AS prize(id uuid, wins_per_participant integer)
    WHERE wins_per_participant <= (
        SELECT count(*) FROM promotions_award AS award
        WHERE award.participant_id = p_participant AND award.prize_id = prize.id
    );

    SELECT array_agg(id) INTO v_moments
    FROM jsonb_to_recordset(p_prizes) AS prize(id uuid, draw_method text)
    WHERE draw_method = 'moment' AND id <> ALL (v_barred);
    IF v_moments IS NOT NULL THEN
        -- named one by one: a revision published meanwhile may have added a prize that this play's
        -- own revision does not know
        v_unit := claim_open_moment_v1(p_game, v_moments, p_at);
    END IF;

    IF v_unit IS NULL AND p_prizes @> '[{"draw_method": "probability"}]' THEN
        v_draw := draw_number_v1(p_draw_key, p_draw_id);
        FOR v_prize IN
            SELECT * FROM jsonb_to_recordset(p_prizes) AS prize(id uuid, draw_method text, chance integer)
            WHERE draw_method = 'probability'
        LOOP
            IF v_draw < v_prize.chance THEN
                IF v_prize.id <> ALL (v_barred) THEN
                    v_unit := claim_free_unit_v1(v_prize.id, p_draw_id, p_at);
                END IF;
                EXIT;
            END IF;
            v_draw := v_draw - v_prize.chance;
        END LOOP;
    END IF;

    IF v_unit IS NULL THEN
        FOR v_prize IN
            SELECT * FROM jsonb_to_recordset(p_prizes) AS prize(id uuid, draw_method text)
            WHERE draw_method = 'every_play' AND id <> ALL (v_barred)
        LOOP
            v_unit := claim_free_unit_v1(v_prize.id, p_draw_id, p_at);
            EXIT WHEN v_unit IS NOT NULL;
        END LOOP;
    END IF;
    RETURN v_unit;
END
$$;
