-- name: LotWithProduct :one
SELECT sqlc.embed(l), p.sku, p.name AS product_name, p.base_unit FROM lots l JOIN products p ON p.id = l.product_id WHERE l.id = @id;

-- name: SeesLot :one
-- Whether a lot was ever in one of the warehouses, or is on its way to one.
SELECT (EXISTS (SELECT FROM inventory i WHERE i.lot_id = @lot_id::bigint AND i.warehouse_id = ANY(@warehouse_ids::bigint[]))
    OR EXISTS (SELECT FROM transit_lots t WHERE t.lot_id = @lot_id::bigint AND t.warehouse_id = ANY(@warehouse_ids::bigint[])))::boolean AS sees;

-- name: ClaimLots :exec
-- Waits for those who share the lots, and keeps others from it.
SELECT pg_advisory_xact_lock(hashtext('lot'), hashint8(l)) FROM unnest(@ids::bigint[]) AS l ORDER BY l;

-- name: LockLotBalances :many
-- Locks all balances of lots in the order in which posting locks them.
SELECT id FROM inventory WHERE lot_id = ANY(@lot_ids::bigint[])
ORDER BY product_id, warehouse_id, location_id, lot_id FOR UPDATE;

-- name: LockLots :many
-- Keeps balances of the lots from being made until the commit.
SELECT * FROM lots WHERE id = ANY(@ids::bigint[]) ORDER BY id FOR UPDATE;

-- name: CountLotBalances :one
SELECT count(*) FROM inventory WHERE lot_id = ANY(@lot_ids::bigint[]);

-- name: SetLotStatus :exec
UPDATE lots SET status = @status WHERE id = ANY(@ids::bigint[]);

-- name: InsertLotChanges :exec
INSERT INTO lot_changes (lot_id, before, after, reason, recall_id, user_id)
SELECT unnest(@lot_ids::bigint[]), unnest(@befores::text[]), unnest(@afters::text[]), @reason::text, sqlc.narg(recall_id)::uuid, @user_id::bigint;

-- name: LotChanges :many
SELECT c.at, c.before, c.after, c.reason, c.recall_id, COALESCE(r.number, '') AS recall_number, c.user_id, u.name AS user_name
FROM lot_changes c JOIN users u ON u.id = c.user_id LEFT JOIN recalls r ON r.id = c.recall_id
WHERE c.lot_id = @lot_id ORDER BY c.id DESC LIMIT @max_rows;

-- name: LotSites :many
-- Where a lot lies, or is going to.
SELECT site::bigint AS warehouse_id FROM (
    SELECT i.warehouse_id AS site FROM inventory i WHERE i.lot_id = ANY(@lot_ids::bigint[]) AND i.on_hand > 0
    UNION
    SELECT t.warehouse_id FROM transit_lots t WHERE t.lot_id = ANY(@lot_ids::bigint[])
) s ORDER BY site;

-- name: LotLevels :many
SELECT s.warehouse_id, w.code, w.name, sum(s.on_hand)::bigint AS on_hand, sum(s.reserved)::bigint AS reserved,
    sum(s.in_transit)::bigint AS in_transit, sum(s.available)::bigint AS available
FROM (
    SELECT i.warehouse_id, i.on_hand, i.reserved, 0 AS in_transit,
        CASE WHEN l.kind IN ('picking', 'storage', 'receiving') AND t.status = 'available'
            AND (t.expires_on IS NULL OR t.expires_on >= (now() AT TIME ZONE w.time_zone)::date) THEN i.on_hand - i.reserved ELSE 0 END AS available
    FROM inventory i
    JOIN locations l ON l.id = i.location_id
    JOIN warehouses w ON w.id = i.warehouse_id
    JOIN lots t ON t.id = i.lot_id
    WHERE i.lot_id = @lot_id
    UNION ALL
    SELECT x.warehouse_id, 0, 0, x.quantity, 0 FROM transit_lots x WHERE x.lot_id = @lot_id
) s JOIN warehouses w ON w.id = s.warehouse_id
WHERE @everywhere::boolean OR s.warehouse_id = ANY(@warehouse_ids::bigint[])
GROUP BY s.warehouse_id, w.code, w.name ORDER BY w.code;

-- name: LotBalances :many
SELECT i.warehouse_id, i.location_id, l.code AS location_code, l.kind AS location_kind, i.on_hand, i.reserved
FROM inventory i JOIN locations l ON l.id = i.location_id JOIN warehouses w ON w.id = i.warehouse_id
WHERE i.lot_id = @lot_id AND i.on_hand > 0 AND (@everywhere::boolean OR i.warehouse_id = ANY(@warehouse_ids::bigint[]))
ORDER BY w.code, l.code LIMIT @max_rows;

-- name: LotIDsOfProduct :many
SELECT id FROM lots WHERE product_id = @product_id LIMIT @max_rows;

-- name: LotIDsByPrefix :many
SELECT id FROM lots WHERE code LIKE @prefix::text LIMIT @max_rows;

-- name: FrozenLotIDs :many
SELECT id FROM lots WHERE status <> 'available' LIMIT @max_rows;

-- name: LotIDsExpiring :many
SELECT id FROM lots WHERE expires_on < @before::date LIMIT @max_rows;

-- name: LotsAmong :many
SELECT sqlc.embed(l), p.sku, p.name AS product_name, p.base_unit, s.on_hand, s.reserved
FROM lots l
JOIN products p ON p.id = l.product_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(i.on_hand), 0)::bigint AS on_hand, COALESCE(sum(i.reserved), 0)::bigint AS reserved FROM inventory i
    WHERE i.lot_id = l.id AND (@everywhere::boolean OR i.warehouse_id = ANY(@warehouse_ids::bigint[]))
) s
WHERE l.id = ANY(@ids::bigint[]) AND l.id < @before_id AND (@product_id::bigint = 0 OR l.product_id = @product_id)
    AND l.code LIKE @prefix::text AND (@status::text = '' OR l.status = @status)
    AND (sqlc.narg(expires_before)::date IS NULL OR l.expires_on < sqlc.narg(expires_before)::date)
    AND (@everywhere::boolean OR COALESCE((SELECT true FROM inventory i WHERE i.lot_id = l.id AND i.warehouse_id = ANY(@warehouse_ids::bigint[]) LIMIT 1), false))
ORDER BY l.id DESC LIMIT @max_rows;

-- name: LotsWithin :many
-- Of a range of ids, so that a filter that few lots pass doesn't read them all.
SELECT sqlc.embed(l), p.sku, p.name AS product_name, p.base_unit, s.on_hand, s.reserved
FROM lots l
JOIN products p ON p.id = l.product_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(i.on_hand), 0)::bigint AS on_hand, COALESCE(sum(i.reserved), 0)::bigint AS reserved FROM inventory i
    WHERE i.lot_id = l.id AND (@everywhere::boolean OR i.warehouse_id = ANY(@warehouse_ids::bigint[]))
) s
WHERE l.id >= @from_id AND l.id < @before_id AND (@product_id::bigint = 0 OR l.product_id = @product_id)
    AND l.code LIKE @prefix::text AND (@status::text = '' OR l.status = @status)
    AND (sqlc.narg(expires_before)::date IS NULL OR l.expires_on < sqlc.narg(expires_before)::date)
    AND (@everywhere::boolean OR COALESCE((SELECT true FROM inventory i WHERE i.lot_id = l.id AND i.warehouse_id = ANY(@warehouse_ids::bigint[]) LIMIT 1), false))
ORDER BY l.id DESC LIMIT @max_rows;

-- name: NewestLot :one
SELECT COALESCE(max(id), 0)::bigint FROM lots;

-- name: RecallOfLot :one
-- The recall that froze the lot, while it stands.
SELECT r.id, r.number FROM recall_lots x JOIN recalls r ON r.id = x.recall_id
WHERE x.lot_id = @lot_id AND r.status <> 'lifted' ORDER BY r.started_at DESC LIMIT 1;
