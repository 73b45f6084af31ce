-- name: LotsForLabels :many
SELECT id, product_id, code, expires_on FROM lots WHERE id = ANY(@ids::bigint[]);

-- name: LocationsForLabels :many
SELECT l.id, l.code, l.kind, w.id AS warehouse_id, w.code AS warehouse_code FROM locations l JOIN warehouses w ON w.id = l.warehouse_id
WHERE l.id = ANY(@ids::bigint[]) AND w.id = ANY(@warehouse_ids::bigint[]);

-- name: OperationsForLabels :many
SELECT id, number, kind, partner FROM operations
WHERE id = ANY(@ids::uuid[])
    AND (warehouse_id = ANY(@warehouse_ids::bigint[]) OR destination_id = ANY(@warehouse_ids::bigint[]));
