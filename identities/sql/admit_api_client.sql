-- What is known of an API client before each of its requests, in one call.

-- Admit the client whose key has this prefix and SHA-256, and take permits to send requests in
-- this minute of the database's clock. No row: there is no such key, or it is revoked or expired,
-- or its organization is disabled. p_wanted NULL takes a hundredth of what a minute allows, so
-- that a process asks a hundred times a minute at most; 0 takes none. "permits" are what was got,
-- and "seconds_left" how long they are good for. Called by identities.services.api_clients.
CREATE OR REPLACE FUNCTION admit_api_client_v1(
    p_prefix text, p_key_sha256 bytea, p_wanted integer, p_default_maximum integer
) RETURNS TABLE (
    client_id uuid, organization_id uuid, scopes text[], permits integer, seconds_left double precision
) LANGUAGE plpgsql AS $$
DECLARE
    v_client record;
    v_minute timestamptz := date_trunc('minute', now());
    v_maximum integer;
    v_wanted integer;
BEGIN
    SELECT client.id, client.organization_id, client.scopes, client.requests_per_minute, client.last_used_at
    INTO v_client
    FROM identities_apiclient AS client
    JOIN identities_organization AS organization ON organization.id = client.organization_id
    WHERE client.prefix = p_prefix AND client.key_sha256 = p_key_sha256
        AND client.revoked_at IS NULL AND (client.expires_at IS NULL OR client.expires_at > now())
        AND organization.is_enabled;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF v_client.last_used_at IS NULL OR v_client.last_used_at < now() - interval '1 minute' THEN
        UPDATE identities_apiclient SET last_used_at = now() WHERE id = v_client.id;
    END IF;

    v_maximum := coalesce(v_client.requests_per_minute, p_default_maximum);
    v_wanted := least(coalesce(p_wanted, greatest(1, v_maximum / 100)), v_maximum);
    IF v_wanted > 0 THEN
        INSERT INTO identities_apiclientusage AS usage (client_id, kind, window_starts_at, used)
        VALUES (v_client.id, 'requests', v_minute, v_wanted)
        ON CONFLICT ON CONSTRAINT api_client_usage_unique DO UPDATE
            SET used = least(usage.used + v_wanted, v_maximum) WHERE usage.used < v_maximum
        RETURNING new.used - coalesce(old.used, 0) INTO permits;
    END IF;

    client_id := v_client.id;
    organization_id := v_client.organization_id;
    scopes := v_client.scopes;
    permits := coalesce(permits, 0);
    seconds_left := extract(epoch FROM v_minute + interval '1 minute' - clock_timestamp());
    RETURN NEXT;
END
$$;
