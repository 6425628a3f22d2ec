-- Grant what a prize of kind badge grants: the published badge, to its winner, who keeps the one
-- assignment that he may hold already. Called by grant_prize_v1 (promotions/sql/play_game.sql), in
-- the transaction of the play.
CREATE OR REPLACE FUNCTION grant_badge_v1(
    p_organization uuid, p_participant uuid, p_play uuid, p_prize jsonb, p_channel text, p_client uuid,
    p_at timestamptz
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO badges_badgeassignment
        (organization_id, participant_id, badge_id, granted_by_id, assigned_at, channel, client_id)
    VALUES (p_organization, p_participant, (p_prize #>> '{grant,badge_id}')::uuid, p_play, p_at, p_channel,
        p_client)
    ON CONFLICT (participant_id, badge_id) WHERE revoked_at IS NULL DO NOTHING
$$;
