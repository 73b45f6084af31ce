-- name: OpenOperationIDs :many
-- The newest operations in flight of some warehouses: the newest of each end
-- of each warehouse by its index, merged.
SELECT DISTINCT c.created_at, c.id
FROM unnest(@warehouse_ids::bigint[]) AS site
CROSS JOIN LATERAL (
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.warehouse_id = site AND NOT o.ended AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
        AND (@kind::text = '' OR o.kind = @kind) AND (@status::text = '' OR o.status = @status)
        AND (@attention::boolean IS FALSE OR o.attention <> 'none')
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
    UNION ALL
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.destination_id = site AND NOT o.ended AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
        AND (@kind::text = '' OR o.kind = @kind) AND (@status::text = '' OR o.status = @status)
        AND (@attention::boolean IS FALSE OR o.attention <> 'none')
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
) c
ORDER BY c.created_at DESC, c.id DESC LIMIT @max_rows;

-- name: OperationIDs :many
SELECT DISTINCT c.created_at, c.id
FROM unnest(@warehouse_ids::bigint[]) AS site
CROSS JOIN LATERAL (
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.warehouse_id = site AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
        AND (@ended_only::boolean IS FALSE OR o.ended)
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
    UNION ALL
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.destination_id = site AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
        AND (@ended_only::boolean IS FALSE OR o.ended)
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
) c
ORDER BY c.created_at DESC, c.id DESC LIMIT @max_rows;

-- name: OperationIDsByStage :many
-- The same of some stages: the newest of each stage and warehouse by its
-- index, merged.
SELECT DISTINCT c.created_at, c.id
FROM unnest(@warehouse_ids::bigint[]) AS site
CROSS JOIN (SELECT unnest(@kinds::text[]) AS kind, unnest(@statuses::text[]) AS status) stage
CROSS JOIN LATERAL (
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.warehouse_id = site AND o.kind = stage.kind AND o.status = stage.status
        AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
    UNION ALL
    (SELECT o.created_at, o.id FROM operations o
     WHERE o.destination_id = site AND o.kind = stage.kind AND o.status = stage.status
        AND (o.created_at, o.id) < (@before_at::timestamptz, @before_id::uuid)
     ORDER BY o.created_at DESC, o.id DESC LIMIT @max_rows)
) c
ORDER BY c.created_at DESC, c.id DESC LIMIT @max_rows;

-- name: SearchOperationIDs :many
-- By the whole number, or the beginning of the reference: at most 1,000.
SELECT DISTINCT c.created_at, c.id
FROM (
    (SELECT * FROM operations WHERE number = upper(@search::text))
    UNION ALL
    (SELECT * FROM operations WHERE lower(reference) LIKE lower(@prefix::text) AND reference <> '' LIMIT 1000)
) c
WHERE (c.warehouse_id = ANY(@warehouse_ids::bigint[]) OR c.destination_id = ANY(@warehouse_ids::bigint[]))
    AND (@kind::text = '' OR c.kind = @kind) AND (@status::text = '' OR c.status = @status)
    AND (@open_only::boolean IS FALSE OR NOT c.ended) AND (@ended_only::boolean IS FALSE OR c.ended)
    AND (@attention::boolean IS FALSE OR c.attention <> 'none')
    AND (c.created_at, c.id) < (@before_at::timestamptz, @before_id::uuid)
ORDER BY c.created_at DESC, c.id DESC LIMIT @max_rows;

-- name: OperationSummaries :many
SELECT sqlc.embed(o), w.code AS warehouse_code, w.name AS warehouse_name, COALESCE(d.code, '') AS destination_code,
    COALESCE(d.name, '') AS destination_name, u.name AS created_by_name,
    (SELECT count(*) FROM approvals a WHERE a.operation_id = o.id AND a.status = 'pending')::integer AS pending_approvals,
    s.lines, s.quantity, s.reserved, s.picked, s.dispatched, s.received, s.damaged, s.returned, s.lost, s.scrapped, s.pending
FROM operations o
JOIN warehouses w ON w.id = o.warehouse_id
LEFT JOIN warehouses d ON d.id = o.destination_id
JOIN users u ON u.id = o.created_by
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS lines, COALESCE(sum(l.quantity), 0)::bigint AS quantity, COALESCE(sum(l.reserved), 0)::bigint AS reserved,
        COALESCE(sum(l.picked), 0)::bigint AS picked, COALESCE(sum(l.dispatched), 0)::bigint AS dispatched,
        COALESCE(sum(l.received), 0)::bigint AS received, COALESCE(sum(l.damaged), 0)::bigint AS damaged,
        COALESCE(sum(l.returned), 0)::bigint AS returned, COALESCE(sum(l.lost), 0)::bigint AS lost,
        COALESCE(sum(l.scrapped), 0)::bigint AS scrapped, COALESCE(sum(l.pending), 0)::bigint AS pending
    FROM operation_lines l WHERE l.operation_id = o.id
) s
WHERE o.id = ANY(@ids::uuid[])
ORDER BY o.created_at DESC, o.id DESC;

-- name: LinesWithProducts :many
SELECT sqlc.embed(l), p.sku, p.name, p.base_unit, p.tracks_lots, p.tracks_expiry
FROM operation_lines l JOIN products p ON p.id = l.product_id
WHERE l.operation_id = @operation_id ORDER BY l.line_no;

-- name: HoldsWithBins :many
SELECT r.line_no, r.quantity, r.origin_balance_id, l.id AS location_id, l.code AS location_code, l.kind AS location_kind, l.warehouse_id,
    i.lot_id, COALESCE(t.code, '') AS lot_code, t.expires_on,
    ol.id AS origin_location_id, COALESCE(ol.code, '') AS origin_code, COALESCE(ol.kind, '') AS origin_kind, COALESCE(ol.warehouse_id, 0) AS origin_warehouse_id
FROM reservations r
JOIN inventory i ON i.id = r.balance_id
JOIN locations l ON l.id = i.location_id
LEFT JOIN lots t ON t.id = i.lot_id
LEFT JOIN inventory oi ON oi.id = r.origin_balance_id
LEFT JOIN locations ol ON ol.id = oi.location_id
WHERE r.operation_id = @operation_id
ORDER BY r.line_no, t.expires_on NULLS LAST, l.code, r.balance_id;

-- name: TransitWithLots :many
SELECT x.line_no, x.quantity, x.lot_id, COALESCE(t.code, '') AS lot_code, t.expires_on
FROM transit_lots x LEFT JOIN lots t ON t.id = x.lot_id
WHERE x.operation_id = @operation_id ORDER BY x.line_no, t.expires_on NULLS LAST, x.lot_id;

-- name: Timeline :many
SELECT s.step_no, s.kind, s.command_id, s.status, s.note, s.posted_at, s.user_id, u.name AS user_name
FROM operation_steps s JOIN users u ON u.id = s.user_id
WHERE s.operation_id = @operation_id ORDER BY s.step_no;

-- name: ListApprovals :many
SELECT sqlc.embed(a), o.number, o.kind AS operation_kind, o.warehouse_id, w.code AS warehouse_code, w.name AS warehouse_name,
    o.destination_id, COALESCE(d.code, '') AS destination_code, COALESCE(d.name, '') AS destination_name,
    l.quantity AS expected, l.product_id, COALESCE(p.sku, '') AS sku, COALESCE(p.name, '') AS product_name, COALESCE(p.base_unit, '') AS base_unit,
    ru.name AS requested_by_name, COALESCE(du.name, '') AS decided_by_name
FROM approvals a
JOIN operations o ON o.id = a.operation_id
JOIN warehouses w ON w.id = o.warehouse_id
LEFT JOIN warehouses d ON d.id = o.destination_id
LEFT JOIN operation_lines l ON l.operation_id = a.operation_id AND l.line_no = a.line_no
LEFT JOIN products p ON p.id = l.product_id
JOIN users ru ON ru.id = a.requested_by
LEFT JOIN users du ON du.id = a.decided_by
WHERE (@operation_id::text = '' OR a.operation_id = NULLIF(@operation_id, '')::uuid)
    AND (@status::text = '' OR a.status = @status)
    AND (@everywhere::boolean OR o.warehouse_id = ANY(@warehouse_ids::bigint[]) OR o.destination_id = ANY(@warehouse_ids::bigint[]))
    AND (a.requested_at, a.id) > (@after_at::timestamptz, @after_id::uuid)
ORDER BY a.requested_at, a.id LIMIT @max_rows;

-- name: ListPendingApprovals :many
SELECT sqlc.embed(a), o.number, o.kind AS operation_kind, o.warehouse_id, w.code AS warehouse_code, w.name AS warehouse_name,
    o.destination_id, COALESCE(d.code, '') AS destination_code, COALESCE(d.name, '') AS destination_name,
    l.quantity AS expected, l.product_id, COALESCE(p.sku, '') AS sku, COALESCE(p.name, '') AS product_name, COALESCE(p.base_unit, '') AS base_unit,
    ru.name AS requested_by_name, COALESCE(du.name, '') AS decided_by_name
FROM approvals a
JOIN operations o ON o.id = a.operation_id
JOIN warehouses w ON w.id = o.warehouse_id
LEFT JOIN warehouses d ON d.id = o.destination_id
LEFT JOIN operation_lines l ON l.operation_id = a.operation_id AND l.line_no = a.line_no
LEFT JOIN products p ON p.id = l.product_id
JOIN users ru ON ru.id = a.requested_by
LEFT JOIN users du ON du.id = a.decided_by
WHERE a.status = 'pending'
    AND (@everywhere::boolean OR o.warehouse_id = ANY(@warehouse_ids::bigint[]) OR o.destination_id = ANY(@warehouse_ids::bigint[]))
    AND (a.requested_at, a.id) > (@after_at::timestamptz, @after_id::uuid)
ORDER BY a.requested_at, a.id LIMIT @max_rows;
