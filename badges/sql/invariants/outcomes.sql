-- What must always hold of outcomes. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: outcomes_are_numbered_without_gap
-- The outcomes of a type of one participant are numbered from 1 on, none left out.
SELECT participant_id AS id, format('%s outcomes of %s, the last is %s', count(*), outcome_type_id, max(number)) AS detail
FROM badges_outcome
GROUP BY participant_id, outcome_type_id
HAVING count(*) <> max(number);
