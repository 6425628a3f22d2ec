-- Hold a client's idempotency key until the transaction ends, and tell whether it was got: another
-- call with that key may be running. The lock goes with its transaction, so that a crash can't leave
-- it behind; it is the lock of hold_idempotency_key_v1 in tokens/sql/redeem_token.sql. With p_wait
-- it is waited for, 5 seconds at most: then lock_not_available (55P03) is raised.
CREATE OR REPLACE FUNCTION lock_idempotency_key_v1(p_client uuid, p_key text, p_wait boolean)
RETURNS boolean LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE
    v_lock bigint := hashtextextended(p_client::text || ':' || p_key, 0);
BEGIN
    IF p_wait THEN
        PERFORM pg_advisory_xact_lock(v_lock);
        RETURN true;
    END IF;
    RETURN pg_try_advisory_xact_lock(v_lock);
END
$$;
