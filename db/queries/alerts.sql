-- name: StockDifferences :many
-- Products in warehouses whose open alerts may not be what their available
-- stock calls for; see inventory.StockAlert. What can be promised follows the
-- same rule as the reservation. The LIMITs keep the planner from reading whole
-- tables for many pairs. A product's own reorder level counts where it
-- has ever been held and has no threshold.
SELECT x.product_id, x.warehouse_id, x.sku, x.code, x.available, x.minimum, x.maximum, COALESCE(x.low_id, 0)::bigint AS low_id,
    COALESCE(x.over_id, 0)::bigint AS over_id
FROM (
    SELECT w.product_id, w.warehouse_id, w.sku, w.code, w.maximum, w.low_id, w.low_rank, w.over_id, s.available,
        (CASE WHEN w.by_default AND s.balances = 0 THEN 0 ELSE w.most_minimum END)::bigint AS minimum
    FROM (
        SELECT p.id AS product_id, h.id AS warehouse_id, p.sku, h.code, h.time_zone, t.product_id IS NULL AS by_default,
            CASE WHEN p.status <> 'active' OR h.status <> 'active' THEN 0 ELSE COALESCE(t.minimum, p.reorder_level, 0) END::bigint AS most_minimum,
            CASE WHEN p.status <> 'active' OR h.status <> 'active' THEN 0 ELSE COALESCE(t.maximum, 0) END::bigint AS maximum,
            low.id AS low_id, low.rank AS low_rank, over.id AS over_id
        FROM (SELECT DISTINCT unnest(@product_ids::bigint[])::bigint AS product_id, unnest(@warehouse_ids::bigint[])::bigint AS warehouse_id) k
        JOIN products p ON p.id = k.product_id
        JOIN warehouses h ON h.id = k.warehouse_id
        LEFT JOIN LATERAL (SELECT * FROM thresholds y WHERE y.product_id = k.product_id AND y.warehouse_id = k.warehouse_id LIMIT 1) t ON true
        LEFT JOIN LATERAL (SELECT y.id, y.rank FROM alerts y
            WHERE y.active AND y.type = 'low_stock' AND y.product_id = k.product_id AND y.warehouse_id = k.warehouse_id LIMIT 1) low ON true
        LEFT JOIN LATERAL (SELECT y.id FROM alerts y
            WHERE y.active AND y.type = 'overstock' AND y.product_id = k.product_id AND y.warehouse_id = k.warehouse_id LIMIT 1) over ON true
    ) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS balances, COALESCE(sum(i.on_hand - i.reserved) FILTER (WHERE l.kind IN ('picking', 'storage', 'receiving')
            AND (i.lot_id IS NULL OR b.status = 'available'
                AND (b.expires_on IS NULL OR b.expires_on >= (now() AT TIME ZONE w.time_zone)::date))), 0)::bigint AS available
        FROM inventory i
        JOIN locations l ON l.id = i.location_id
        LEFT JOIN lots b ON b.id = i.lot_id
        WHERE i.product_id = w.product_id AND i.warehouse_id = w.warehouse_id
    ) s
    WHERE w.most_minimum > 0 OR w.maximum > 0 OR w.low_id IS NOT NULL OR w.over_id IS NOT NULL
) x
WHERE (x.available < x.minimum) <> (x.low_id IS NOT NULL)
    OR (x.available <= 0 AND x.minimum > 0 AND x.low_rank > 1)
    OR (x.maximum > 0 AND x.available > x.maximum AND x.available >= x.minimum) <> (x.over_id IS NOT NULL)
ORDER BY x.warehouse_id, x.product_id;

-- name: ExpiryDifferences :many
-- Lots in warehouses whose open alert may not be what their stock and their
-- date call for; see inventory.ExpiryAlert.
SELECT x.lot_id, x.product_id, x.warehouse_id, x.sku, x.code, x.lot_code, x.expires_on, x.on_hand, x.days_left, x.warning_days,
    COALESCE(x.alert_id, 0)::bigint AS alert_id
FROM (
    SELECT b.id AS lot_id, b.product_id, h.id AS warehouse_id, p.sku, h.code, b.code AS lot_code, b.expires_on, a.id AS alert_id, a.rank,
        COALESCE((SELECT sum(i.on_hand) FROM inventory i WHERE i.lot_id = b.id AND i.warehouse_id = h.id), 0)::bigint AS on_hand,
        COALESCE(b.expires_on - (GREATEST(now(), @at::timestamptz) AT TIME ZONE h.time_zone)::date, 100000)::integer AS days_left,
        COALESCE(p.expiry_warning_days, @default_days::integer)::integer AS warning_days
    FROM (SELECT DISTINCT unnest(@lot_ids::bigint[]) AS lot_id, unnest(@warehouse_ids::bigint[]) AS warehouse_id) k
    JOIN lots b ON b.id = k.lot_id
    JOIN products p ON p.id = b.product_id
    JOIN warehouses h ON h.id = k.warehouse_id
    LEFT JOIN LATERAL (SELECT y.id, y.rank FROM alerts y WHERE y.active AND y.type = 'expiry' AND y.product_id = b.product_id
        AND y.warehouse_id = h.id AND y.lot_id = b.id LIMIT 1) a ON true
) x
WHERE (x.on_hand > 0 AND x.days_left <= x.warning_days) <> (x.alert_id IS NOT NULL)
    OR (x.on_hand > 0 AND (x.days_left < 0 AND x.rank > 1 OR x.days_left <= 7 AND x.rank > 2))
ORDER BY x.warehouse_id, x.lot_id;

-- name: AlertsOfCauses :many
-- The alert of each cause: the open one, or else the one that was resolved
-- last.
SELECT a.* FROM (SELECT unnest(@causes::text[]) AS cause) k
CROSS JOIN LATERAL (SELECT * FROM alerts x WHERE x.cause = k.cause ORDER BY x.resolved_at DESC LIMIT 1) a;

-- name: InsertAlerts :many
INSERT INTO alerts (type, severity, product_id, warehouse_id, lot_id, operation_id, subject, message, quantity, threshold, raised_at, updated_at, due_at)
SELECT r.type, r.severity, r.product_id, r.warehouse_id, r.lot_id, r.operation_id, r.subject, r.message, r.quantity, r.threshold, r.raised_at, r.raised_at, r.due_at
FROM jsonb_populate_recordset(NULL::alerts, @new_alerts::jsonb) r
RETURNING *;

-- name: LockAlerts :many
SELECT * FROM alerts WHERE id = ANY(@ids::bigint[]) ORDER BY id FOR UPDATE;

-- name: SaveAlerts :exec
UPDATE alerts a SET severity = r.severity, status = r.status, message = r.message, quantity = r.quantity, threshold = r.threshold, updated_at = r.updated_at,
    raised_at = r.raised_at, resolved_at = r.resolved_at, snoozed_until = r.snoozed_until, due_at = r.due_at, assigned_to = r.assigned_to, reopened = r.reopened
FROM jsonb_populate_recordset(NULL::alerts, @rows::jsonb) r
WHERE a.id = r.id;

-- name: InsertAlertEvents :exec
INSERT INTO alert_events (alert_id, kind, status, severity, user_id, note, at)
SELECT r.alert_id, r.kind, r.status, r.severity, r.user_id, r.note, r.at FROM jsonb_populate_recordset(NULL::alert_events, @rows::jsonb) r;

-- name: AlertSites :many
SELECT id, site FROM alerts WHERE id = ANY(@ids::bigint[]) ORDER BY id;

-- name: OpenAlertsOfOperations :many
SELECT id, type, severity, site, operation_id::uuid AS operation_id FROM alerts WHERE active AND operation_id = ANY(@ids::uuid[]) ORDER BY id;

-- name: PeopleToTell :many
-- Who hears of alerts: the managers of a warehouse, and the admins.
SELECT u.id, u.role, m.warehouse_id FROM user_warehouses m JOIN users u ON u.id = m.user_id
WHERE m.warehouse_id = ANY(@warehouse_ids::bigint[]) AND u.role = 'manager' AND u.status = 'active'
UNION ALL
SELECT u.id, u.role, 0 FROM users u WHERE u.role = 'admin' AND u.status = 'active'
ORDER BY 1;

-- name: WatchedShelves :many
-- Where products are held, or watched for.
SELECT i.product_id, i.warehouse_id FROM inventory i WHERE i.product_id = ANY(@product_ids::bigint[])
UNION
SELECT t.product_id, t.warehouse_id FROM unnest(@product_ids::bigint[]) AS p(id)
CROSS JOIN LATERAL (SELECT product_id, warehouse_id FROM thresholds WHERE product_id = p.id OFFSET 0) t -- by its key, however many products
UNION
SELECT a.product_id, a.site FROM alerts a WHERE a.active AND a.type IN ('low_stock', 'overstock') AND a.product_id = ANY(@product_ids::bigint[])
ORDER BY 1, 2;

-- name: DatedShelves :many
-- Where the lots of products lie that have a date, or have an alert of it.
SELECT i.lot_id::bigint AS lot_id, i.warehouse_id FROM inventory i JOIN lots b ON b.id = i.lot_id
WHERE i.product_id = ANY(@product_ids::bigint[]) AND b.expires_on IS NOT NULL AND i.on_hand > 0
UNION
SELECT a.lot_id::bigint, a.site FROM alerts a WHERE a.type = 'expiry' AND a.active AND a.product_id = ANY(@product_ids::bigint[])
ORDER BY 1, 2;

-- name: ListOpenAlerts :many
-- Open alerts of warehouses, the worst and then the oldest first. Each
-- warehouse is read in that order, so that nothing is read that isn't near;
-- for the same reason there is a query for each way to narrow the list.
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE x.active AND x.site = s.site AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
    ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows
) a
ORDER BY a.rank, a.raised_at, a.id LIMIT @max_rows;

-- name: ListOpenAlertsOfType :many
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE x.active AND x.site = s.site AND x.type = @type AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
    ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows
) a
ORDER BY a.rank, a.raised_at, a.id LIMIT @max_rows;

-- name: ListOpenAlertsOfStatus :many
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE x.active AND x.site = s.site AND x.status = @status AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
        AND (@type::text = '' OR x.type = @type)
    ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows
) a
ORDER BY a.rank, a.raised_at, a.id LIMIT @max_rows;

-- name: ListOpenAlertsAmong :many
-- Open alerts of some products and operations.
SELECT * FROM alerts x
WHERE x.active AND (x.product_id = ANY(@product_ids::bigint[]) OR x.operation_id = ANY(@operation_ids::uuid[])) AND x.site = ANY(@sites::bigint[]) AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
    AND (@type::text = '' OR x.type = @type) AND (@status::text = '' OR x.status = @status) AND (@assigned_to::bigint = 0 OR x.assigned_to = @assigned_to)
ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows;

-- name: ListOpenAlertsAssigned :many
SELECT * FROM alerts x
WHERE x.active AND x.assigned_to = @assignee AND x.site = ANY(@sites::bigint[]) AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint AND (x.rank, x.raised_at, x.id) > (@after_rank::smallint, @after_at::timestamptz, @after_id::bigint)
    AND (@type::text = '' OR x.type = @type) AND (@status::text = '' OR x.status = @status) AND (@assigned_to::bigint = 0 OR x.assigned_to = @assigned_to)
ORDER BY x.rank, x.raised_at, x.id LIMIT @max_rows;

-- name: ListResolvedAlerts :many
-- Alerts that have ended, the newest first.
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE NOT x.active AND x.site = s.site AND (x.resolved_at, x.id) < (@before_at::timestamptz, @before_id::bigint)
    ORDER BY x.resolved_at DESC, x.id DESC LIMIT @max_rows
) a
ORDER BY a.resolved_at DESC, a.id DESC LIMIT @max_rows;

-- name: ListResolvedAlertsOfType :many
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE NOT x.active AND x.site = s.site AND x.type = @type AND (x.resolved_at, x.id) < (@before_at::timestamptz, @before_id::bigint)
        AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint
    ORDER BY x.resolved_at DESC, x.id DESC LIMIT @max_rows
) a
ORDER BY a.resolved_at DESC, a.id DESC LIMIT @max_rows;

-- name: ListResolvedAlertsOfRank :many
SELECT a.* FROM unnest(@sites::bigint[]) AS s (site)
CROSS JOIN LATERAL (
    SELECT * FROM alerts x
    WHERE NOT x.active AND x.site = s.site AND x.rank = @rank AND (x.resolved_at, x.id) < (@before_at::timestamptz, @before_id::bigint)
    ORDER BY x.resolved_at DESC, x.id DESC LIMIT @max_rows
) a
ORDER BY a.resolved_at DESC, a.id DESC LIMIT @max_rows;

-- name: ListResolvedAlertsAmong :many
SELECT * FROM alerts x
WHERE NOT x.active AND (x.product_id = ANY(@product_ids::bigint[]) OR x.operation_id = ANY(@operation_ids::uuid[])) AND x.site = ANY(@sites::bigint[]) AND (x.resolved_at, x.id) < (@before_at::timestamptz, @before_id::bigint)
    AND (@type::text = '' OR x.type = @type) AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint
    AND (@assigned_to::bigint = 0 OR x.assigned_to = @assigned_to)
ORDER BY x.resolved_at DESC, x.id DESC LIMIT @max_rows;

-- name: ListResolvedAlertsAssigned :many
SELECT * FROM alerts x
WHERE NOT x.active AND x.assigned_to = @assignee AND x.site = ANY(@sites::bigint[]) AND (x.resolved_at, x.id) < (@before_at::timestamptz, @before_id::bigint)
    AND (@type::text = '' OR x.type = @type) AND x.rank BETWEEN @from_rank::smallint AND @to_rank::smallint
    AND (@assigned_to::bigint = 0 OR x.assigned_to = @assigned_to)
ORDER BY x.resolved_at DESC, x.id DESC LIMIT @max_rows;

-- name: AlertByID :one
SELECT * FROM alerts WHERE id = @id;

-- name: CountAlerts :many
SELECT type, severity, sum(alerts)::bigint AS alerts FROM alert_counts WHERE site = ANY(@sites::bigint[]) AND alerts > 0
GROUP BY type, severity ORDER BY type, severity;

-- name: CountAlertsAssigned :one
SELECT count(*) FROM (SELECT FROM alerts WHERE active AND assigned_to = @user_id AND site = ANY(@sites::bigint[]) LIMIT 1000) mine;

-- name: AlertHistory :many
SELECT e.id, e.kind, e.status, e.severity, e.user_id, u.name AS user_name, e.note, e.at
FROM alert_events e JOIN users u ON u.id = e.user_id WHERE e.alert_id = @alert_id ORDER BY e.id DESC LIMIT @max_rows;

-- name: NamesOfProducts :many
SELECT id, sku, name, base_unit FROM products WHERE id = ANY(@ids::bigint[]);

-- name: NamesOfLots :many
SELECT id, code, expires_on FROM lots WHERE id = ANY(@ids::bigint[]);

-- name: NamesOfOperations :many
SELECT id, number, kind FROM operations WHERE id = ANY(@ids::uuid[]);

-- name: NamesOfUsers :many
SELECT id, name FROM users WHERE id = ANY(@ids::bigint[]);

-- name: MayBeAssigned :one
-- Whether a user is active and may act in a warehouse; 0 is where only admins may.
SELECT EXISTS (SELECT FROM users u WHERE u.id = @user_id AND u.status = 'active' AND (u.role = 'admin' OR u.role IN ('staff', 'manager')
    AND EXISTS (SELECT FROM user_warehouses m WHERE m.user_id = u.id AND m.warehouse_id = @site)));

-- name: OperationsNumbered :many
SELECT id FROM operations WHERE number = ANY(@numbers::text[]);
