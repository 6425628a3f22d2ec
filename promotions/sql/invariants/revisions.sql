-- What must always hold of what was published. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: game_revision_is_its_snapshot
-- What plays run on is what the approved revision says, sealed for the same game and campaign.
SELECT published.id, format('game %s', published.game_id) AS detail
FROM promotions_gamerevision AS published
JOIN promotions_game AS game ON game.id = published.game_id
JOIN promotions_campaignrevision AS revision ON revision.id = published.revision_id
JOIN promotions_seal AS seal ON seal.id = published.seal_id
JOIN promotions_campaignrevision AS sealed ON sealed.id = seal.revision_id
WHERE revision.state <> 'approved' OR sealed.state <> 'approved'
    OR revision.campaign_id <> game.campaign_id OR sealed.campaign_id <> game.campaign_id
    OR seal.game_id <> game.id OR published.time_zone <> revision.snapshot ->> 'time_zone'
    OR NOT EXISTS (
        SELECT FROM jsonb_array_elements(revision.snapshot -> 'games') AS item
        WHERE item.value = published.document
    );

-- name: campaign_runs_on_its_newest_revision
-- A campaign's published revision is its newest approved one, and its published games are on it.
SELECT campaign.id, format('revision %s, newest %s', campaign.published_revision_id, newest.id) AS detail
FROM promotions_campaign AS campaign
LEFT JOIN LATERAL (
    SELECT id FROM promotions_campaignrevision
    WHERE campaign_id = campaign.id AND state = 'approved' ORDER BY number DESC LIMIT 1
) AS newest ON true
WHERE campaign.published_revision_id IS DISTINCT FROM newest.id
    OR EXISTS (
        SELECT FROM promotions_game AS game
        JOIN promotions_gamerevision AS published ON published.id = game.published_id
        WHERE game.campaign_id = campaign.id
            AND (published.game_id <> game.id OR published.revision_id IS DISTINCT FROM newest.id)
    );
