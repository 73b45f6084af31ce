-- name: ProductsBySKU :many
SELECT id, sku FROM products WHERE sku = ANY(@skus::text[]);

-- name: PackagingFactors :many
SELECT product_id, name, factor FROM packaging_units
WHERE product_id = ANY(@product_ids::bigint[]) AND name = ANY(@names::text[]);

-- name: LocationsByCode :many
SELECT id, code FROM locations WHERE warehouse_id = @warehouse_id AND code = ANY(@codes::text[]);

-- name: LotIDsByCode :many
SELECT id, product_id, code FROM lots WHERE product_id = ANY(@product_ids::bigint[]) AND code = ANY(@codes::text[]);

-- name: LineProducts :many
SELECT line_no, product_id FROM operation_lines WHERE operation_id = @operation_id AND line_no = ANY(@line_nos::integer[]);

-- name: OperationHead :one
SELECT id, number, kind, status, warehouse_id, destination_id, return_leg FROM operations WHERE id = @id;

-- name: ApprovalHead :one
SELECT a.id, a.operation_id, o.kind, o.warehouse_id, o.destination_id FROM approvals a JOIN operations o ON o.id = a.operation_id
WHERE a.id = @id;
