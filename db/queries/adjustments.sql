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
