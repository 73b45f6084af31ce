-- name: LockCommands :many
-- Locks a batch's command ids, in the order given, and tells the time of the
-- transaction. Two batches that hold the same command wait for one another.
SELECT pg_advisory_xact_lock(k) AS locked, now()::timestamptz AS at FROM unnest(@keys::bigint[]) AS k;

-- name: ShareWarehouses :exec
-- Keeps warehouses from being retired while documents are made in them.
SELECT pg_advisory_xact_lock_shared(hashtext('warehouse'), hashint8(w)) FROM unnest(@ids::bigint[]) AS w ORDER BY w;

-- name: ShareLots :exec
-- Keeps the status of lots that are about to arrive: there may be no balance of
-- them yet by whose lock it is kept.
SELECT pg_advisory_xact_lock_shared(hashtext('lot'), hashint8(l)) FROM unnest(@ids::bigint[]) AS l ORDER BY l;

-- name: RecordedAnswers :many
SELECT command_id, user_id, request_hash, answer FROM idempotency_keys WHERE command_id = ANY(@ids::uuid[]);

-- name: ActingUsers :many
SELECT u.id, u.role, u.status = 'active' AS active,
    ARRAY(SELECT w.warehouse_id FROM user_warehouses w WHERE w.user_id = u.id)::bigint[] AS warehouses
FROM users u WHERE u.id = ANY(@ids::bigint[]);

-- name: LockOperations :many
SELECT * FROM operations WHERE id = ANY(@ids::uuid[]) ORDER BY id FOR UPDATE;

-- name: OperationsByID :many
SELECT * FROM operations WHERE id = ANY(@ids::uuid[]);

-- name: LinesOf :many
SELECT * FROM operation_lines WHERE operation_id = ANY(@ids::uuid[]) ORDER BY operation_id, line_no;

-- name: ReservationsOf :many
SELECT * FROM reservations WHERE operation_id = ANY(@ids::uuid[]) ORDER BY operation_id, line_no, balance_id;

-- name: TransitOf :many
SELECT * FROM transit_lots WHERE operation_id = ANY(@ids::uuid[]) ORDER BY operation_id, line_no, lot_id;

-- name: ApprovalsOf :many
SELECT * FROM approvals WHERE operation_id = ANY(@ids::uuid[]) ORDER BY operation_id, requested_at, id;

-- name: CorrectionsOf :many
-- What adjustments are to correct that still wait for a second person.
SELECT a.* FROM adjustment_lines a JOIN operations o ON o.id = a.operation_id
WHERE a.operation_id = ANY(@ids::uuid[]) AND o.status = 'awaiting_approval' ORDER BY a.operation_id, a.line_no;

-- name: ReasonsByCode :many
SELECT code, direction, scraps, active FROM adjustment_reasons WHERE code = ANY(@codes::text[]);

-- name: HoldersOf :many
-- The operations that hold some balances, the largest reservations first.
SELECT r.balance_id, o.id, o.number, o.kind, sum(r.quantity)::bigint AS quantity
FROM reservations r JOIN operations o ON o.id = r.operation_id
WHERE r.balance_id = ANY(@balance_ids::bigint[])
GROUP BY r.balance_id, o.id, o.number, o.kind
ORDER BY r.balance_id, sum(r.quantity) DESC, o.number;

-- name: PlacedBy :many
-- What the movements of receipts left in each balance.
SELECT operation_id, line_no, balance_id::bigint AS balance_id, sum(change)::bigint AS quantity FROM (
    SELECT m.operation_id, m.line_no, m.to_balance_id AS balance_id, m.quantity AS change
    FROM movements m WHERE m.operation_id = ANY(@ids::uuid[]) AND m.to_balance_id IS NOT NULL
    UNION ALL
    SELECT m.operation_id, m.line_no, m.from_balance_id, -m.quantity
    FROM movements m WHERE m.operation_id = ANY(@ids::uuid[]) AND m.from_balance_id IS NOT NULL
) sides
GROUP BY operation_id, line_no, balance_id HAVING sum(change) > 0
ORDER BY operation_id, line_no, balance_id;

-- name: DecidingWarehouses :many
SELECT id, code, status = 'active' AS active, (now() AT TIME ZONE time_zone)::date AS today,
    over_receipt_tolerance_percent, COALESCE(transfer_approval_quantity, 0)::bigint AS transfer_approval_quantity,
    adjustment_staff_quantity, COALESCE(adjustment_approval_quantity, 0)::bigint AS adjustment_approval_quantity,
    COALESCE(count_tolerance_percent, -1)::integer AS count_tolerance_percent,
    COALESCE(count_approval_quantity, 0)::bigint AS count_approval_quantity
FROM warehouses WHERE id = ANY(@ids::bigint[]);

-- name: DefaultBins :many
-- The bin of each kind that is used where a command names none.
SELECT DISTINCT ON (warehouse_id, kind) id, warehouse_id, code, kind, status = 'active' AS active
FROM locations
WHERE warehouse_id = ANY(@warehouse_ids::bigint[]) AND status = 'active' AND kind IN ('receiving', 'shipping', 'quarantine')
ORDER BY warehouse_id, kind, code;

-- name: LocationsByID :many
SELECT id, warehouse_id, code, kind, status = 'active' AS active FROM locations WHERE id = ANY(@ids::bigint[]);

-- name: DecidingProducts :many
SELECT id, sku, status = 'active' AS active, tracks_lots, tracks_expiry, expiry_warning_days FROM products WHERE id = ANY(@ids::bigint[]);

-- name: LotsByCode :many
SELECT l.id, l.product_id, l.code, l.expires_on, l.status = 'available' AS available
FROM lots l
JOIN (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@codes::text[]) AS code) wanted
    ON l.product_id = wanted.product_id AND l.code = wanted.code;

-- name: LotsByID :many
SELECT id, product_id, code, expires_on, status = 'available' AS available FROM lots WHERE id = ANY(@ids::bigint[]);

-- name: LockBalances :many
-- Locks the balances of products in warehouses that hold stock or are about to
-- receive some, in the one order in which all transactions lock them. Balances
-- that were used up with their lot, in all warehouses, stay out of it: goods may
-- be sent and arrive within one batch.
SELECT i.id, i.product_id, i.warehouse_id, i.location_id, i.lot_id, i.on_hand, i.reserved
FROM inventory i
JOIN (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id) wanted
    ON i.product_id = wanted.product_id AND i.warehouse_id = wanted.warehouse_id
WHERE i.on_hand > 0 OR i.lot_id IS NULL OR i.lot_id = ANY(@lot_ids::bigint[]) OR i.id = ANY(@balance_ids::bigint[])
    OR EXISTS (SELECT FROM inventory j WHERE j.lot_id = i.lot_id AND j.on_hand > 0)
ORDER BY i.product_id, i.warehouse_id, i.location_id, i.lot_id NULLS FIRST
FOR UPDATE OF i;
