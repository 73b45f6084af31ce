-- name: LotTotals :many
-- What came and went of a lot, by warehouse. Lost on the road is lost to the
-- warehouse that it was going to.
SELECT m.warehouse_id, w.code, w.name,
    sum(CASE 'supplier' WHEN m.from_account THEN m.quantity WHEN m.to_account THEN -m.quantity ELSE 0 END)::bigint AS received,
    sum(CASE WHEN m.to_account = 'customer' THEN m.quantity ELSE 0 END)::bigint AS shipped,
    sum(CASE WHEN m.from_account = 'customer' THEN m.quantity ELSE 0 END)::bigint AS returned,
    sum(CASE WHEN m.to_account = 'transit' THEN m.quantity ELSE 0 END)::bigint AS sent,
    sum(CASE WHEN m.from_account = 'transit' AND m.to_account IS NULL THEN m.quantity ELSE 0 END)::bigint AS arrived,
    sum(CASE WHEN m.from_account = 'transit' AND m.to_account IS NOT NULL THEN m.quantity ELSE 0 END)::bigint AS lost_on_road,
    sum(CASE WHEN m.from_account = 'transit' THEN 0 WHEN m.from_account = 'adjustment' THEN m.quantity
        WHEN m.to_account = 'adjustment' THEN -m.quantity ELSE 0 END)::bigint AS adjusted,
    sum(CASE WHEN m.from_account = 'transit' THEN 0 WHEN m.to_account = 'scrap' THEN m.quantity
        WHEN m.from_account = 'scrap' THEN -m.quantity ELSE 0 END)::bigint AS scrapped
FROM movements m JOIN warehouses w ON w.id = m.warehouse_id
WHERE m.lot_id = @lot_id::bigint AND (m.from_account IS NOT NULL OR m.to_account IS NOT NULL)
    AND (@everywhere::boolean OR m.warehouse_id = ANY(@warehouse_ids::bigint[]))
GROUP BY m.warehouse_id, w.code, w.name ORDER BY w.code;

-- name: LotTrace :many
-- Backward is what brought the lot into a bin, forward what took it away.
SELECT m.id, m.moved_at, m.quantity, COALESCE(m.from_account, '') AS from_account, COALESCE(m.to_account, '') AS to_account,
    m.warehouse_id, w.code AS warehouse_code, w.name AS warehouse_name,
    o.id AS operation_id, o.number, o.kind AS operation_kind, o.partner, o.reference, o.document_date, o.reason,
    x.id AS other_id, COALESCE(x.code, '') AS other_code, COALESCE(x.name, '') AS other_name, m.user_id, u.name AS user_name
FROM movements m
JOIN warehouses w ON w.id = m.warehouse_id
JOIN operations o ON o.id = m.operation_id
JOIN users u ON u.id = m.user_id
LEFT JOIN warehouses x ON o.destination_id IS NOT NULL AND x.id = CASE m.warehouse_id WHEN o.warehouse_id THEN o.destination_id ELSE o.warehouse_id END
WHERE m.lot_id = @lot_id::bigint AND (m.from_account IS NOT NULL OR m.to_account IS NOT NULL) AND m.id > @after_id
    AND (@everywhere::boolean OR m.warehouse_id = ANY(@warehouse_ids::bigint[]))
    AND CASE @direction::text WHEN 'backward' THEN m.to_account IS NULL WHEN 'forward' THEN m.to_account IS NOT NULL ELSE true END
ORDER BY m.id LIMIT @max_rows;
