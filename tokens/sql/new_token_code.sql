-- A fresh token code: 16 characters of Crockford's base 32 (no I, L, O, U), 80 random bits.
-- gen_random_uuid() takes its bits from the operating system's generator; hashing two of them
-- spreads their 244 random bits evenly over the bytes that are used.
CREATE OR REPLACE FUNCTION new_token_code_v1() RETURNS text
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT string_agg(
        substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, position) & 31) + 1, 1), ''
    )
    FROM sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS bytes,
         generate_series(0, 15) AS position
$$;
