-- name: ClaimWarehouse :exec
-- Waits for those who make documents in the warehouse, and keeps others from it.
SELECT pg_advisory_xact_lock(hashtext('warehouse'), hashint8(@id::bigint));

-- name: WarehouseInUse :one
-- What keeps a warehouse from being retired.
SELECT COALESCE((SELECT true FROM inventory i WHERE i.warehouse_id = @id::bigint AND i.on_hand > 0 LIMIT 1), false)::boolean AS stock,
    COALESCE((SELECT o.number FROM operations o WHERE o.warehouse_id = @id::bigint AND NOT o.ended ORDER BY o.created_at DESC, o.id DESC LIMIT 1),
        (SELECT o.number FROM operations o WHERE o.destination_id = @id::bigint AND NOT o.ended ORDER BY o.created_at DESC, o.id DESC LIMIT 1), '')::text AS operation;

-- name: LockBinBalances :many
-- In the order in which posting locks them.
SELECT id FROM inventory WHERE location_id = @location_id ORDER BY product_id, warehouse_id, location_id, lot_id NULLS FIRST FOR UPDATE;

-- name: CountBinBalances :one
SELECT count(*) FROM inventory WHERE location_id = @location_id;

-- name: BinInUse :one
-- What keeps a bin from being retired: stock, goods that were picked from it and
-- may come back, goods that a manager may let in, and counts.
SELECT COALESCE((SELECT true FROM inventory i WHERE i.location_id = @id::bigint AND i.on_hand > 0 LIMIT 1), false)::boolean AS stock,
    COALESCE(
        (SELECT o.number FROM inventory i JOIN reservations r ON r.origin_balance_id = i.id JOIN operations o ON o.id = r.operation_id
         WHERE i.location_id = @id::bigint LIMIT 1),
        (SELECT o.number FROM approvals a JOIN operations o ON o.id = a.operation_id
         WHERE a.status = 'pending' AND (a.received ->> 'location_id')::bigint = @id::bigint LIMIT 1),
        (SELECT o.number FROM count_lines c JOIN operations o ON o.id = c.operation_id
         WHERE c.location_id = @id::bigint AND c.status IN ('open', 'counted', 'recount') AND NOT o.ended LIMIT 1), '')::text AS operation;

-- name: BinsHolding :many
-- The bins that hold a product, those with the same lot first.
SELECT l.id, l.code, l.kind, sum(i.on_hand)::bigint AS on_hand, COALESCE(bool_or(i.lot_id = sqlc.narg(lot_id)::bigint), false)::boolean AS same_lot
FROM inventory i JOIN locations l ON l.id = i.location_id
WHERE i.product_id = @product_id AND i.warehouse_id = @warehouse_id AND i.on_hand > 0 AND l.status = 'active' AND l.kind IN ('storage', 'picking')
GROUP BY l.id, l.code, l.kind
ORDER BY same_lot DESC, on_hand DESC, l.code LIMIT @max_rows;

-- name: EmptyBins :many
SELECT l.id, l.code, l.kind FROM locations l
WHERE l.warehouse_id = @warehouse_id AND l.kind = 'storage' AND l.status = 'active'
    AND (SELECT true FROM inventory i WHERE i.location_id = l.id AND i.on_hand > 0 LIMIT 1) IS NULL
ORDER BY l.code LIMIT @max_rows;

-- name: EmptiestBins :many
-- Among the first bins of a warehouse in which no bin is empty.
SELECT l.id, l.code, l.kind, (SELECT COALESCE(sum(i.on_hand), 0) FROM inventory i WHERE i.location_id = l.id)::bigint AS on_hand
FROM (
    SELECT b.id, b.code, b.kind FROM locations b
    WHERE b.warehouse_id = @warehouse_id AND b.kind = 'storage' AND b.status = 'active' ORDER BY b.code LIMIT 200
) l
ORDER BY on_hand, l.code LIMIT @max_rows;
