-- Allocate a unit where the limits on wins leave room for one. A win is reserved first, and given
-- back where nothing was won: the locks that it takes are held to the end either way.
CREATE OR REPLACE FUNCTION allocate_within_limits_v1(
    p_game uuid, p_participant uuid, p_prizes jsonb, p_limits jsonb, p_time_zone text, p_draw_key bytea,
    p_draw_id uuid, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_reserved record;
    v_unit uuid;
BEGIN
    IF NOT p_limits @> '[{"counts": "wins"}]' THEN
        RETURN allocate_unit_v1(p_game, p_participant, p_prizes, p_draw_key, p_draw_id, p_at);
    END IF;
    v_reserved := take_limits_v1(p_limits, 'wins', p_game, p_participant, p_time_zone, p_at);
    IF v_reserved.reached IS NULL THEN
        v_unit := allocate_unit_v1(p_game, p_participant, p_prizes, p_draw_key, p_draw_id, p_at);
    END IF;
    IF v_unit IS NULL THEN
        UPDATE promotions_limitusage SET used = used - 1 WHERE id = ANY (v_reserved.taken);
    END IF;
    RETURN v_unit;
END
$$;

-- Grant what a won prize grants. The app above that owns such grants owns the function too, named
-- for the prize's kind: grant_<kind>_v1, with these parameters. Its Python sibling is
-- promotions.services.grants. p_prize is the prize as it was published.
CREATE OR REPLACE FUNCTION grant_prize_v1(
    p_organization uuid, p_participant uuid, p_play uuid, p_prize jsonb, p_channel text, p_client uuid,
    p_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT %I($1, $2, $3, $4, $5, $6, $7)', 'grant_' || (p_prize ->> 'kind') || '_v1')
    USING p_organization, p_participant, p_play, p_prize, p_channel, p_client, p_at;
END
$$;

-- Steps 4 to 9 of one play (docs/one-play.md): is the game live, is the participant eligible, do
-- the limits allow it, what is won; then the play and its award are written, and what the prize
-- grants is granted. Raises TB001 (see refuse_v1) for every refusal. p_at is the instant of the
-- play; p_draw_id what the draw is taken from. The caller's transaction must be READ COMMITTED,
-- which every statement here counts on.
CREATE OR REPLACE FUNCTION play_game_v1(
    p_organization uuid, p_game uuid, p_participant uuid, p_draw_id uuid, p_channel text, p_client uuid,
    p_request_id text, p_at timestamptz, OUT play_id uuid, OUT prize jsonb
) LANGUAGE plpgsql AS $$
DECLARE
    v_game record;
    v_limits record;
    v_unit uuid;
    v_prize uuid;
BEGIN
    v_game := admit_participant_v1(p_game, p_participant, p_at);

    IF v_game.prizes @? '$[*].wins_per_participant ? (@ != null)' THEN
        -- wins of one prize by one participant are counted, so his plays take turns
        PERFORM 1 FROM identities_participant WHERE id = p_participant FOR NO KEY UPDATE;
    END IF;

    v_limits := take_limits_v1(v_game.limits, 'plays', p_game, p_participant, v_game.time_zone, p_at);
    IF v_limits.reached IS NOT NULL THEN
        PERFORM refuse_v1('limit_reached', v_limits.reached);
    END IF;

    v_unit := allocate_within_limits_v1(
        p_game, p_participant, v_game.prizes, v_game.limits, v_game.time_zone, v_game.draw_key, p_draw_id, p_at
    );

    INSERT INTO promotions_play (organization_id, game_id, participant_id, revision_id, result, unit_id,
        played_at, channel, client_id, request_id)
    VALUES (p_organization, p_game, p_participant, v_game.revision_id,
        CASE WHEN v_unit IS NULL THEN 'lost' ELSE 'won' END, v_unit, p_at, p_channel, p_client, p_request_id)
    RETURNING id INTO play_id;

    IF v_unit IS NOT NULL THEN
        SELECT prize_id INTO v_prize FROM promotions_prizeunit WHERE id = v_unit;
        SELECT item INTO prize FROM jsonb_array_elements(v_game.prizes) AS item
        WHERE item ->> 'id' = v_prize::text;
        INSERT INTO promotions_award (organization_id, play_id, prize_id, participant_id, state, won_at,
            claim_by, win_number, wins_allowed)
        VALUES (p_organization, play_id, v_prize, p_participant, 'won', p_at,
            p_at + make_interval(secs => (prize ->> 'claim_seconds')::integer),
            1 + (SELECT count(*) FROM promotions_award
                 WHERE participant_id = p_participant AND prize_id = v_prize),
            (prize ->> 'wins_per_participant')::integer);
        IF prize ->> 'grant' IS NOT NULL THEN
            PERFORM grant_prize_v1(p_organization, p_participant, play_id, prize, p_channel, p_client, p_at);
        END IF;
    END IF;
END
$$;

