-- What must always hold of tokens. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: token_redeemed_iff_played
-- A token has exactly one play if it was redeemed, none otherwise, and they agree.
SELECT token.id, format('%s, play %s', token.state, token.play_id) AS detail
FROM tokens_token AS token
LEFT JOIN promotions_play AS play ON play.id = token.play_id
WHERE (token.state = 'redeemed') <> (play.id IS NOT NULL)
    OR (token.organization_id, token.game_id, token.redeemed_at)
        <> (play.organization_id, play.game_id, play.played_at)
    OR (play.id IS NOT NULL AND token.participant_id IS DISTINCT FROM play.participant_id);

-- name: play_has_one_token
-- A play was made by redeeming exactly one token.
SELECT play.id, format('%s tokens', count(token.id)) AS detail
FROM promotions_play AS play
LEFT JOIN tokens_token AS token ON token.play_id = play.id
GROUP BY play.id
HAVING count(token.id) <> 1;

-- name: token_redeemed_before_expiry
-- No token was redeemed at its expiry or after it.
SELECT id, format('expired at %s, redeemed at %s', expires_at, redeemed_at) AS detail
FROM tokens_token
WHERE redeemed_at >= expires_at;

-- name: play_token_granted_once
-- A play that won a play token granted one, of the published game and to the winner; others none.
SELECT play.id, format('granted token %s', granted.id) AS detail
FROM promotions_play AS play
LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
LEFT JOIN LATERAL (
    SELECT item -> 'grant' ->> 'game_id' AS game_id
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_array_elements(published.prizes) AS item
    WHERE published.game_id = play.game_id AND published.revision_id = play.revision_id
        AND item ->> 'id' = unit.prize_id::text AND item ->> 'kind' = 'play_token'
) AS wanted ON true
LEFT JOIN tokens_token AS granted ON granted.granted_by_id = play.id
WHERE (wanted.game_id IS NOT NULL) <> (granted.id IS NOT NULL)
    OR granted.game_id::text <> wanted.game_id OR granted.issued_at <> play.played_at;
