-- What must always hold of batches of tokens. Each query returns the rows that break it: id, detail.
-- Run by promotions.services.invariants.

-- name: batch_has_its_quantity
-- A batch has as many tokens as were ordered, all of its own game.
SELECT batch.id, format('%s tokens of %s', count(token.id), batch.quantity) AS detail
FROM tokens_tokenbatch AS batch
LEFT JOIN tokens_token AS token ON token.batch_id = batch.id
GROUP BY batch.id
HAVING count(token.id) <> batch.quantity OR bool_or(token.game_id <> batch.game_id);
