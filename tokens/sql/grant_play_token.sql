-- Grant what a prize of kind play_token grants: a token of the published game, for its winner.
-- Called by grant_prize_v1 (promotions/sql/play_game.sql), in the transaction of the play.
CREATE OR REPLACE FUNCTION grant_play_token_v1(
    p_organization uuid, p_participant uuid, p_play uuid, p_prize jsonb, p_channel text, p_client uuid,
    p_at timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tokens_token (organization_id, game_id, participant_id, granted_by_id, channel, client_id,
        issued_at, expires_at, reason)
    VALUES (p_organization, (p_prize #>> '{grant,game_id}')::uuid, p_participant, p_play, p_channel, p_client,
        p_at, p_at + make_interval(secs => (p_prize #>> '{grant,valid_seconds}')::integer), 'won')
$$;
