-- What must always hold of references between rows. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: promotions_stay_in_their_organization
-- No row of identities or promotions refers to a row of another organization.
WITH
revision AS (
    SELECT revision.id, organization_id FROM promotions_campaignrevision AS revision
    JOIN promotions_campaign AS campaign ON campaign.id = revision.campaign_id
),
prize AS (
    SELECT prize.id, organization_id FROM promotions_prize AS prize
    JOIN promotions_game AS game ON game.id = prize.game_id
),
unit AS (
    SELECT unit.id, organization_id FROM promotions_prizeunit AS unit
    JOIN promotions_game AS game ON game.id = unit.game_id
),
drawn AS (
    SELECT drawn.id, organization_id FROM promotions_drawnentry AS drawn
    JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
    JOIN promotions_game AS game ON game.id = drawing.game_id
),
reference AS (
    SELECT child.id, 'identities_participant.parent_id' AS name, child.organization_id, parent.organization_id AS referred
    FROM identities_participant AS child
    JOIN identities_participant AS parent ON parent.id = child.parent_id
UNION ALL
    SELECT campaign.id, 'promotions_campaign.published_revision_id', campaign.organization_id, revision.organization_id
    FROM promotions_campaign AS campaign JOIN revision ON revision.id = campaign.published_revision_id
UNION ALL
    SELECT game.id, 'promotions_game.campaign_id', game.organization_id, campaign.organization_id
    FROM promotions_game AS game JOIN promotions_campaign AS campaign ON campaign.id = game.campaign_id
UNION ALL
    SELECT game.id, 'promotions_game.published_id', game.organization_id, revision.organization_id
    FROM promotions_game AS game JOIN promotions_gamerevision AS published ON published.id = game.published_id
    JOIN revision ON revision.id = published.revision_id
UNION ALL
    SELECT seal.id, 'promotions_seal.revision_id', game.organization_id, revision.organization_id
    FROM promotions_seal AS seal JOIN promotions_game AS game ON game.id = seal.game_id
    JOIN revision ON revision.id = seal.revision_id
UNION ALL
    SELECT published.id, 'promotions_gamerevision.revision_id', game.organization_id, revision.organization_id
    FROM promotions_gamerevision AS published JOIN promotions_game AS game ON game.id = published.game_id
    JOIN revision ON revision.id = published.revision_id
UNION ALL
    SELECT published.id, 'promotions_gamerevision.seal_id', game.organization_id, sealed.organization_id
    FROM promotions_gamerevision AS published JOIN promotions_game AS game ON game.id = published.game_id
    JOIN promotions_seal AS seal ON seal.id = published.seal_id
    JOIN promotions_game AS sealed ON sealed.id = seal.game_id
UNION ALL
    SELECT item.id, 'promotions_limit.game_id', campaign.organization_id, game.organization_id
    FROM promotions_limit AS item JOIN promotions_campaign AS campaign ON campaign.id = item.campaign_id
    JOIN promotions_game AS game ON game.id = item.game_id
UNION ALL
    SELECT shown.id, 'promotions_gamepresentation.game_type_id', game.organization_id, type.organization_id
    FROM promotions_gamepresentation AS shown JOIN promotions_game AS game ON game.id = shown.game_id
    JOIN promotions_gametype AS type ON type.id = shown.game_type_id
UNION ALL
    SELECT unit.id, 'promotions_prizeunit.prize_id', unit.organization_id, prize.organization_id
    FROM unit JOIN promotions_prizeunit AS row ON row.id = unit.id JOIN prize ON prize.id = row.prize_id
UNION ALL
    SELECT unit.id, 'promotions_prizeunit.revision_id', unit.organization_id, revision.organization_id
    FROM unit JOIN promotions_prizeunit AS row ON row.id = unit.id JOIN revision ON revision.id = row.revision_id
UNION ALL
    SELECT unit.id, 'promotions_prizeunit.replaces_id', unit.organization_id, replaced.organization_id
    FROM unit JOIN promotions_prizeunit AS row ON row.id = unit.id JOIN unit AS replaced ON replaced.id = row.replaces_id
UNION ALL
    SELECT play.id, 'promotions_play.game_id', play.organization_id, game.organization_id
    FROM promotions_play AS play JOIN promotions_game AS game ON game.id = play.game_id
UNION ALL
    SELECT play.id, 'promotions_play.participant_id', play.organization_id, participant.organization_id
    FROM promotions_play AS play JOIN identities_participant AS participant ON participant.id = play.participant_id
UNION ALL
    SELECT play.id, 'promotions_play.revision_id', play.organization_id, revision.organization_id
    FROM promotions_play AS play JOIN revision ON revision.id = play.revision_id
UNION ALL
    SELECT play.id, 'promotions_play.unit_id', play.organization_id, unit.organization_id
    FROM promotions_play AS play JOIN unit ON unit.id = play.unit_id
UNION ALL
    SELECT play.id, 'promotions_play.client_id', play.organization_id, client.organization_id
    FROM promotions_play AS play JOIN identities_apiclient AS client ON client.id = play.client_id
UNION ALL
    SELECT award.id, 'promotions_award.play_id', award.organization_id, play.organization_id
    FROM promotions_award AS award JOIN promotions_play AS play ON play.id = award.play_id
UNION ALL
    SELECT award.id, 'promotions_award.prize_id', award.organization_id, prize.organization_id
    FROM promotions_award AS award JOIN prize ON prize.id = award.prize_id
UNION ALL
    SELECT award.id, 'promotions_award.participant_id', award.organization_id, participant.organization_id
    FROM promotions_award AS award JOIN identities_participant AS participant ON participant.id = award.participant_id
UNION ALL
    SELECT entry.id, 'promotions_entry.game_id', entry.organization_id, game.organization_id
    FROM promotions_entry AS entry JOIN promotions_game AS game ON game.id = entry.game_id
UNION ALL
    SELECT entry.id, 'promotions_entry.participant_id', entry.organization_id, participant.organization_id
    FROM promotions_entry AS entry JOIN identities_participant AS participant ON participant.id = entry.participant_id
UNION ALL
    SELECT entry.id, 'promotions_entry.revision_id', entry.organization_id, revision.organization_id
    FROM promotions_entry AS entry JOIN revision ON revision.id = entry.revision_id
UNION ALL
    SELECT entry.id, 'promotions_entry.client_id', entry.organization_id, client.organization_id
    FROM promotions_entry AS entry JOIN identities_apiclient AS client ON client.id = entry.client_id
UNION ALL
    SELECT drawing.id, 'promotions_drawing.revision_id', game.organization_id, revision.organization_id
    FROM promotions_drawing AS drawing JOIN promotions_game AS game ON game.id = drawing.game_id
    JOIN revision ON revision.id = drawing.revision_id
UNION ALL
    SELECT drawing.id, 'promotions_drawing.seal_id', game.organization_id, sealed.organization_id
    FROM promotions_drawing AS drawing JOIN promotions_game AS game ON game.id = drawing.game_id
    JOIN promotions_seal AS seal ON seal.id = drawing.seal_id
    JOIN promotions_game AS sealed ON sealed.id = seal.game_id
UNION ALL
    SELECT drawn.id, 'promotions_drawnentry.entry_id', drawn.organization_id, entry.organization_id
    FROM drawn JOIN promotions_drawnentry AS row ON row.id = drawn.id
    JOIN promotions_entry AS entry ON entry.id = row.entry_id
UNION ALL
    SELECT replacement.id, 'promotions_replacement.alternate_id', replaced.organization_id, drawn.organization_id
    FROM promotions_replacement AS replacement JOIN drawn AS replaced ON replaced.id = replacement.replaced_id
    JOIN drawn ON drawn.id = replacement.alternate_id
UNION ALL
    SELECT replacement.id, 'promotions_replacement.client_id', replaced.organization_id, client.organization_id
    FROM promotions_replacement AS replacement JOIN drawn AS replaced ON replaced.id = replacement.replaced_id
    JOIN identities_apiclient AS client ON client.id = replacement.client_id
UNION ALL
    SELECT award.id, 'promotions_award.drawn_entry_id', award.organization_id, drawn.organization_id
    FROM promotions_award AS award JOIN drawn ON drawn.id = award.drawn_entry_id
UNION ALL
    SELECT award.id, 'promotions_award.unit_id', award.organization_id, unit.organization_id
    FROM promotions_award AS award JOIN unit ON unit.id = award.unit_id
UNION ALL
    SELECT event.id, 'promotions_awardevent.client_id', award.organization_id, client.organization_id
    FROM promotions_awardevent AS event JOIN promotions_award AS award ON award.id = event.award_id
    JOIN identities_apiclient AS client ON client.id = event.client_id
)
SELECT id, name AS detail FROM reference WHERE organization_id <> referred;
