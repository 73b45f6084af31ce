-- name: InsertRecall :exec
INSERT INTO recalls (id, number, product_id, reason, instructions, request_hash, started_by)
VALUES (@id, 'RL-' || lpad(nextval('recall_numbers')::text, 6, '0'), @product_id, @reason, @instructions, @request_hash, @started_by);

-- name: InsertRecallLots :exec
INSERT INTO recall_lots (recall_id, lot_id, status_before)
SELECT @recall_id, unnest(@lot_ids::bigint[]), unnest(@statuses::text[]);

-- name: InsertRecallSites :exec
-- The warehouses where the lots lie or are going to, with what the books say
-- is there or will be.
INSERT INTO recall_sites (recall_id, warehouse_id, expected)
SELECT @recall_id::uuid, s.warehouse_id, sum(s.quantity)::bigint FROM (
    SELECT i.warehouse_id, i.on_hand AS quantity FROM inventory i WHERE i.lot_id = ANY(@lot_ids::bigint[]) AND i.on_hand > 0
    UNION ALL
    SELECT t.warehouse_id, t.quantity FROM transit_lots t WHERE t.lot_id = ANY(@lot_ids::bigint[])
) s GROUP BY s.warehouse_id ORDER BY s.warehouse_id;

-- name: InsertRecallOperations :exec
-- The open operations that hold the lots, or have them on the road.
INSERT INTO recall_operations (recall_id, operation_id, reserved, picked, in_transit)
SELECT @recall_id::uuid, h.operation_id, sum(h.reserved)::bigint, sum(h.picked)::bigint, sum(h.in_transit)::bigint FROM (
    SELECT r.operation_id, CASE WHEN r.origin_balance_id IS NULL THEN r.quantity ELSE 0 END AS reserved,
        CASE WHEN r.origin_balance_id IS NULL THEN 0 ELSE r.quantity END AS picked, 0 AS in_transit
    FROM inventory i JOIN reservations r ON r.balance_id = i.id WHERE i.lot_id = ANY(@lot_ids::bigint[])
    UNION ALL
    SELECT t.operation_id, 0, 0, t.quantity FROM transit_lots t WHERE t.lot_id = ANY(@lot_ids::bigint[])
) h GROUP BY h.operation_id;

-- name: RecallByID :one
SELECT sqlc.embed(r), p.sku, p.name AS product_name, p.base_unit, u.name AS started_by_name, e.name AS ended_by_name,
    (SELECT count(*) FROM recall_sites s WHERE s.recall_id = r.id) AS sites,
    (SELECT count(*) FROM recall_sites s WHERE s.recall_id = r.id AND s.confirmed_at IS NOT NULL) AS confirmed
FROM recalls r JOIN products p ON p.id = r.product_id JOIN users u ON u.id = r.started_by LEFT JOIN users e ON e.id = r.ended_by
WHERE r.id = @id;

-- name: LockRecall :one
SELECT * FROM recalls WHERE id = @id FOR UPDATE;

-- name: ListRecallIDs :many
SELECT r.id, r.started_at FROM recalls r
WHERE (r.started_at, r.id) < (@before_at::timestamptz, @before_id::uuid)
    AND (@status::text = '' OR r.status = @status)
    AND (@everywhere::boolean OR EXISTS (
        SELECT FROM recall_lots l JOIN inventory i ON i.lot_id = l.lot_id WHERE l.recall_id = r.id AND i.warehouse_id = ANY(@warehouse_ids::bigint[])
    ) OR EXISTS (
        SELECT FROM recall_sites s WHERE s.recall_id = r.id AND s.warehouse_id = ANY(@warehouse_ids::bigint[])
    ))
ORDER BY r.started_at DESC, r.id DESC LIMIT @max_rows;

-- name: SeesRecall :one
SELECT (EXISTS (
    SELECT FROM recall_lots l JOIN inventory i ON i.lot_id = l.lot_id WHERE l.recall_id = @recall_id AND i.warehouse_id = ANY(@warehouse_ids::bigint[])
) OR EXISTS (
    SELECT FROM recall_sites s WHERE s.recall_id = @recall_id AND s.warehouse_id = ANY(@warehouse_ids::bigint[])
))::boolean AS sees;

-- name: RecallLots :many
SELECT x.lot_id, x.status_before, l.code, l.expires_on, l.status FROM recall_lots x JOIN lots l ON l.id = x.lot_id
WHERE x.recall_id = @recall_id ORDER BY l.code, x.lot_id;

-- name: RecallSites :many
SELECT sqlc.embed(s), w.code, w.name, u.name AS confirmed_by_name
FROM recall_sites s JOIN warehouses w ON w.id = s.warehouse_id LEFT JOIN users u ON u.id = s.confirmed_by
WHERE s.recall_id = @recall_id AND (@everywhere::boolean OR s.warehouse_id = ANY(@warehouse_ids::bigint[]))
ORDER BY w.code;

-- name: RecallOperations :many
SELECT sqlc.embed(x), o.number, o.kind, o.status, o.warehouse_id, o.destination_id
FROM recall_operations x JOIN operations o ON o.id = x.operation_id
WHERE x.recall_id = @recall_id
    AND (@everywhere::boolean OR o.warehouse_id = ANY(@warehouse_ids::bigint[]) OR o.destination_id = ANY(@warehouse_ids::bigint[]))
ORDER BY o.created_at, o.id LIMIT @max_rows;

-- name: LotsOnHand :one
-- What the books say of lots in a warehouse.
SELECT COALESCE(sum(i.on_hand), 0)::bigint AS on_hand FROM inventory i WHERE i.lot_id = ANY(@lot_ids::bigint[]) AND i.warehouse_id = @warehouse_id;

-- name: ConfirmRecallSite :execrows
UPDATE recall_sites SET book = @book, found = @found, quarantined = @quarantined, note = @note, confirmed_by = @user_id, confirmed_at = @at
WHERE recall_id = @recall_id AND warehouse_id = @warehouse_id AND confirmed_at IS NULL;

-- name: RecallChanged :exec
-- The recall's process is to hear of a change.
UPDATE recalls SET revision = revision + 1 WHERE id = @id;

-- name: EndRecall :exec
UPDATE recalls SET status = @status, ended_by = @user_id, ended_at = @at, end_note = @note, revision = revision + 1 WHERE id = @id;

-- name: SetRecallAttention :exec
UPDATE recalls SET attention = @attention WHERE id = @id;

-- name: UninformedOperations :many
SELECT x.operation_id, o.number, o.kind, o.warehouse_id, o.destination_id, o.created_by
FROM recall_operations x JOIN operations o ON o.id = x.operation_id
WHERE x.recall_id = @recall_id AND x.informed_at IS NULL ORDER BY x.operation_id LIMIT @max_rows;

-- name: OperationsInformed :exec
UPDATE recall_operations SET informed_at = @at WHERE recall_id = @recall_id AND operation_id = ANY(@ids::uuid[]);

-- name: ClaimRecalls :many
-- Recalls whose process has not heard of their last change, oldest first.
UPDATE recalls SET claimed_until = now() + interval '10 seconds'
WHERE id IN (
    SELECT r.id FROM recalls r WHERE r.told < r.revision AND r.claimed_until < now() ORDER BY r.started_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
RETURNING id, revision;

-- name: RecallTold :exec
UPDATE recalls SET told = GREATEST(told, @revision::integer), claimed_until = '-infinity' WHERE id = @id;
