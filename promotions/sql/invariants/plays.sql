-- What must always hold of plays. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants; docs of the words: docs/one-play.md.

-- name: play_won_iff_awarded
-- A play has exactly one award if it won, none if it lost, and they agree.
SELECT play.id, format('%s, award %s', play.result, award.id) AS detail
FROM promotions_play AS play
LEFT JOIN promotions_award AS award ON award.play_id = play.id
LEFT JOIN promotions_prizeunit AS unit ON unit.id = play.unit_id
WHERE (play.result = 'won') <> (award.id IS NOT NULL)
    OR (play.result = 'won') <> (unit.id IS NOT NULL)
    OR (award.organization_id, award.participant_id, award.prize_id, award.won_at)
        <> (play.organization_id, play.participant_id, unit.prize_id, play.played_at)
    OR unit.game_id <> play.game_id;

-- name: play_names_published_revision
-- A play names an approved revision of its own campaign, and was made in the game's published period.
SELECT play.id, format('revision %s, %s', play.revision_id, revision.state) AS detail
FROM promotions_play AS play
JOIN promotions_game AS game ON game.id = play.game_id
JOIN promotions_campaignrevision AS revision ON revision.id = play.revision_id
LEFT JOIN promotions_gamerevision AS published
    ON published.game_id = play.game_id AND published.revision_id = play.revision_id
WHERE revision.state <> 'approved' OR revision.campaign_id <> game.campaign_id OR published.id IS NULL
    OR play.played_at < published.starts_at OR play.played_at >= published.ends_at;

-- name: plays_and_entries_fit_their_game
-- Games of instant win are played; drawings are entered and drawn, under what was published.
WITH made AS (
    SELECT id, game_id, revision_id, 'instant_win' AS kind, played_at AS at FROM promotions_play
    UNION ALL
    SELECT id, game_id, revision_id, 'drawing', entered_at FROM promotions_entry
    UNION ALL
    SELECT id, game_id, revision_id, 'drawing', NULL FROM promotions_drawing
)
SELECT made.id, format('of a game of %s, under revision %s', game.kind, made.revision_id) AS detail
FROM made
JOIN promotions_game AS game ON game.id = made.game_id
LEFT JOIN promotions_gamerevision AS published
    ON published.game_id = made.game_id AND published.revision_id = made.revision_id
WHERE game.kind <> made.kind OR published.id IS NULL OR made.at < published.starts_at OR made.at >= published.ends_at;
