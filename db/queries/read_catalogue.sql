-- name: ListWarehouses :many
SELECT * FROM warehouses
WHERE (@everything::boolean OR id = ANY(@ids::bigint[])) AND (status = 'active' OR NOT @active_only::boolean) AND code > @after_code
ORDER BY code LIMIT @max_rows;

-- name: WarehouseRefs :many
SELECT id, code, name FROM warehouses
WHERE @everything::boolean AND status = 'active' OR id = ANY(@ids::bigint[])
ORDER BY code;

-- name: WarehouseExists :one
SELECT EXISTS (SELECT FROM warehouses WHERE id = @id);

-- name: ListLocations :many
SELECT * FROM locations
WHERE warehouse_id = @warehouse_id AND code LIKE @prefix::text AND (@kind::text = '' OR kind = @kind) AND code > @after_code
ORDER BY code LIMIT @max_rows;

-- name: ListProducts :many
SELECT * FROM products
WHERE (@status::text = '' OR status = @status) AND (name, id) > (@after_name::text, @after_id::bigint)
ORDER BY name, id LIMIT @max_rows;

-- name: ListProductsOf :many
-- Of categories. Each has its own order in the index, so that a page reads a
-- page's worth of each.
SELECT p.* FROM unnest(@categories::bigint[]) AS wanted(category)
CROSS JOIN LATERAL (
    SELECT * FROM products q
    WHERE q.category_id = wanted.category AND (@status::text = '' OR q.status = @status)
        AND (q.name, q.id) > (@after_name::text, @after_id::bigint)
    ORDER BY q.name, q.id LIMIT @max_rows
) p
ORDER BY p.name, p.id LIMIT @max_rows;

-- name: SearchProducts :many
-- In the order of names: quick when much is found.
SELECT * FROM products
WHERE (name ILIKE @part::text OR sku ILIKE @prefix::text
        OR id = ANY(ARRAY(SELECT b.product_id FROM product_barcodes b WHERE b.barcode = @barcode::text OR b.gtin = gtin14(@barcode::text))))
    AND (@status::text = '' OR status = @status) AND (name, id) > (@after_name::text, @after_id::bigint)
ORDER BY name, id LIMIT @max_rows;

-- name: ProductsFound :many
-- Up to some products that a search finds: quick when little is found. They are
-- in order, so that where much is found an index is read, and soon left.
SELECT found.id FROM (
    (SELECT p.id FROM products p WHERE p.name ILIKE @part::text ORDER BY p.name, p.id LIMIT @max_rows)
    UNION
    (SELECT p.id FROM products p WHERE lower(p.sku) LIKE lower(@prefix::text) ORDER BY lower(p.sku) USING ~<~ LIMIT @max_rows)
    UNION
    (SELECT b.product_id FROM product_barcodes b WHERE b.barcode = @barcode::text OR b.gtin = gtin14(@barcode::text))
) found LIMIT @max_rows;

-- name: ProductsAmong :many
SELECT * FROM products
WHERE id = ANY(@ids::bigint[]) AND (@status::text = '' OR status = @status) AND (name, id) > (@after_name::text, @after_id::bigint)
ORDER BY name, id LIMIT @max_rows;

-- name: ProductByID :one
SELECT * FROM products WHERE id = @id;

-- name: PackagingUnitsOf :many
SELECT product_id, id, name, factor FROM packaging_units WHERE product_id = ANY(@product_ids::bigint[]) ORDER BY product_id, factor, name;

-- name: BarcodesOf :many
SELECT b.product_id, b.barcode, COALESCE(u.name, '') AS unit
FROM product_barcodes b LEFT JOIN packaging_units u ON u.id = b.packaging_unit_id
WHERE b.product_id = ANY(@product_ids::bigint[])
ORDER BY b.product_id, b.barcode;

-- name: ListLots :many
SELECT * FROM lots
WHERE product_id = @product_id AND code LIKE @prefix::text AND code > @after_code
ORDER BY code LIMIT @max_rows;

-- name: AllWarehouseIDs :many
SELECT id FROM warehouses ORDER BY id;
