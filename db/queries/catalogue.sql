-- name: InsertWarehouse :one
INSERT INTO warehouses (code, name, address, time_zone, over_receipt_tolerance_percent, transfer_approval_quantity,
    adjustment_staff_quantity, adjustment_approval_quantity, count_tolerance_percent, count_approval_quantity)
VALUES (@code, @name, @address, @time_zone, @over_receipt_tolerance_percent, NULLIF(@transfer_approval_quantity::bigint, 0),
    @adjustment_staff_quantity, NULLIF(@adjustment_approval_quantity::bigint, 0), NULLIF(@count_tolerance_percent::integer, -1),
    NULLIF(@count_approval_quantity::bigint, 0))
RETURNING *;

-- name: InsertDefaultLocations :exec
INSERT INTO locations (warehouse_id, code, kind)
SELECT @warehouse_id, upper(k), k FROM unnest(ARRAY['receiving', 'storage', 'picking', 'shipping', 'quarantine']) AS k;

-- name: LockWarehouse :one
SELECT * FROM warehouses WHERE id = @id FOR UPDATE;

-- name: UpdateWarehouse :one
UPDATE warehouses SET name = @name, address = @address, time_zone = @time_zone, status = @status,
    over_receipt_tolerance_percent = @over_receipt_tolerance_percent,
    transfer_approval_quantity = NULLIF(@transfer_approval_quantity::bigint, 0),
    adjustment_staff_quantity = @adjustment_staff_quantity, adjustment_approval_quantity = NULLIF(@adjustment_approval_quantity::bigint, 0),
    count_tolerance_percent = NULLIF(@count_tolerance_percent::integer, -1),
    count_approval_quantity = NULLIF(@count_approval_quantity::bigint, 0), updated_at = now()
WHERE id = @id RETURNING *;

-- name: TimeInZone :one
-- Fails on a time zone that the database doesn't know.
SELECT (now() AT TIME ZONE @name::text)::text AS local_time;

-- name: InsertLocation :one
INSERT INTO locations (warehouse_id, code, kind) VALUES (@warehouse_id, @code, @kind) RETURNING *;

-- name: LockLocation :one
SELECT * FROM locations WHERE id = @id AND warehouse_id = @warehouse_id FOR UPDATE;

-- name: UpdateLocation :one
UPDATE locations SET status = @status WHERE id = @id RETURNING *;

-- name: InsertProduct :one
INSERT INTO products (sku, name, description, category_id, base_unit, tracks_lots, tracks_expiry, expiry_warning_days, reorder_level)
VALUES (@sku, @name, @description, sqlc.narg(category_id), @base_unit, @tracks_lots, @tracks_expiry, sqlc.narg(expiry_warning_days), sqlc.narg(reorder_level))
RETURNING *;

-- name: LockProduct :one
SELECT * FROM products WHERE id = @id FOR UPDATE;

-- name: UpdateProduct :one
UPDATE products SET name = @name, description = @description, category_id = sqlc.narg(category_id), base_unit = @base_unit,
    status = @status, tracks_lots = @tracks_lots,
    tracks_expiry = @tracks_expiry, expiry_warning_days = sqlc.narg(expiry_warning_days), reorder_level = sqlc.narg(reorder_level),
    updated_at = now()
WHERE id = @id RETURNING *;

-- name: ProductHasHistory :one
SELECT (EXISTS (SELECT FROM inventory i WHERE i.product_id = @id::bigint) OR EXISTS (SELECT FROM lots l WHERE l.product_id = @id::bigint))::boolean AS known;

-- name: ProductInUse :one
-- What keeps a product from being retired: its stock, and an open operation
-- that names it. What is reserved is on hand, and what is on the road belongs
-- to an open transfer.
SELECT COALESCE((SELECT sum(i.on_hand) FROM inventory i WHERE i.product_id = @id::bigint), 0)::bigint AS on_hand,
    COALESCE((SELECT o.number FROM operation_lines l JOIN operations o ON o.id = l.operation_id
        WHERE l.product_id = @id::bigint AND NOT o.ended ORDER BY o.created_at DESC LIMIT 1), '')::text AS operation;

-- name: DeleteProduct :execrows
DELETE FROM products WHERE id = @id;

-- name: SetPackagingFactors :exec
-- Adds units, or changes how much they hold.
INSERT INTO packaging_units (product_id, name, factor)
SELECT unnest(@product_ids::bigint[]), unnest(@names::text[]), unnest(@factors::bigint[])
ON CONFLICT (product_id, name) DO UPDATE SET factor = excluded.factor WHERE packaging_units.factor <> excluded.factor;

-- name: InsertBarcodes :exec
INSERT INTO product_barcodes (barcode, product_id, packaging_unit_id)
SELECT r.barcode, r.product, u.id
FROM (SELECT unnest(@barcodes::text[]) AS barcode, unnest(@units::text[]) AS unit, unnest(@product_ids::bigint[]) AS product) r
LEFT JOIN packaging_units u ON u.product_id = r.product AND u.name = r.unit;

-- name: DeleteBarcodes :exec
DELETE FROM product_barcodes WHERE product_id = @product_id;

-- name: KeepPackagingUnits :exec
-- Removes the units that aren't among the names.
DELETE FROM packaging_units WHERE product_id = @product_id AND name <> ALL(@names::text[]);
