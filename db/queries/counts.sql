-- name: CountsOf :many
-- What counts cover, and how far they are.
SELECT c.operation_id, c.scope, COALESCE(l.last, 0)::integer AS last, COALESCE(l.outstanding, 0)::integer AS outstanding
FROM counts c
CROSS JOIN LATERAL (
    SELECT max(line_no) AS last, count(*) FILTER (WHERE status IN ('open', 'recount')) AS outstanding
    FROM count_lines WHERE operation_id = c.operation_id
) l
WHERE c.operation_id = ANY(@ids::uuid[]);

-- name: CountLinesOf :many
SELECT * FROM count_lines WHERE operation_id = @operation_id;

-- name: CountLinesNamed :many
SELECT * FROM count_lines
WHERE operation_id = @operation_id AND (line_no = ANY(@line_nos::integer[]) OR product_id = ANY(@product_ids::bigint[]));

-- name: CountProducts :many
-- The products that a scope is about: those of a category with what is below
-- it, of a class in the warehouse, or named, and of all of these that are given.
SELECT p.id FROM products p
WHERE (COALESCE(cardinality(@ids::bigint[]), 0) = 0 OR p.id = ANY(@ids))
    AND (@category_id::bigint = 0 OR p.category_id IN (
        SELECT c.id FROM categories c JOIN categories root ON root.id = @category_id
        WHERE c.id = root.id OR starts_with(c.path, root.path || ' > ')))
    AND (@abc_class::text = '' OR p.id IN (
        SELECT k.product_id FROM product_classes k WHERE k.warehouse_id = @warehouse_id AND k.abc_class = @abc_class));

-- name: CountScopeOfBins :many
-- Balances in some bins, in the order in which somebody walks past them, with
-- the last movement of each.
SELECT i.product_id, i.location_id, i.lot_id, i.on_hand,
    GREATEST(COALESCE((SELECT max(m.id) FROM movements m WHERE m.from_balance_id = i.id), 0),
        COALESCE((SELECT max(m.id) FROM movements m WHERE m.to_balance_id = i.id), 0))::bigint AS movement_id
FROM inventory i
JOIN locations l ON l.id = i.location_id
JOIN products p ON p.id = i.product_id
WHERE i.location_id = ANY(@location_ids::bigint[]) AND i.on_hand > 0
    AND (@every_product::boolean OR i.product_id = ANY(@product_ids::bigint[]))
ORDER BY l.code, p.sku, i.lot_id LIMIT @max_rows;

-- name: CountScopeOfProducts :many
-- Balances of some products. What has been picked is somebody's already.
SELECT i.product_id, i.location_id, i.lot_id, i.on_hand,
    GREATEST(COALESCE((SELECT max(m.id) FROM movements m WHERE m.from_balance_id = i.id), 0),
        COALESCE((SELECT max(m.id) FROM movements m WHERE m.to_balance_id = i.id), 0))::bigint AS movement_id
FROM inventory i
JOIN locations l ON l.id = i.location_id
JOIN products p ON p.id = i.product_id
WHERE i.warehouse_id = @warehouse_id AND i.product_id = ANY(@product_ids::bigint[]) AND i.on_hand > 0 AND l.kind <> 'shipping'
ORDER BY l.code, p.sku, i.lot_id LIMIT @max_rows;

-- name: BalanceMarks :many
-- How balances stand: what is on hand, the last movement, and whether one
-- after @since corrected them. A lot of -1 asks for all lots in the bin.
SELECT i.product_id, i.location_id, i.lot_id, i.on_hand, COALESCE(last.id, 0)::bigint AS movement_id, last.moved_at,
    (EXISTS (SELECT FROM movements m WHERE m.from_balance_id = i.id AND m.id > r.since AND m.to_account IN ('adjustment', 'scrap'))
        OR EXISTS (SELECT FROM movements m WHERE m.to_balance_id = i.id AND m.id > r.since AND m.from_account = 'adjustment'))::boolean AS corrected
FROM (SELECT unnest(@product_ids::bigint[]) AS product_id, unnest(@location_ids::bigint[]) AS location_id,
    unnest(@lot_ids::bigint[]) AS lot_id, unnest(@sinces::bigint[]) AS since) r
JOIN inventory i ON i.product_id = r.product_id AND i.warehouse_id = @warehouse_id AND i.location_id = r.location_id
    AND (r.lot_id = -1 OR COALESCE(i.lot_id, 0) = r.lot_id)
LEFT JOIN LATERAL (
    SELECT m.id, m.moved_at FROM (
        (SELECT f.id, f.moved_at FROM movements f WHERE f.from_balance_id = i.id ORDER BY f.id DESC LIMIT 1)
        UNION ALL
        (SELECT t.id, t.moved_at FROM movements t WHERE t.to_balance_id = i.id ORDER BY t.id DESC LIMIT 1)
    ) m ORDER BY m.id DESC LIMIT 1
) last ON true;

-- name: InsertCount :exec
INSERT INTO counts (operation_id, scope) VALUES (@operation_id, @scope);

-- name: InsertCountLines :exec
INSERT INTO count_lines (operation_id, line_no, product_id, location_id, lot_id, status, added, expected, expected_movement_id, counted,
    counted_by, counted_at, rounds, recount_reason, posted)
SELECT r.operation_id, r.line_no, r.product_id, r.location_id, r.lot_id, r.status, r.added, r.expected, r.expected_movement_id, r.counted,
    r.counted_by, r.counted_at, r.rounds, r.recount_reason, r.posted
FROM jsonb_populate_recordset(NULL::count_lines, @rows::jsonb) r;

-- name: UpdateCountLines :exec
UPDATE count_lines l SET status = r.status, expected = r.expected, expected_movement_id = r.expected_movement_id, counted = r.counted,
    counted_by = r.counted_by, counted_at = r.counted_at, rounds = r.rounds, recount_reason = r.recount_reason, posted = r.posted
FROM jsonb_populate_recordset(NULL::count_lines, @rows::jsonb) r
WHERE l.operation_id = r.operation_id AND l.line_no = r.line_no;

-- name: ListCountLines :many
SELECT c.line_no, c.status, c.added, c.expected, c.counted, c.counted_by, c.counted_at, c.rounds, c.recount_reason, c.posted,
    p.id AS product_id, p.sku, p.name, p.base_unit, l.id AS location_id, l.code AS location_code, l.kind AS location_kind, l.warehouse_id,
    c.lot_id, COALESCE(t.code, '') AS lot_code, t.expires_on, COALESCE(u.name, '') AS counted_by_name
FROM count_lines c
JOIN products p ON p.id = c.product_id
JOIN locations l ON l.id = c.location_id
LEFT JOIN lots t ON t.id = c.lot_id
LEFT JOIN users u ON u.id = c.counted_by
WHERE c.operation_id = @operation_id AND c.line_no > @after_line AND (@status::text = '' OR c.status = @status)
ORDER BY c.line_no LIMIT @max_rows;

-- name: CountTotals :one
SELECT count(*)::integer AS lines, count(*) FILTER (WHERE status IN ('open', 'recount'))::integer AS outstanding,
    count(*) FILTER (WHERE counted <> expected AND status IN ('counted', 'posted'))::integer AS different,
    COALESCE(sum(counted - expected) FILTER (WHERE status IN ('counted', 'posted') AND counted > expected), 0)::bigint AS surplus,
    COALESCE(sum(expected - counted) FILTER (WHERE status IN ('counted', 'posted') AND counted < expected), 0)::bigint AS missing
FROM count_lines WHERE operation_id = @operation_id;

-- name: ProductsOfCountLines :many
SELECT line_no, product_id FROM count_lines WHERE operation_id = @operation_id AND line_no = ANY(@line_nos::integer[]);
