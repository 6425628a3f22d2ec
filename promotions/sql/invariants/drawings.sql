-- What must always hold of drawings. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

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
