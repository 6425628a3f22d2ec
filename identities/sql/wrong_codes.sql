-- Guessing at codes, counted for each client and minute, over all processes.

-- Count an unknown code that a client tried. A statement of its own, after the refusal, which
-- would take the count back with everything else.
CREATE OR REPLACE FUNCTION count_wrong_code_v1(p_client uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO identities_apiclientusage AS usage (client_id, kind, window_starts_at, used)
    VALUES (p_client, 'wrong_codes', date_trunc('minute', now()), 1)
    ON CONFLICT ON CONSTRAINT api_client_usage_unique DO UPDATE SET used = usage.used + 1
$$;

-- When a client may name codes again that tried p_maximum unknown ones in this minute; NULL: now.
CREATE OR REPLACE FUNCTION guesser_retry_at_v1(p_client uuid, p_maximum integer) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT window_starts_at + interval '1 minute' FROM identities_apiclientusage
    WHERE client_id = p_client AND kind = 'wrong_codes' AND window_starts_at = date_trunc('minute', now())
        AND used >= p_maximum
$$;
