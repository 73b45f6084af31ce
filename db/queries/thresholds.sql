-- name: ListThresholds :many
-- Thresholds of warehouses by product. Each warehouse is read in that order.
SELECT t.*, p.sku, p.name, p.base_unit, u.name AS user_name
FROM (
    SELECT x.* FROM unnest(@sites::bigint[]) AS s (site)
    CROSS JOIN LATERAL (
        SELECT * FROM thresholds y WHERE y.warehouse_id = s.site AND (y.product_id, y.warehouse_id) > (@after_product::bigint, @after_warehouse::bigint)
        ORDER BY y.product_id LIMIT @max_rows
    ) x
    ORDER BY x.product_id, x.warehouse_id LIMIT @max_rows
) t
JOIN products p ON p.id = t.product_id
JOIN users u ON u.id = t.updated_by
ORDER BY t.product_id, t.warehouse_id;

-- name: ListThresholdsAmong :many
SELECT t.*, p.sku, p.name, p.base_unit, u.name AS user_name
FROM thresholds t
JOIN products p ON p.id = t.product_id
JOIN users u ON u.id = t.updated_by
WHERE t.product_id = ANY(@product_ids::bigint[]) AND t.warehouse_id = ANY(@sites::bigint[])
    AND (t.product_id, t.warehouse_id) > (@after_product::bigint, @after_warehouse::bigint)
ORDER BY t.product_id, t.warehouse_id LIMIT @max_rows;

-- name: ThresholdsOf :many
-- Locks the thresholds of products in warehouses, pair by pair.
SELECT t.* FROM thresholds t
JOIN (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id) k USING (product_id, warehouse_id)
ORDER BY t.product_id, t.warehouse_id FOR UPDATE OF t;

-- name: SaveThresholds :exec
INSERT INTO thresholds (product_id, warehouse_id, minimum, maximum, target, reorder_quantity, updated_by, updated_at)
SELECT r.product_id, r.warehouse_id, r.minimum, r.maximum, r.target, r.reorder_quantity, r.updated_by, r.updated_at
FROM jsonb_populate_recordset(NULL::thresholds, @new_thresholds::jsonb) r
ORDER BY r.product_id, r.warehouse_id
ON CONFLICT (product_id, warehouse_id) DO UPDATE SET minimum = EXCLUDED.minimum, maximum = EXCLUDED.maximum, target = EXCLUDED.target,
    reorder_quantity = EXCLUDED.reorder_quantity, updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at;

-- name: DeleteThreshold :exec
DELETE FROM thresholds WHERE product_id = @product_id AND warehouse_id = @warehouse_id;

-- name: ProductsKnown :many
SELECT id, sku, status FROM products WHERE id = ANY(@ids::bigint[]) OR sku = ANY(@skus::text[]);

-- name: WarehousesKnown :many
SELECT id, code FROM warehouses WHERE id = ANY(@ids::bigint[]) OR code = ANY(@codes::text[]);
