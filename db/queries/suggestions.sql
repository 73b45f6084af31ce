-- name: ShortAlerts :many
-- Open alerts of low stock, the worst and then the oldest first. Each warehouse
-- is read in that order.
SELECT a.id, a.product_id::bigint AS product_id, a.site, a.severity, a.rank, a.raised_at FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE x.active AND x.site = s.site AND x.type = 'low_stock' AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
    ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows
) a
ORDER BY a.rank, a.raised_at, a.id LIMIT @max_rows;

-- name: ShortAlertsOfProduct :many
SELECT id, product_id::bigint AS product_id, site, severity, rank, raised_at FROM alerts
WHERE active AND type = 'low_stock' AND product_id = @product_id AND site = ANY(@sites::bigint[])
    AND (rank, raised_at, id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
ORDER BY rank, raised_at, id LIMIT @max_rows;

-- name: PromisableStock :many
-- What can be promised of products in warehouses, with their thresholds, how
-- much of it is good for no longer than some days, and when the first expires.
SELECT p.id AS product_id, h.id AS warehouse_id,
    (CASE WHEN t.product_id IS NOT NULL THEN t.minimum WHEN s.balances = 0 THEN 0 ELSE COALESCE(p.reorder_level, 0) END)::bigint AS minimum,
    COALESCE(t.maximum, 0)::bigint AS maximum, COALESCE(t.target, 0)::bigint AS target, COALESCE(t.reorder_quantity, 0)::bigint AS reorder_quantity,
    s.available, s.expiring, s.first_expiry::date AS first_expiry
FROM products p
JOIN warehouses h ON h.id = ANY(@warehouse_ids::bigint[]) AND h.status = 'active'
LEFT JOIN LATERAL (SELECT * FROM thresholds y WHERE y.product_id = p.id AND y.warehouse_id = h.id LIMIT 1) t ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS balances, COALESCE(sum(i.on_hand - i.reserved) FILTER (WHERE good.is), 0)::bigint AS available,
        COALESCE(sum(i.on_hand - i.reserved) FILTER (WHERE good.is AND b.expires_on < (now() AT TIME ZONE h.time_zone)::date + @short_days::integer), 0)::bigint AS expiring,
        min(b.expires_on) FILTER (WHERE good.is AND i.on_hand > i.reserved) AS first_expiry
    FROM inventory i
    JOIN locations l ON l.id = i.location_id
    LEFT JOIN lots b ON b.id = i.lot_id
    CROSS JOIN LATERAL (SELECT l.kind IN ('picking', 'storage', 'receiving') AND (i.lot_id IS NULL OR b.status = 'available'
        AND (b.expires_on IS NULL OR b.expires_on >= (now() AT TIME ZONE h.time_zone)::date)) AS is) good
    WHERE i.product_id = p.id AND i.warehouse_id = h.id
) s
WHERE p.id = ANY(@product_ids::bigint[]) AND p.status = 'active'
ORDER BY p.id, h.id;

-- name: IncomingStock :many
-- What warehouses will get of products: on the road, reserved for a transfer,
-- or expected of a supplier. What was started of a suggestion counts before
-- its transfer is there.
SELECT product_id, warehouse_id, sum(quantity)::bigint AS quantity FROM (
    SELECT n.product_id, (CASE WHEN o.return_leg THEN o.warehouse_id ELSE o.destination_id END)::bigint AS warehouse_id,
        n.reserved + n.dispatched - n.received - n.damaged - n.returned - n.lost - n.scrapped AS quantity
    FROM operations o JOIN operation_lines n ON n.operation_id = o.id
    WHERE NOT o.ended AND o.kind = 'transfer' AND (o.destination_id = ANY(@warehouse_ids::bigint[]) AND NOT o.return_leg
        OR o.warehouse_id = ANY(@warehouse_ids::bigint[]) AND o.return_leg) AND n.product_id = ANY(@product_ids::bigint[])
    UNION ALL
    SELECT n.product_id, o.warehouse_id, GREATEST(n.quantity - n.received - n.damaged, 0)
    FROM operations o JOIN operation_lines n ON n.operation_id = o.id
    WHERE NOT o.ended AND o.kind = 'receipt' AND o.warehouse_id = ANY(@warehouse_ids::bigint[]) AND n.product_id = ANY(@product_ids::bigint[])
    UNION ALL
    SELECT a.product_id, a.site, g.quantity
    FROM suggestion_starts g JOIN alerts a ON a.id = g.alert_id
    WHERE (g.started_at > @since::timestamptz OR EXISTS (SELECT FROM parked_commands p WHERE p.command_id = g.operation_id AND p.answer IS NULL))
        AND a.product_id = ANY(@product_ids::bigint[]) AND a.site = ANY(@warehouse_ids::bigint[])
        AND NOT EXISTS (SELECT FROM operations o WHERE o.id = g.operation_id)
) x
GROUP BY product_id, warehouse_id;

-- name: LockAlert :one
SELECT * FROM alerts WHERE id = @id FOR UPDATE;

-- name: SuggestionStarted :one
-- Who started a suggestion, and what became of it.
SELECT g.operation_id, g.quantity, g.user_id, u.name AS user_name, g.started_at, COALESCE(o.number, '') AS number,
    COALESCE(o.ended, false)::boolean AS ended,
    EXISTS (SELECT FROM parked_commands p WHERE p.command_id = g.operation_id AND p.answer IS NULL) AS parked
FROM suggestion_starts g JOIN users u ON u.id = g.user_id LEFT JOIN operations o ON o.id = g.operation_id
WHERE g.alert_id = @alert_id AND g.source_id = @source_id;

-- name: StartSuggestion :exec
INSERT INTO suggestion_starts (alert_id, source_id, operation_id, quantity, user_id, started_at)
VALUES (@alert_id, @source_id, @operation_id, @quantity, @user_id, @started_at)
ON CONFLICT (alert_id, source_id) DO UPDATE SET operation_id = EXCLUDED.operation_id, quantity = EXCLUDED.quantity,
    user_id = EXCLUDED.user_id, started_at = EXCLUDED.started_at;

-- name: ForgetSuggestion :exec
-- A suggestion whose transfer was refused can be started again.
DELETE FROM suggestion_starts g WHERE g.alert_id = @alert_id AND g.source_id = @source_id AND g.operation_id = @operation_id
    AND NOT EXISTS (SELECT FROM operations o WHERE o.id = g.operation_id);
