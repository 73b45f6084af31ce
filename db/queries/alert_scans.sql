-- name: ProductIDsAfter :many
SELECT id FROM products WHERE id > @after_id ORDER BY id LIMIT @max_rows;

-- name: LongestWarning :one
-- How many days before its expiry a lot of any product calls for somebody.
SELECT GREATEST(@default_days::integer, (SELECT max(expiry_warning_days) FROM products))::integer AS days;

-- name: LotsExpiringAfter :many
SELECT id, expires_on::date AS expires_on FROM lots
WHERE expires_on <= @until::date AND (expires_on, id) > (@after_date::date, @after_id::bigint)
ORDER BY expires_on, id LIMIT @max_rows;

-- name: ShelvesOfLots :many
-- Where lots lie.
SELECT DISTINCT lot_id::bigint AS lot_id, warehouse_id FROM inventory WHERE lot_id = ANY(@lot_ids::bigint[]) AND on_hand > 0 ORDER BY 1, 2;

-- name: OpenAlertsAfter :many
SELECT * FROM alerts WHERE active AND type = @type AND id > @after_id ORDER BY id LIMIT @max_rows;

-- name: OpenOperationsAfter :many
SELECT id, created_at FROM operations WHERE NOT ended AND (created_at, id) > (@after_at::timestamptz, @after_id::uuid)
ORDER BY created_at, id LIMIT @max_rows;

-- name: OperationsWatched :many
-- What tells of operations whether they call for somebody.
SELECT o.id, o.number, o.kind, o.status, o.warehouse_id, o.destination_id, o.return_leg, o.eta, o.attention, o.updated_at,
    (SELECT min(a.requested_at) FROM approvals a WHERE a.operation_id = o.id AND a.status = 'pending')::timestamptz AS waits_since,
    (SELECT n.created_at FROM process_notices n WHERE n.operation_id = o.id)::timestamptz AS untold_since
FROM operations o WHERE o.id = ANY(@ids::uuid[]) ORDER BY o.id;

-- name: DueAlerts :many
SELECT id, site FROM alerts WHERE due_at <= @at::timestamptz ORDER BY due_at, id LIMIT @max_rows;
