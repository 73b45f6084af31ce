-- name: NextNumbers :many
-- The kinds are those of operations: each has its own sequence.
SELECT nextval((@kind::text || '_numbers')::regclass)::bigint AS number
FROM generate_series(1, @count::integer);

-- name: InsertOperations :exec
INSERT INTO operations (id, number, kind, status, warehouse_id, destination_id, reference, partner, document_date, required_on,
    note, reason, carrier, tracking, reserve_policy, reserve_until, eta, return_leg, attention, created_by, revision, direction, origin_id)
SELECT r.id, r.number, r.kind, r.status, r.warehouse_id, r.destination_id, r.reference, r.partner, r.document_date, r.required_on,
    r.note, r.reason, r.carrier, r.tracking, r.reserve_policy, r.reserve_until, r.eta, r.return_leg, r.attention, r.created_by, r.revision,
    r.direction, r.origin_id
FROM jsonb_populate_recordset(NULL::operations, @rows::jsonb) r;

-- name: UpdateOperations :exec
UPDATE operations o SET status = r.status, reason = r.reason, carrier = r.carrier, tracking = r.tracking, eta = r.eta,
    attention = r.attention, return_leg = r.return_leg, revision = r.revision, updated_at = now()
FROM jsonb_populate_recordset(NULL::operations, @rows::jsonb) r
WHERE o.id = r.id;

-- name: InsertLines :exec
INSERT INTO operation_lines (operation_id, line_no, product_id, quantity, reserved)
SELECT unnest(@operation_ids::uuid[]), unnest(@line_nos::integer[]), unnest(@product_ids::bigint[]), unnest(@quantities::bigint[]),
    unnest(@reserved::bigint[]);

-- name: InsertAdjustmentLines :exec
INSERT INTO adjustment_lines (operation_id, line_no, location_id, lot_id, lot_code, expires_on, change, reason, scraps)
SELECT r.operation_id, r.line_no, r.location_id, r.lot_id, r.lot_code, r.expires_on, r.change, r.reason, r.scraps
FROM jsonb_populate_recordset(NULL::adjustment_lines, @rows::jsonb) r;

-- name: UpdateLines :exec
UPDATE operation_lines l SET reserved = r.reserved, picked = r.picked, dispatched = r.dispatched, received = r.received,
    damaged = r.damaged, returned = r.returned, lost = r.lost, scrapped = r.scrapped, pending = r.pending
FROM jsonb_populate_recordset(NULL::operation_lines, @rows::jsonb) r
WHERE l.operation_id = r.operation_id AND l.line_no = r.line_no;

-- name: InsertSteps :exec
INSERT INTO operation_steps (operation_id, step_no, kind, command_id, user_id, status, note)
SELECT unnest(@operation_ids::uuid[]), unnest(@step_nos::integer[]), unnest(@kinds::text[]), unnest(@command_ids::uuid[]),
    unnest(@user_ids::bigint[]), unnest(@statuses::text[]), unnest(@notes::text[]);

-- name: InsertLots :exec
INSERT INTO lots (product_id, code, expires_on)
SELECT product_id, code, NULLIF(expires_on, '')::date
FROM (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@codes::text[]) AS code, unnest(@expiry_dates::text[]) AS expires_on) r
ORDER BY product_id, code
ON CONFLICT (product_id, code) DO NOTHING;

-- name: InsertBalances :execrows
INSERT INTO inventory (product_id, warehouse_id, location_id, lot_id)
SELECT product_id, warehouse_id, location_id, NULLIF(lot_id, 0)
FROM (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id,
    unnest(@location_ids::bigint[]) AS location_id, unnest(@lot_ids::bigint[]) AS lot_id) r
ORDER BY product_id, warehouse_id, location_id, lot_id
ON CONFLICT ON CONSTRAINT inventory_balance_key DO NOTHING;

-- name: BalancesByKey :many
-- New balances, and whether they are what the decisions took them for: in a bin
-- in use, of a lot that is available or not. Their insertion keeps both from
-- changing until the commit.
SELECT i.id, i.product_id, i.warehouse_id, i.location_id, i.lot_id, l.status = 'active' AS bin_active,
    (t.id IS NULL OR t.status = 'available')::boolean AS lot_available
FROM inventory i
JOIN locations l ON l.id = i.location_id
LEFT JOIN lots t ON t.id = i.lot_id
JOIN (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id,
    unnest(@location_ids::bigint[]) AS location_id, unnest(@lot_ids::bigint[]) AS lot_id) r
    ON i.product_id = r.product_id AND i.warehouse_id = r.warehouse_id AND i.location_id = r.location_id
    AND COALESCE(i.lot_id, 0) = r.lot_id;

-- name: InsertMovements :exec
INSERT INTO movements (operation_id, step_no, line_no, part_no, product_id, lot_id, warehouse_id, from_balance_id, from_account,
    to_balance_id, to_account, quantity, kind, user_id)
SELECT operation_id, step_no, line_no, part_no, product_id, NULLIF(lot_id, 0), warehouse_id, NULLIF(from_balance_id, 0), NULLIF(from_account, ''),
    NULLIF(to_balance_id, 0), NULLIF(to_account, ''), quantity, kind, user_id
FROM (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@step_nos::integer[]) AS step_no,
    unnest(@line_nos::integer[]) AS line_no, unnest(@part_nos::integer[]) AS part_no, unnest(@product_ids::bigint[]) AS product_id,
    unnest(@lot_ids::bigint[]) AS lot_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id,
    unnest(@from_balance_ids::bigint[]) AS from_balance_id, unnest(@from_accounts::text[]) AS from_account, unnest(@to_balance_ids::bigint[]) AS to_balance_id,
    unnest(@to_accounts::text[]) AS to_account, unnest(@quantities::bigint[]) AS quantity, unnest(@kinds::text[]) AS kind,
    unnest(@user_ids::bigint[]) AS user_id) r;

-- name: InsertReservations :exec
INSERT INTO reservations (operation_id, line_no, balance_id, origin_balance_id, quantity)
SELECT operation_id, line_no, balance_id, NULLIF(origin_id, 0), quantity
FROM (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@line_nos::integer[]) AS line_no,
    unnest(@balance_ids::bigint[]) AS balance_id, unnest(@origin_ids::bigint[]) AS origin_id, unnest(@quantities::bigint[]) AS quantity) r;

-- name: UpdateReservations :exec
UPDATE reservations s SET quantity = r.quantity
FROM (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@line_nos::integer[]) AS line_no,
    unnest(@balance_ids::bigint[]) AS balance_id, unnest(@origin_ids::bigint[]) AS origin_id, unnest(@quantities::bigint[]) AS quantity) r
WHERE s.operation_id = r.operation_id AND s.line_no = r.line_no AND s.balance_id = r.balance_id
    AND COALESCE(s.origin_balance_id, 0) = r.origin_id;

-- name: DeleteReservations :exec
DELETE FROM reservations s
USING (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@line_nos::integer[]) AS line_no,
    unnest(@balance_ids::bigint[]) AS balance_id, unnest(@origin_ids::bigint[]) AS origin_id) r
WHERE s.operation_id = r.operation_id AND s.line_no = r.line_no AND s.balance_id = r.balance_id
    AND COALESCE(s.origin_balance_id, 0) = r.origin_id;

-- name: DeleteTransit :exec
DELETE FROM transit_lots WHERE operation_id = ANY(@ids::uuid[]);

-- name: InsertTransit :exec
INSERT INTO transit_lots (operation_id, line_no, product_id, lot_id, warehouse_id, quantity)
SELECT operation_id, line_no, product_id, NULLIF(lot_id, 0), warehouse_id, quantity
FROM (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@line_nos::integer[]) AS line_no,
    unnest(@product_ids::bigint[]) AS product_id, unnest(@lot_ids::bigint[]) AS lot_id,
    unnest(@warehouse_ids::bigint[]) AS warehouse_id, unnest(@quantities::bigint[]) AS quantity) r;

-- name: SaveApprovals :exec
INSERT INTO approvals (id, operation_id, kind, status, line_no, quantity, received, requested_by, decided_by, decided_at, note)
SELECT r.id, r.operation_id, r.kind, r.status, r.line_no, r.quantity, r.received, r.requested_by, r.decided_by,
    CASE WHEN r.decided_by IS NOT NULL THEN now() END, r.note
FROM jsonb_populate_recordset(NULL::approvals, @rows::jsonb) r
ON CONFLICT (id) DO UPDATE SET status = excluded.status, decided_by = excluded.decided_by, decided_at = excluded.decided_at, note = excluded.note;

-- name: NotifyProcesses :exec
INSERT INTO process_notices (operation_id, revision)
SELECT operation_id, revision
FROM (SELECT unnest(@operation_ids::uuid[]) AS operation_id, unnest(@revisions::integer[]) AS revision) r
ON CONFLICT (operation_id) DO UPDATE SET revision = excluded.revision, claimed_until = '-infinity';

-- name: RecordAnswers :exec
INSERT INTO idempotency_keys (command_id, user_id, request_hash, operation_id, answer)
SELECT unnest(@command_ids::uuid[]), unnest(@user_ids::bigint[]), unnest(@hashes::text[]), unnest(@operation_ids::uuid[]),
    unnest(@answers::jsonb[]);

-- name: LockAuditHeads :many
SELECT stream, seq, hash FROM audit_heads WHERE stream = ANY(@streams::text[]) ORDER BY stream FOR UPDATE;

-- name: CreateAuditHeads :exec
INSERT INTO audit_heads (stream, seq, hash)
SELECT s, 0, ''::bytea FROM unnest(@streams::text[]) AS s ORDER BY s
ON CONFLICT (stream) DO NOTHING;

-- name: MoveAuditHeads :exec
UPDATE audit_heads h SET seq = r.seq, hash = r.hash
FROM (SELECT unnest(@streams::text[]) AS stream, unnest(@seqs::bigint[]) AS seq, unnest(@hashes::bytea[]) AS hash) r
WHERE h.stream = r.stream;

-- name: InsertAuditRecords :exec
INSERT INTO audit_records (stream, seq, at, user_id, action, subject_kind, subject_id, before, after, remote_address, request_id, hash)
SELECT stream, seq, @at::timestamptz, user_id, action, subject_kind, subject_id, NULLIF(before, '')::json, NULLIF(after, '')::json,
    remote_address, request_id, hash
FROM (SELECT unnest(@streams::text[]) AS stream, unnest(@seqs::bigint[]) AS seq, unnest(@user_ids::bigint[]) AS user_id,
    unnest(@actions::text[]) AS action, unnest(@subject_kinds::text[]) AS subject_kind, unnest(@subject_ids::text[]) AS subject_id,
    unnest(@befores::text[]) AS before, unnest(@afters::text[]) AS after, unnest(@remote_addresses::text[]) AS remote_address,
    unnest(@request_ids::text[]) AS request_id, unnest(@hashes::bytea[]) AS hash) r;
