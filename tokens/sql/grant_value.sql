-- Grant what a prize of kind value grants: the published amount of an asset. To a wallet only where
-- its winner has named one for prizes, else as an allowance that he can mint. Called by grant_prize_v1
-- (promotions/sql/play_game.sql), in the transaction of the play.
CREATE OR REPLACE FUNCTION grant_value_v1(
    p_organization uuid, p_participant uuid, p_play uuid, p_prize jsonb, p_channel text, p_client uuid,
    p_at timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_grant jsonb := p_prize -> 'grant';
    v_asset uuid := v_grant ->> 'asset';
    v_pays boolean := v_grant ->> 'destination' = 'wallet';
    v_wallet uuid;
BEGIN
    IF v_pays THEN
        SELECT wallet_id INTO v_wallet FROM tokens_payoutwallet WHERE participant_id = p_participant;
    END IF;
    PERFORM award_values_v1(p_organization, 'play-' || p_play, sha256(uuid_send(p_play)), campaign_id,
        p_participant, ARRAY[v_asset], ARRAY[(v_grant ->> 'amount')::numeric], v_wallet,
        v_pays OR (v_grant ->> 'is_mintable')::boolean, p_play, p_channel, p_client)
    FROM tokens_asset WHERE id = v_asset;
END
$$;
