-- Guessing at passwords, counted for each name of an organization, whether it exists or not.

-- How a name is known here. It is the database that knows which names are one and the same: an
-- account is looked for with its lower(), and a count kept under another would be passed by.
CREATE OR REPLACE FUNCTION login_name_sha256_v1(p_name text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(lower(p_name), 'UTF8'))
$$;

-- Count an attempt to log in before its password is checked, so that those made at once can't be
-- more than p_maximum. Returns NULL, or when the name may be tried again: p_lockout after the last
-- attempt that was counted. After that long without one the count begins anew.
CREATE OR REPLACE FUNCTION reserve_login_attempt_v1(
    p_organization uuid, p_name text, p_at timestamptz, p_maximum integer, p_lockout interval
) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    v_name_sha256 bytea := login_name_sha256_v1(p_name);
BEGIN
    INSERT INTO identities_loginfailure AS failure (organization_id, name_sha256, failures, last_failed_at)
    VALUES (p_organization, v_name_sha256, 1, p_at)
    ON CONFLICT ON CONSTRAINT login_failure_once_per_name DO UPDATE
        SET failures = CASE WHEN failure.last_failed_at > p_at - p_lockout THEN failure.failures + 1 ELSE 1 END,
            last_failed_at = greatest(failure.last_failed_at, p_at)
        WHERE failure.failures < p_maximum OR failure.last_failed_at <= p_at - p_lockout;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    -- the row is there: the statement above locked it
    RETURN (
        SELECT last_failed_at + p_lockout FROM identities_loginfailure
        WHERE organization_id = p_organization AND name_sha256 = v_name_sha256
    );
END
$$;
