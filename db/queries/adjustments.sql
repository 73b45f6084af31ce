-- name: ListReasons :many
SELECT * FROM adjustment_reasons WHERE code > @after_code AND (active OR NOT @active_only::boolean) ORDER BY code LIMIT @max_rows;

-- name: InsertReason :one
INSERT INTO adjustment_reasons (code, name, direction, scraps) VALUES (@code, @name, @direction, @scraps) RETURNING *;

-- name: LockReason :one
SELECT * FROM adjustment_reasons WHERE code = @code FOR UPDATE;

-- name: UpdateReason :one
UPDATE adjustment_reasons SET name = @name, active = @active, updated_at = now() WHERE code = @code RETURNING *;

-- name: AdjustmentLinesWithPlaces :many
SELECT a.line_no, a.change, a.reason, a.scraps, a.lot_id, COALESCE(t.code, a.lot_code)::text AS lot_code, t.expires_on,
    l.id AS location_id, l.code AS location_code, l.kind AS location_kind, l.warehouse_id
FROM adjustment_lines a
JOIN locations l ON l.id = a.location_id
LEFT JOIN lots t ON t.id = a.lot_id
WHERE a.operation_id = @operation_id ORDER BY a.line_no;

-- name: ReturnLinesWithPlaces :many
SELECT r.line_no, r.condition, r.reason, r.origin_line_no, COALESCE(t.code, '') AS lot_code,
    l.id AS location_id, l.code AS location_code, l.kind AS location_kind, l.warehouse_id
FROM return_lines r
JOIN locations l ON l.id = r.location_id
LEFT JOIN lots t ON t.id = r.lot_id
WHERE r.operation_id = @operation_id ORDER BY r.line_no;

-- name: InsertReturnLines :exec
INSERT INTO return_lines (operation_id, line_no, location_id, lot_id, condition, reason, origin_line_no)
SELECT r.operation_id, r.line_no, r.location_id, r.lot_id, r.condition, r.reason, r.origin_line_no
FROM jsonb_populate_recordset(NULL::return_lines, @rows::jsonb) r;

-- name: Delivered :many
-- What shipments have sent and receipts have brought of each lot, less what
-- was returned of it.
SELECT operation_id, line_no, lot_id, sum(quantity)::bigint AS quantity FROM (
    SELECT m.operation_id, m.line_no, COALESCE(m.lot_id, 0) AS lot_id,
        CASE WHEN m.kind = 'undo' THEN -m.quantity ELSE m.quantity END AS quantity
    FROM movements m WHERE m.operation_id = ANY(@ids::uuid[]) AND m.kind IN ('dispatch', 'receipt', 'undo')
    UNION ALL
    SELECT o.origin_id, r.origin_line_no, COALESCE(r.lot_id, 0), -l.quantity
    FROM operations o
    JOIN return_lines r ON r.operation_id = o.id
    JOIN operation_lines l ON l.operation_id = r.operation_id AND l.line_no = r.line_no
    WHERE o.origin_id = ANY(@ids::uuid[])
) d
GROUP BY operation_id, line_no, lot_id;
