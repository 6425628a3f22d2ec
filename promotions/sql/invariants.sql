-- What must always hold. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants; docs of the words: docs/one-play.md.

-- name: unit_awarded_iff_won
-- A unit is awarded exactly when one play, or one award of a drawing, won it, at the same instant.
WITH won AS (
    SELECT unit_id, min(at) AS at, count(*) AS times
    FROM (
        SELECT unit_id, played_at AS at FROM promotions_play WHERE unit_id IS NOT NULL
        UNION ALL
        SELECT unit_id, won_at FROM promotions_award WHERE unit_id IS NOT NULL
    ) AS either
    GROUP BY unit_id
)
SELECT unit.id, format('%s at %s, won at %s', unit.state, unit.awarded_at, won.at) AS detail
FROM promotions_prizeunit AS unit
LEFT JOIN won ON won.unit_id = unit.id
WHERE (unit.state = 'awarded') <> (won.times IS NOT NULL) OR won.times > 1 OR unit.awarded_at <> won.at;

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

-- name: played_while_unit_was_open
-- A unit was won within its own half-open period, and its moment has come by the database's clock.
SELECT unit.id, format('open from %s to %s, won at %s', unit.opens_at, unit.closes_at, play.played_at) AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_play AS play ON play.unit_id = unit.id
WHERE play.played_at < unit.opens_at OR play.played_at >= unit.closes_at OR unit.opens_at > clock_timestamp();

-- name: awards_within_opened_units
-- A prize never has more awards than units that have opened by the database's clock.
SELECT prize.id, format('%s awards of %s opened units', awards.number, units.number) AS detail
FROM promotions_prize AS prize
CROSS JOIN LATERAL (SELECT count(*) AS number FROM promotions_award WHERE prize_id = prize.id) AS awards
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM promotions_prizeunit
    WHERE prize_id = prize.id AND state = 'awarded' AND (opens_at IS NULL OR opens_at <= clock_timestamp())
) AS units
WHERE awards.number > units.number;

-- name: units_equal_published_quantity
-- A prize has as many units as were published (one that replaces another counts in its place);
-- more only where more were awarded before the quantity was lowered.
WITH units AS (
    SELECT prize_id, count(*) FILTER (WHERE state IN ('available', 'awarded')) - count(replaces_id) AS number,
        count(*) FILTER (WHERE state = 'available') AS available
    FROM promotions_prizeunit GROUP BY prize_id
)
SELECT (item ->> 'id')::uuid AS id,
    format('%s units, %s of them available, %s published', units.number, units.available, item ->> 'quantity') AS detail
FROM promotions_game AS game
JOIN promotions_gamerevision AS published ON published.id = game.published_id
CROSS JOIN LATERAL jsonb_array_elements(published.document -> 'prizes') AS item
LEFT JOIN units ON units.prize_id = (item ->> 'id')::uuid
WHERE coalesce(units.number, 0) < (item ->> 'quantity')::integer
    OR (units.number > (item ->> 'quantity')::integer AND units.available > 0);

-- name: moments_follow_draw_method
-- Available units of winning moments have an instant at which they open, those of others none.
SELECT unit.id, prize.draw_method AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_prize AS prize ON prize.id = unit.prize_id
WHERE unit.state = 'available' AND (prize.draw_method = 'moment') <> (unit.opens_at IS NOT NULL);

-- name: usage_equals_plays_and_wins
-- A limit's usage is the number of plays, or wins, made under a revision in which it was in force,
-- for each subject and window in the campaign's time zone; and never more than it allowed then.
WITH
published_limit AS (
    SELECT published.game_id, published.revision_id, published.time_zone, item.*
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_to_recordset(published.limits)
        AS item(id uuid, counts text, per text, "window" text, maximum bigint)
    WHERE item.counts IN ('plays', 'wins')
),
counted AS (
    SELECT item.id AS limit_id,
        CASE item.per WHEN 'participant' THEN play.participant_id ELSE play.game_id END AS subject,
        calendar.starts_at AS window_starts_at, count(*) AS number, max(item.maximum) AS maximum
    FROM promotions_play AS play
    JOIN published_limit AS item ON item.game_id = play.game_id AND item.revision_id = play.revision_id
    CROSS JOIN LATERAL limit_window_v1(item."window", item.time_zone, play.played_at) AS calendar
    WHERE item.counts = 'plays' OR play.result = 'won'
    GROUP BY 1, 2, 3
),
used AS (
    SELECT limit_id, subject, window_starts_at, sum(used) AS number
    FROM promotions_limitusage
    WHERE limit_id IN (SELECT id FROM published_limit)
    GROUP BY 1, 2, 3
)
SELECT limit_id AS id,
    format('%s from %s: %s used, %s counted, %s allowed', subject, window_starts_at, coalesce(used.number, 0),
        coalesce(counted.number, 0), counted.maximum) AS detail
FROM counted FULL JOIN used USING (limit_id, subject, window_starts_at)
WHERE coalesce(counted.number, 0) <> coalesce(used.number, 0) OR counted.number > counted.maximum;

-- name: limit_shares_add_up
-- The slots of a game's limit share out no more than the limit, or what was used before it was lowered.
SELECT limit_id AS id, format('%s from %s: %s shared out', subject, window_starts_at, sum(maximum)) AS detail
FROM promotions_limitusage
GROUP BY limit_id, subject, window_starts_at
HAVING sum(maximum) > greatest(max(limit_maximum), sum(used)) OR count(DISTINCT limit_maximum) > 1
    OR bool_or(used > maximum);

-- name: wins_within_wins_allowed
-- No participant won a prize more often than the revision allowed under which he won.
WITH won AS (
    SELECT award.*, play.game_id, play.revision_id
    FROM promotions_award AS award JOIN promotions_play AS play ON play.id = award.play_id
    UNION ALL
    SELECT award.*, drawing.game_id, drawing.revision_id
    FROM promotions_award AS award
    JOIN promotions_drawnentry AS drawn ON drawn.id = award.drawn_entry_id
    JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
)
SELECT won.participant_id AS id,
    format('%s wins of prize %s, %s allowed', count(*), won.prize_id, min(item.wins_per_participant)) AS detail
FROM won
JOIN promotions_gamerevision AS published
    ON published.game_id = won.game_id AND published.revision_id = won.revision_id
JOIN LATERAL jsonb_to_recordset(published.prizes) AS item(id uuid, wins_per_participant integer)
    ON item.id = won.prize_id
GROUP BY won.participant_id, won.prize_id, won.revision_id
HAVING count(*) > min(item.wins_per_participant)
    OR bool_or(won.wins_allowed IS DISTINCT FROM item.wins_per_participant)
    OR bool_or(won.win_number > item.wins_per_participant);

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

-- name: award_won_published_prize
-- The prize that was won was among those of the revision under which it was won.
WITH won AS (
    SELECT award.id, award.prize_id, coalesce(play.game_id, drawing.game_id) AS game_id,
        coalesce(play.revision_id, drawing.revision_id) AS revision_id
    FROM promotions_award AS award
    LEFT JOIN promotions_play AS play ON play.id = award.play_id
    LEFT JOIN promotions_drawnentry AS drawn ON drawn.id = award.drawn_entry_id
    LEFT JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
)
SELECT won.id, format('prize %s', won.prize_id) AS detail
FROM won
LEFT JOIN promotions_gamerevision AS published
    ON published.game_id = won.game_id AND published.revision_id = won.revision_id
WHERE NOT coalesce(published.prizes @> jsonb_build_array(jsonb_build_object('id', won.prize_id)), false);

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

-- name: award_state_is_last_event
-- An award's events lead from won to its state, step by step; without any it is won.
SELECT award.id, format('%s, events end in %s', award.state, ends.states) AS detail
FROM promotions_award AS award
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(event.to_state::text) FILTER (WHERE NOT EXISTS (
            SELECT FROM promotions_awardevent AS next
            WHERE next.award_id = award.id AND next.from_state = event.to_state
        )), '{won}') AS states,
        bool_or(event.from_state <> 'won' AND NOT EXISTS (
            SELECT FROM promotions_awardevent AS before
            WHERE before.award_id = award.id AND before.to_state = event.from_state
        )) AS has_gap
    FROM promotions_awardevent AS event WHERE event.award_id = award.id
) AS ends
WHERE ends.states <> ARRAY[award.state::text] OR ends.has_gap;

-- name: unit_replaces_forfeited
-- A unit replaces one of the same prize that a play won and forfeited, or a winner of a drawing lost.
SELECT unit.id, format('replaces %s', unit.replaces_id) AS detail
FROM promotions_prizeunit AS unit
JOIN promotions_prizeunit AS replaced ON replaced.id = unit.replaces_id
LEFT JOIN promotions_play AS play ON play.unit_id = replaced.id
LEFT JOIN promotions_award AS played ON played.play_id = play.id
LEFT JOIN promotions_award AS drawn ON drawn.unit_id = replaced.id
WHERE replaced.prize_id <> unit.prize_id OR NOT coalesce(
    played.state = 'forfeited', drawn.state IN ('forfeited', 'disqualified') AND unit.state = 'awarded', false);

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

-- name: usage_equals_entries
-- A limit's usage is the number of entries made under a revision in which it was in force, for each
-- subject and window in the campaign's time zone; and never more than it allowed then.
WITH
published_limit AS (
    SELECT published.game_id, published.revision_id, published.time_zone, item.*
    FROM promotions_gamerevision AS published
    CROSS JOIN jsonb_to_recordset(published.limits)
        AS item(id uuid, counts text, per text, "window" text, maximum bigint)
    WHERE item.counts = 'entries'
),
counted AS (
    SELECT item.id AS limit_id,
        CASE item.per WHEN 'participant' THEN entry.participant_id ELSE entry.game_id END AS subject,
        calendar.starts_at AS window_starts_at, count(*) AS number, max(item.maximum) AS maximum
    FROM promotions_entry AS entry
    JOIN published_limit AS item ON item.game_id = entry.game_id AND item.revision_id = entry.revision_id
    CROSS JOIN LATERAL limit_window_v1(item."window", item.time_zone, entry.entered_at) AS calendar
    GROUP BY 1, 2, 3
),
used AS (
    SELECT limit_id, subject, window_starts_at, sum(used) AS number
    FROM promotions_limitusage
    WHERE limit_id IN (SELECT id FROM published_limit)
    GROUP BY 1, 2, 3
)
SELECT limit_id AS id,
    format('%s from %s: %s used, %s counted, %s allowed', subject, window_starts_at, coalesce(used.number, 0),
        coalesce(counted.number, 0), counted.maximum) AS detail
FROM counted FULL JOIN used USING (limit_id, subject, window_starts_at)
WHERE coalesce(counted.number, 0) <> coalesce(used.number, 0) OR counted.number > counted.maximum;

-- name: drawing_is_of_all_entries
-- A drawing counts all entries of its game and their participants; none is later than it.
WITH listed AS (
    SELECT game_id, count(*) AS entries, count(DISTINCT participant_id) AS participants, max(entered_at) AS last
    FROM promotions_entry GROUP BY game_id
)
SELECT drawing.id, format('%s entries, %s counted', coalesce(entries, 0), entries_count) AS detail
FROM promotions_drawing AS drawing
LEFT JOIN listed ON listed.game_id = drawing.game_id
WHERE coalesce(entries, 0) <> entries_count OR coalesce(participants, 0) <> participants_count OR last >= drawn_at;

-- name: drawn_entries_are_ranked
-- Ranks go from 1 on without a gap; entries are of the drawing's game, one a participant, and none
-- of a participant who was passed over.
SELECT drawing.id, format('%s entries up to rank %s', count(*), max(drawn.rank)) AS detail
FROM promotions_drawing AS drawing
JOIN promotions_drawnentry AS drawn ON drawn.drawing_id = drawing.id
JOIN promotions_entry AS entry ON entry.id = drawn.entry_id
GROUP BY drawing.id
HAVING count(*) <> max(drawn.rank) OR count(*) <> count(DISTINCT entry.participant_id)
    OR bool_or(entry.game_id <> drawing.game_id) OR bool_or(entry.participant_id = ANY (drawing.passed_over));

-- name: drawn_entry_awarded_iff_won
-- The first ranks of a drawing won its prizes in their order, alternates what they took over, the
-- others nothing; and their awards agree.
WITH prize AS (
    SELECT drawing.id AS drawing_id, (item.value ->> 'id')::uuid AS id,
        (item.value ->> 'quantity')::integer AS quantity,
        sum((item.value ->> 'quantity')::integer) OVER (PARTITION BY drawing.id ORDER BY item.ordinality) AS last_rank
    FROM promotions_drawing AS drawing
    JOIN promotions_gamerevision AS published
        ON published.game_id = drawing.game_id AND published.revision_id = drawing.revision_id
    CROSS JOIN LATERAL jsonb_array_elements(published.document -> 'prizes') WITH ORDINALITY AS item
)
SELECT drawn.id, format('rank %s, award %s', drawn.rank, award.id) AS detail
FROM promotions_drawnentry AS drawn
JOIN promotions_drawing AS drawing ON drawing.id = drawn.drawing_id
JOIN promotions_entry AS entry ON entry.id = drawn.entry_id
LEFT JOIN prize ON prize.drawing_id = drawing.id
    AND drawn.rank > prize.last_rank - prize.quantity AND drawn.rank <= prize.last_rank
LEFT JOIN promotions_replacement AS replacement ON replacement.alternate_id = drawn.id
LEFT JOIN promotions_award AS replaced ON replaced.drawn_entry_id = replacement.replaced_id
LEFT JOIN promotions_award AS award ON award.drawn_entry_id = drawn.id
LEFT JOIN promotions_prizeunit AS unit ON unit.id = award.unit_id
WHERE (award.id IS NOT NULL) <> (prize.id IS NOT NULL OR replacement.id IS NOT NULL)
    OR (prize.id IS NOT NULL AND replacement.id IS NOT NULL)
    OR (award.organization_id, award.participant_id, award.prize_id, award.won_at, unit.game_id, unit.prize_id)
        <> (entry.organization_id, entry.participant_id, coalesce(prize.id, replaced.prize_id),
            coalesce(replacement.replaced_at, drawing.drawn_at), drawing.game_id, award.prize_id);

-- name: replacement_took_what_was_lost
-- An alternate took over, in the same drawing, the unit of a winner of lower rank who lost it.
SELECT replacement.id, format('rank %s for rank %s, %s', alternate.rank, replaced.rank, lost.state) AS detail
FROM promotions_replacement AS replacement
JOIN promotions_drawnentry AS replaced ON replaced.id = replacement.replaced_id
JOIN promotions_drawnentry AS alternate ON alternate.id = replacement.alternate_id
LEFT JOIN promotions_award AS lost ON lost.drawn_entry_id = replaced.id
LEFT JOIN promotions_award AS taken ON taken.drawn_entry_id = alternate.id
LEFT JOIN promotions_prizeunit AS unit ON unit.id = taken.unit_id
WHERE replaced.drawing_id <> alternate.drawing_id OR replaced.rank >= alternate.rank
    OR coalesce(lost.state, '') NOT IN ('forfeited', 'disqualified')
    OR unit.replaces_id IS DISTINCT FROM lost.unit_id;

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
