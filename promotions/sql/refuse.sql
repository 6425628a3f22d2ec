-- Refuse the running operation: everything that it wrote is rolled back.
-- SQLSTATE TB001; the message is a code of promotions.enums.Refusal (or of the API's own errors),
-- the detail a JSON object of what the caller may be told.
CREATE OR REPLACE FUNCTION refuse_v1(p_code text, p_detail jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'TB001', MESSAGE = p_code, DETAIL = p_detail::text;
END
$$;
