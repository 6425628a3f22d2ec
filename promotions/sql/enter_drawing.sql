-- One entry of a drawing. Called by promotions.services.entries and by nothing else.

-- Enter a participant in a drawing and return the entry: is the game live, is the participant
-- eligible, do the limits allow it. Raises TB001 (see refuse_v1) for every refusal. p_game is of
-- kind drawing; p_source_id the organization's own name of the entry, or NULL; p_at NULL for the
-- database's clock. The caller's transaction must be READ COMMITTED.
--
-- A drawing locks the game FOR UPDATE. An entry holds it FOR KEY SHARE from before it reads the
-- clock until it is committed: the drawing waits for it, or it waits for the drawing and sees it.
CREATE OR REPLACE FUNCTION enter_drawing_v1(
    p_organization uuid, p_game uuid, p_participant uuid, p_source_id text, p_channel text, p_client uuid,
    p_request_id text, p_at timestamptz
) RETURNS uuid LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_at timestamptz;
    v_game record;
    v_limits record;
    v_entry uuid;
BEGIN
    PERFORM 1 FROM promotions_game WHERE id = p_game FOR KEY SHARE;
    v_at := coalesce(p_at, clock_timestamp());
    IF EXISTS (SELECT FROM promotions_drawing WHERE game_id = p_game) THEN
        PERFORM refuse_v1('not_live', '{"opens_at": null}');
    END IF;
    v_game := admit_participant_v1(p_game, p_participant, v_at);

    v_limits := take_limits_v1(v_game.limits, 'entries', p_game, p_participant, v_game.time_zone, v_at);
    IF v_limits.reached IS NOT NULL THEN
        PERFORM refuse_v1('limit_reached', v_limits.reached);
    END IF;

    INSERT INTO promotions_entry (organization_id, game_id, participant_id, revision_id, source_id,
        entered_at, channel, client_id, request_id)
    VALUES (p_organization, p_game, p_participant, v_game.revision_id, p_source_id, v_at, p_channel, p_client,
        p_request_id)
    RETURNING id INTO v_entry;
    RETURN v_entry;
END
$$;
