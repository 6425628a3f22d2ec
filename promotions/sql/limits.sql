-- Limits: counting what participants and games have used, exactly, under any load.

-- The half-open calendar window that holds p_at, in the campaign's time zone (daylight saving
-- included; weeks begin on Monday). The whole campaign is one window without an end.
CREATE OR REPLACE FUNCTION limit_window_v1(
    p_window text, p_time_zone text, p_at timestamptz, OUT starts_at timestamptz, OUT ends_at timestamptz
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_window = 'campaign' THEN
        starts_at := 'epoch';
    ELSE
        starts_at := date_trunc(p_window, p_at, p_time_zone);
        ends_at := (date_trunc(p_window, p_at AT TIME ZONE p_time_zone) + ('1 ' || p_window)::interval)
            AT TIME ZONE p_time_zone;
    END IF;
END
$$;

-- Make the slots of a game's limit where they are missing, and share what is left of the limit
-- out over them. All rows are locked in the order of their slots, so that two of these can't
-- deadlock. A limit that a revision changed is shared out anew here.
CREATE OR REPLACE FUNCTION share_out_limit_v1(
    p_limit uuid, p_subject uuid, p_window_starts_at timestamptz, p_maximum integer
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_slots integer := least(16, p_maximum);
    v_rows integer;
    v_used bigint;
    v_shared boolean;
    v_room bigint;
BEGIN
    INSERT INTO promotions_limitusage
        (limit_id, subject, window_starts_at, slot, used, maximum, limit_maximum)
    SELECT p_limit, p_subject, p_window_starts_at, slot, 0, 0, 0
    FROM generate_series(0, v_slots - 1) AS slot ORDER BY slot
    ON CONFLICT (limit_id, subject, window_starts_at, slot) DO NOTHING;

    PERFORM 1 FROM promotions_limitusage
    WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at
    ORDER BY slot FOR UPDATE;

    SELECT count(*), sum(used), bool_and(limit_maximum = p_maximum) INTO v_rows, v_used, v_shared
    FROM promotions_limitusage
    WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at;
    IF v_shared THEN
        RETURN;
    END IF;

    v_room := greatest(p_maximum - v_used, 0);
    UPDATE promotions_limitusage
    SET maximum = used + v_room / v_rows + (slot < v_room % v_rows)::integer, limit_maximum = p_maximum
    WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at;
END
$$;

-- Take one from a game's limit and return the slot's row, or NULL where nothing is left.
-- Takes any slot with room that nobody holds; where all of those are in other plays' hands, waits
-- for them in the order of slots: NULL means that all of the limit is used by committed plays.
CREATE OR REPLACE FUNCTION take_game_limit_v1(
    p_limit uuid, p_subject uuid, p_window_starts_at timestamptz, p_maximum integer
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_row uuid;
    v_first integer := pg_backend_pid() % 16;
BEGIN
    LOOP
        -- in blocks that are rolled back where they found nothing, as claim_open_moment_v1 says
        BEGIN
            SELECT id INTO v_row FROM promotions_limitusage
            WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at
                AND limit_maximum = p_maximum AND used < maximum
            ORDER BY (slot + v_first) % 16 LIMIT 1 FOR UPDATE SKIP LOCKED;
            IF FOUND THEN
                UPDATE promotions_limitusage SET used = used + 1 WHERE id = v_row;
                RETURN v_row;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;

        IF NOT EXISTS (
            SELECT FROM promotions_limitusage
            WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at
                AND limit_maximum = p_maximum
        ) THEN
            PERFORM share_out_limit_v1(p_limit, p_subject, p_window_starts_at, p_maximum);
        END IF;

        BEGIN
            SELECT id INTO v_row FROM promotions_limitusage
            WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at
                AND limit_maximum = p_maximum AND used < maximum
            ORDER BY slot LIMIT 1 FOR UPDATE;
            IF FOUND THEN
                UPDATE promotions_limitusage SET used = used + 1 WHERE id = v_row;
                RETURN v_row;
            END IF;
            RAISE SQLSTATE 'TB002';
        EXCEPTION WHEN SQLSTATE 'TB002' THEN
            NULL;
        END;

        IF NOT EXISTS (
            SELECT FROM promotions_limitusage
            WHERE limit_id = p_limit AND subject = p_subject AND window_starts_at = p_window_starts_at
                AND (used < maximum OR limit_maximum <> p_maximum)
        ) THEN
            RETURN NULL;
        END IF;
    END LOOP;
END
$$;

-- Take one from a participant's limit and return its row, or NULL where nothing is left.
CREATE OR REPLACE FUNCTION take_participant_limit_v1(
    p_limit uuid, p_subject uuid, p_window_starts_at timestamptz, p_maximum integer
) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO promotions_limitusage AS usage
        (limit_id, subject, window_starts_at, slot, used, maximum, limit_maximum)
    VALUES (p_limit, p_subject, p_window_starts_at, 0, 1, p_maximum, p_maximum)
    ON CONFLICT (limit_id, subject, window_starts_at, slot) DO UPDATE
        SET used = usage.used + 1, maximum = excluded.maximum, limit_maximum = excluded.maximum
        WHERE usage.used < excluded.maximum
    RETURNING id
$$;

-- Take one from every limit of a game that counts p_counts, in the order of their ids, which is
-- the order of locks. Returns the usage rows taken; stops at the first limit that is reached and
-- returns it in "reached", with the instant at which its window ends.
CREATE OR REPLACE FUNCTION take_limits_v1(
    p_limits jsonb, p_counts text, p_game uuid, p_participant uuid, p_time_zone text, p_at timestamptz,
    OUT taken uuid[], OUT reached jsonb
) LANGUAGE plpgsql AS $$
DECLARE
    v_limit record;
    v_window record;
    v_row uuid;
BEGIN
    taken := '{}';
    FOR v_limit IN
        SELECT * FROM jsonb_to_recordset(p_limits)
            AS item(id uuid, counts text, per text, "window" text, maximum integer)
        WHERE counts = p_counts ORDER BY id
    LOOP
        v_window := limit_window_v1(v_limit."window", p_time_zone, p_at);
        IF v_limit.per = 'participant' THEN
            v_row := take_participant_limit_v1(v_limit.id, p_participant, v_window.starts_at, v_limit.maximum);
        ELSE
            v_row := take_game_limit_v1(v_limit.id, p_game, v_window.starts_at, v_limit.maximum);
        END IF;
        IF v_row IS NULL THEN
            reached := jsonb_build_object('limit', to_jsonb(v_limit), 'retry_at', v_window.ends_at);
            RETURN;
        END IF;
        taken := taken || v_row;
    END LOOP;
END
$$;
