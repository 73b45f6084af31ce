-- name: KeepSnapshot :execrows
-- A report exists once per (report, time, warehouse).
INSERT INTO report_snapshots (report, scheduled_at, warehouse_id, data) VALUES (@report, @scheduled_at, @warehouse_id, @data)
ON CONFLICT (report, scheduled_at, warehouse_id) DO NOTHING;

-- name: ForgetSnapshots :execrows
DELETE FROM report_snapshots WHERE scheduled_at < @before;

-- name: ListSnapshots :many
-- The newest of each warehouse, and of these the newest of all.
SELECT s.id, s.report, s.scheduled_at, s.made_at, h.id AS warehouse_id, h.code, h.name FROM (
    SELECT x.id, x.report, x.scheduled_at, x.made_at, x.warehouse_id
    FROM (SELECT unnest(@warehouse_ids::bigint[]) AS id) w CROSS JOIN LATERAL (
        SELECT r.id, r.report, r.scheduled_at, r.made_at, r.warehouse_id FROM report_snapshots r
        WHERE r.warehouse_id = w.id AND (@report::text = '' OR r.report = @report)
            AND (r.scheduled_at, r.id) < (@before_time::timestamptz, @before_id::bigint)
        ORDER BY r.scheduled_at DESC, r.id DESC LIMIT @max_rows
    ) x
    ORDER BY x.scheduled_at DESC, x.id DESC LIMIT @max_rows
) s
JOIN warehouses h ON h.id = s.warehouse_id
ORDER BY s.scheduled_at DESC, s.id DESC;

-- name: Snapshot :one
SELECT s.id, s.report, s.scheduled_at, s.made_at, h.id AS warehouse_id, h.code, h.name, s.data
FROM report_snapshots s JOIN warehouses h ON h.id = s.warehouse_id WHERE s.id = @id;

-- name: ThresholdsOfProduct :many
SELECT t.warehouse_id, t.minimum, t.maximum FROM thresholds t
WHERE t.product_id = @product_id AND t.warehouse_id = ANY(@warehouse_ids::bigint[]) ORDER BY t.warehouse_id;
