-- name: WarehouseStockProducts :many
-- Products that a warehouse has ever held, or that are on their way to it. Each
-- is looked for by itself, so that a page reads little.
SELECT p.* FROM products p
WHERE (@product_id::bigint = 0 OR p.id = @product_id)
    AND (@part::text = '%%' OR p.name ILIKE @part OR p.sku ILIKE @prefix::text
        OR p.id = ANY(ARRAY(SELECT b.product_id FROM product_barcodes b WHERE b.barcode = @barcode::text OR b.gtin = gtin14(@barcode::text))))
    AND COALESCE((SELECT true FROM inventory i WHERE i.product_id = p.id AND i.warehouse_id = @warehouse_id LIMIT 1),
        (SELECT true FROM transit_lots t WHERE t.product_id = p.id AND t.warehouse_id = @warehouse_id LIMIT 1), false)
    AND (p.name, p.id) > (@after_name::text, @after_id::bigint)
ORDER BY p.name, p.id LIMIT @max_rows;

-- name: WarehouseStockProductsAmong :many
SELECT p.* FROM products p
WHERE p.id = ANY(@ids::bigint[]) AND (p.name, p.id) > (@after_name::text, @after_id::bigint)
    AND COALESCE((SELECT true FROM inventory i WHERE i.product_id = p.id AND i.warehouse_id = @warehouse_id LIMIT 1),
        (SELECT true FROM transit_lots t WHERE t.product_id = p.id AND t.warehouse_id = @warehouse_id LIMIT 1), false)
ORDER BY p.name, p.id LIMIT @max_rows;

-- name: StockLevels :many
-- What can be promised follows the same rule as the reservation: a bin that
-- can be picked from, and a lot that is neither held nor expired.
SELECT i.product_id, i.warehouse_id, sum(i.on_hand)::bigint AS on_hand, sum(i.reserved)::bigint AS reserved,
    COALESCE(sum(i.on_hand - i.reserved) FILTER (WHERE l.kind IN ('picking', 'storage', 'receiving')
        AND (i.lot_id IS NULL OR t.status = 'available'
            AND (t.expires_on IS NULL OR t.expires_on >= (now() AT TIME ZONE w.time_zone)::date))), 0)::bigint AS available
FROM inventory i
JOIN locations l ON l.id = i.location_id
JOIN warehouses w ON w.id = i.warehouse_id
LEFT JOIN lots t ON t.id = i.lot_id
WHERE i.product_id = ANY(@product_ids::bigint[]) AND i.warehouse_id = ANY(@warehouse_ids::bigint[])
GROUP BY i.product_id, i.warehouse_id
ORDER BY i.product_id, i.warehouse_id;

-- name: IncomingTransit :many
-- What is on the road, by where it is going.
SELECT product_id, warehouse_id, sum(quantity)::bigint AS quantity FROM transit_lots
WHERE product_id = ANY(@product_ids::bigint[]) AND warehouse_id = ANY(@warehouse_ids::bigint[])
GROUP BY product_id, warehouse_id;

-- name: BalancesOfProduct :many
SELECT i.warehouse_id, i.location_id, l.code AS location_code, l.kind AS location_kind, i.lot_id, i.on_hand, i.reserved,
    COALESCE(t.code, '') AS lot_code, t.expires_on, COALESCE(t.status, '') AS lot_status,
    (l.kind IN ('picking', 'storage', 'receiving') AND (i.lot_id IS NULL OR t.status = 'available'
        AND (t.expires_on IS NULL OR t.expires_on >= (now() AT TIME ZONE w.time_zone)::date)))::boolean AS promisable
FROM inventory i
JOIN locations l ON l.id = i.location_id
JOIN warehouses w ON w.id = i.warehouse_id
LEFT JOIN lots t ON t.id = i.lot_id
WHERE i.product_id = @product_id AND i.warehouse_id = ANY(@warehouse_ids::bigint[]) AND i.on_hand > 0
ORDER BY w.code, t.expires_on NULLS LAST, l.code, t.code
LIMIT @max_rows;

-- name: NewestMovements :many
SELECT id FROM movements WHERE id < @before_id ORDER BY id DESC LIMIT @max_rows;

-- name: MovementsAtSites :many
-- The newest movements of some warehouses: those of each by its index, merged.
SELECT c.id FROM unnest(@warehouse_ids::bigint[]) AS site CROSS JOIN LATERAL (
    SELECT m.id FROM movements m WHERE m.warehouse_id = site AND m.id < @before_id ORDER BY m.id DESC LIMIT @max_rows
) c ORDER BY c.id DESC LIMIT @max_rows;

-- name: ProductMovementsAtSites :many
SELECT c.id FROM unnest(@warehouse_ids::bigint[]) AS site CROSS JOIN LATERAL (
    SELECT m.id FROM movements m WHERE m.product_id = @product_id AND m.warehouse_id = site AND m.id < @before_id ORDER BY m.id DESC LIMIT @max_rows
) c ORDER BY c.id DESC LIMIT @max_rows;

-- name: MovementsByID :many
SELECT m.id, m.moved_at, m.operation_id, o.number, o.kind AS operation_kind, m.step_no, m.line_no, m.product_id, p.sku,
    p.name AS product_name, p.base_unit, m.lot_id, COALESCE(t.code, '') AS lot_code, t.expires_on, m.quantity, m.kind, m.user_id,
    u.name AS user_name, COALESCE(m.from_account, '') AS from_account, COALESCE(m.to_account, '') AS to_account,
    fl.id AS from_location_id, COALESCE(fl.code, '') AS from_code, COALESCE(fl.kind, '') AS from_kind, COALESCE(fl.warehouse_id, 0) AS from_warehouse_id,
    tl.id AS to_location_id, COALESCE(tl.code, '') AS to_code, COALESCE(tl.kind, '') AS to_kind, COALESCE(tl.warehouse_id, 0) AS to_warehouse_id
FROM movements m
JOIN operations o ON o.id = m.operation_id
JOIN products p ON p.id = m.product_id
JOIN users u ON u.id = m.user_id
LEFT JOIN lots t ON t.id = m.lot_id
LEFT JOIN inventory fb ON fb.id = m.from_balance_id
LEFT JOIN locations fl ON fl.id = fb.location_id
LEFT JOIN inventory tb ON tb.id = m.to_balance_id
LEFT JOIN locations tl ON tl.id = tb.location_id
WHERE m.id = ANY(@ids::bigint[])
ORDER BY m.id DESC;

-- name: ListMovementsOfOperation :many
SELECT m.id, m.moved_at, m.operation_id, o.number, o.kind AS operation_kind, m.step_no, m.line_no, m.product_id, p.sku,
    p.name AS product_name, p.base_unit, m.lot_id, COALESCE(t.code, '') AS lot_code, t.expires_on, m.quantity, m.kind, m.user_id,
    u.name AS user_name, COALESCE(m.from_account, '') AS from_account, COALESCE(m.to_account, '') AS to_account,
    fl.id AS from_location_id, COALESCE(fl.code, '') AS from_code, COALESCE(fl.kind, '') AS from_kind, COALESCE(fl.warehouse_id, 0) AS from_warehouse_id,
    tl.id AS to_location_id, COALESCE(tl.code, '') AS to_code, COALESCE(tl.kind, '') AS to_kind, COALESCE(tl.warehouse_id, 0) AS to_warehouse_id
FROM movements m
JOIN operations o ON o.id = m.operation_id
JOIN products p ON p.id = m.product_id
JOIN users u ON u.id = m.user_id
LEFT JOIN lots t ON t.id = m.lot_id
LEFT JOIN inventory fb ON fb.id = m.from_balance_id
LEFT JOIN locations fl ON fl.id = fb.location_id
LEFT JOIN inventory tb ON tb.id = m.to_balance_id
LEFT JOIN locations tl ON tl.id = tb.location_id
WHERE m.operation_id = @operation_id AND m.id < @before_id AND (@product_id::bigint = 0 OR m.product_id = @product_id)
    AND (@everywhere::boolean OR o.warehouse_id = ANY(@warehouse_ids::bigint[]) OR o.destination_id = ANY(@warehouse_ids::bigint[]))
    AND (@warehouse_id::bigint = 0 OR m.warehouse_id = @warehouse_id)
ORDER BY m.id DESC LIMIT @max_rows;

-- name: NewestMovement :one
SELECT COALESCE(max(id), 0)::bigint FROM movements;
