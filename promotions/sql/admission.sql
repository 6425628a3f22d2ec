-- Admission: who may play a game, or enter a drawing, at an instant.

-- Why a participant may not play on the local day p_on, or NULL where he may.
-- Someone born on 29 February has his birthday on 28 February in other years.
CREATE OR REPLACE FUNCTION ineligible_v1(
    p_participant uuid, p_minimum_age integer, p_countries text[], p_on date
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN participant.state <> 'active' THEN 'blocked'
        WHEN p_minimum_age IS NOT NULL AND profile.birth_on IS NULL THEN 'birth_date_unknown'
        WHEN p_minimum_age IS NOT NULL
            AND profile.birth_on + make_interval(years => p_minimum_age) > p_on THEN 'under_age'
        WHEN cardinality(p_countries) > 0 AND coalesce(profile.country, '') = '' THEN 'country_unknown'
        WHEN cardinality(p_countries) > 0 AND profile.country <> ALL (p_countries) THEN 'country_excluded'
    END
    FROM identities_participant AS participant
    LEFT JOIN identities_profile AS profile ON profile.participant_id = participant.id
    WHERE participant.id = p_participant
$$;

-- Steps 4 and 5 of a play, or an entry (docs/one-play.md): is the game live, is the participant
-- eligible. Returns what was published of the game: one immutable row, read at once. Raises TB001
-- (see refuse_v1) for not_live, paused, participant_blocked and not_eligible.
CREATE OR REPLACE FUNCTION admit_participant_v1(
    p_game uuid, p_participant uuid, p_at timestamptz,
    OUT revision_id uuid, OUT time_zone text, OUT prizes jsonb, OUT limits jsonb, OUT draw_key bytea
) LANGUAGE plpgsql AS $$
DECLARE
    v_game record;
    v_reason text;
BEGIN
    SELECT campaign.status, published.revision_id, published.starts_at, published.ends_at,
        published.time_zone, published.minimum_age, published.countries, published.prizes,
        published.limits, seal.draw_key
    INTO v_game
    FROM promotions_game AS game
    JOIN promotions_campaign AS campaign ON campaign.id = game.campaign_id
    JOIN promotions_gamerevision AS published ON published.id = game.published_id
    JOIN promotions_seal AS seal ON seal.id = published.seal_id
    WHERE game.id = p_game;
    IF NOT FOUND OR v_game.status NOT IN ('approved', 'paused') OR p_at >= v_game.ends_at THEN
        PERFORM refuse_v1('not_live', '{"opens_at": null}');
    ELSIF p_at < v_game.starts_at THEN
        PERFORM refuse_v1('not_live', jsonb_build_object('opens_at', v_game.starts_at));
    ELSIF v_game.status = 'paused' THEN
        PERFORM refuse_v1('paused');
    END IF;

    v_reason := ineligible_v1(
        p_participant, v_game.minimum_age, v_game.countries, (p_at AT TIME ZONE v_game.time_zone)::date
    );
    IF v_reason = 'blocked' THEN
        PERFORM refuse_v1('participant_blocked');
    ELSIF v_reason IS NOT NULL THEN
        PERFORM refuse_v1('not_eligible', jsonb_build_object('reason', v_reason));
    END IF;

    revision_id := v_game.revision_id;
    time_zone := v_game.time_zone;
    prizes := v_game.prizes;
    limits := v_game.limits;
    draw_key := v_game.draw_key;
END
$$;
