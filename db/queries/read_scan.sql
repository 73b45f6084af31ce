-- name: ScanBarcode :many
-- The product and the packaging unit of a barcode; of a GTIN in any of its forms.
SELECT b.product_id, COALESCE(u.name, '') AS unit, COALESCE(u.factor, 1)::bigint AS factor
FROM product_barcodes b LEFT JOIN packaging_units u ON u.id = b.packaging_unit_id
WHERE b.barcode = @code::text
UNION
SELECT b.product_id, COALESCE(u.name, ''), COALESCE(u.factor, 1)::bigint
FROM product_barcodes b LEFT JOIN packaging_units u ON u.id = b.packaging_unit_id
WHERE b.gtin = gtin14(@code::text);

-- name: ScanSKU :many
SELECT id FROM products WHERE lower(sku) = lower(@sku::text) ORDER BY sku = @sku DESC, id LIMIT 5;

-- name: ScanUnit :one
SELECT name, factor FROM packaging_units WHERE product_id = @product_id AND name = @name;

-- name: ScanLocation :many
-- Bins with a code, in some warehouses.
SELECT sqlc.embed(l), w.code AS warehouse_code FROM warehouses w JOIN locations l ON l.warehouse_id = w.id
WHERE w.id = ANY(@warehouse_ids::bigint[]) AND l.code = ANY(@codes::text[]) AND (@warehouse::text = '' OR w.code = @warehouse)
ORDER BY w.code, l.code LIMIT 50;

-- name: ScanOperation :many
SELECT id, number, kind, status, warehouse_id, destination_id FROM operations
WHERE number = upper(@number::text)
    AND (warehouse_id = ANY(@warehouse_ids::bigint[]) OR destination_id = ANY(@warehouse_ids::bigint[]));

-- name: ScanLot :one
SELECT * FROM lots WHERE product_id = @product_id AND code = @code;
