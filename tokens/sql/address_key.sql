-- What addresses are compared by: hexadecimal ones in any case of letters, all others as they are.
CREATE OR REPLACE FUNCTION address_key_v1(p_address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_address ~ '^0[xX][0-9a-fA-F]+$' THEN lower(p_address) ELSE p_address END
$$;
