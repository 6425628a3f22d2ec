-- Record that redeeming a token was refused: the first 20 attempts of a day of UTC one by one, all of
-- them by number. Called by tokens.services.refused_attempts after the refusal was rolled back, in a
-- transaction of its own. Nothing happens for a code that the organization has not.
CREATE OR REPLACE FUNCTION record_refusal_v1(
    p_organization uuid, p_code text, p_participant text, p_refusal text, p_detail jsonb, p_channel text,
    p_client uuid, p_request_id text, p_at timestamptz
) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_token record;
    v_at timestamptz := coalesce(p_at, clock_timestamp());
    v_day record;
BEGIN
    -- who was refused need not wait until the disk has it
    PERFORM set_config('synchronous_commit', 'off', true);

    SELECT id, participant_id INTO v_token FROM tokens_token
    WHERE code = p_code AND organization_id = p_organization;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF p_participant IS NOT NULL THEN
        SELECT id INTO v_token.participant_id FROM identities_participant
        WHERE organization_id = p_organization AND source_id = p_participant;
    END IF;

    INSERT INTO tokens_refusedday AS day (token_id, refused_on, refusals)
    VALUES (v_token.id, (v_at AT TIME ZONE 'UTC')::date, 1)
    ON CONFLICT ON CONSTRAINT refused_day_of_token_unique DO UPDATE SET refusals = day.refusals + 1
    RETURNING id, refusals INTO v_day;
    IF v_day.refusals > 20 THEN
        RETURN;
    END IF;
    INSERT INTO tokens_refusedattempt (organization_id, day_id, number, participant_id, refused_at, refusal,
        detail, channel, client_id, request_id)
    VALUES (p_organization, v_day.id, v_day.refusals, v_token.participant_id, v_at, p_refusal,
        p_detail, p_channel, p_client, p_request_id);
END
$$;
