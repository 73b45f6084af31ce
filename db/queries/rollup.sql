-- The folding of the ledger into roll-ups; see internal/store/rollup.go.

-- name: WritersOfMovements :many
-- The transactions that have begun to write movements and have not ended.
SELECT movement_writers()::text;

-- name: LockRollup :one
SELECT movement_id FROM rollup_state FOR UPDATE;

-- name: RollupState :one
SELECT movement_id, complete_at FROM rollup_state;

-- name: RollupChunkEnd :one
-- Where a chunk of so many movements ends; 0: nothing is left.
SELECT COALESCE(max(id), 0)::bigint FROM (
    SELECT id FROM movements WHERE id > @after AND id <= @horizon::bigint ORDER BY id LIMIT @chunk
) c;

-- name: AdvanceRollup :exec
UPDATE rollup_state SET movement_id = @movement_id;

-- name: CompleteRollup :exec
UPDATE rollup_state SET complete_at = @at WHERE complete_at IS NULL OR complete_at < @at;

-- name: FoldMovements :execrows
-- Adds movements to the days that they belong to. What moves within a
-- warehouse changes nothing.
WITH moved AS (
    SELECT m.product_id, m.lot_id, m.operation_id, m.line_no, m.quantity, m.moved_at, m.from_account, m.to_account,
        f.warehouse_id AS from_warehouse, t.warehouse_id AS to_warehouse
    FROM movements m
    LEFT JOIN inventory f ON f.id = m.from_balance_id
    LEFT JOIN inventory t ON t.id = m.to_balance_id
    WHERE m.id > @after AND m.id <= @upto
),
sides AS (
    SELECT to_warehouse AS warehouse_id, product_id, lot_id, operation_id, line_no, moved_at, quantity, COALESCE(from_account, 'transit') AS came, NULL AS went,
        false AS on_road
    FROM moved WHERE to_warehouse IS NOT NULL AND to_warehouse IS DISTINCT FROM from_warehouse
    UNION ALL
    SELECT from_warehouse, product_id, lot_id, operation_id, line_no, moved_at, quantity, NULL, COALESCE(to_account, 'transit'), false
    FROM moved WHERE from_warehouse IS NOT NULL AND from_warehouse IS DISTINCT FROM to_warehouse
    UNION ALL
    SELECT CASE WHEN o.return_leg THEN o.warehouse_id ELSE o.destination_id END, m.product_id, m.lot_id, m.operation_id,
        m.line_no, m.moved_at, m.quantity, NULL, m.to_account, true
    FROM moved m JOIN operations o ON o.id = m.operation_id
    WHERE m.from_account = 'transit' AND m.to_account IN ('adjustment', 'scrap')
),
dated AS (
    SELECT s.*, (s.moved_at AT TIME ZONE w.time_zone)::date AS day FROM sides s JOIN warehouses w ON w.id = s.warehouse_id
),
flows AS (
    SELECT d.warehouse_id, d.product_id, d.day,
        COALESCE(sum(d.quantity) FILTER (WHERE d.came = 'supplier'), 0)::bigint AS received,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'supplier'), 0)::bigint AS returned_out,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'customer'), 0)::bigint AS shipped,
        COALESCE(sum(d.quantity) FILTER (WHERE d.came = 'customer'), 0)::bigint AS returned_in,
        COALESCE(sum(d.quantity) FILTER (WHERE d.came = 'transit'), 0)::bigint AS transferred_in,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'transit'), 0)::bigint AS transferred_out,
        COALESCE(sum(d.quantity) FILTER (WHERE d.came = 'adjustment'), 0)::bigint AS adjusted_up,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'adjustment' AND NOT d.on_road), 0)::bigint AS adjusted_down,
        COALESCE(sum(CASE WHEN d.came IS NULL THEN d.quantity ELSE -d.quantity END)
            FILTER (WHERE COALESCE(d.came, d.went) = 'scrap' AND NOT d.on_road), 0)::bigint AS scrapped,
        COALESCE(sum(CASE WHEN d.came IS NULL THEN d.quantity ELSE -d.quantity END)
            FILTER (WHERE COALESCE(d.came, d.went) = 'scrap' AND NOT d.on_road
                AND (l.expires_on < d.day OR a.reason = 'expired')), 0)::bigint AS expired,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'adjustment' AND d.on_road), 0)::bigint AS lost_on_road,
        COALESCE(sum(d.quantity) FILTER (WHERE d.went = 'scrap' AND d.on_road), 0)::bigint AS scrapped_on_road
    FROM dated d
    LEFT JOIN lots l ON l.id = d.lot_id
    LEFT JOIN adjustment_lines a ON a.operation_id = d.operation_id AND a.line_no = d.line_no
    GROUP BY d.warehouse_id, d.product_id, d.day
),
known AS (
    INSERT INTO rolled_products (product_id, category_id)
    SELECT p.id, COALESCE(p.category_id, 0) FROM products p WHERE p.id IN (SELECT f.product_id FROM flows f)
    ON CONFLICT DO NOTHING
),
places AS (
    INSERT INTO product_positions (warehouse_id, product_id) SELECT DISTINCT f.warehouse_id, f.product_id FROM flows f
    ON CONFLICT DO NOTHING
),
late AS (
    UPDATE product_positions p SET stale = true FROM flows f
    WHERE p.warehouse_id = f.warehouse_id AND p.product_id = f.product_id AND p.through >= f.day AND NOT p.stale
),
totals AS (
    INSERT INTO daily_totals (warehouse_id, category_id, day,
        received, returned_out, shipped, returned_in, transferred_in, transferred_out, adjusted_up, adjusted_down, scrapped,
        expired, lost_on_road, scrapped_on_road)
    SELECT f.warehouse_id, s.category_id, f.day,
        sum(f.received), sum(f.returned_out), sum(f.shipped), sum(f.returned_in), sum(f.transferred_in),
        sum(f.transferred_out), sum(f.adjusted_up), sum(f.adjusted_down), sum(f.scrapped), sum(f.expired),
        sum(f.lost_on_road), sum(f.scrapped_on_road)
    FROM flows f
    JOIN products p ON p.id = f.product_id
    LEFT JOIN rolled_products r ON r.product_id = f.product_id
    CROSS JOIN LATERAL (VALUES (-1), (COALESCE(r.category_id, p.category_id, 0))) s (category_id)
    GROUP BY 1, 2, 3
    ON CONFLICT (warehouse_id, category_id, day) DO UPDATE SET closing = NULL,
        received = daily_totals.received + EXCLUDED.received,
        returned_out = daily_totals.returned_out + EXCLUDED.returned_out, shipped = daily_totals.shipped + EXCLUDED.shipped,
        returned_in = daily_totals.returned_in + EXCLUDED.returned_in,
        transferred_in = daily_totals.transferred_in + EXCLUDED.transferred_in,
        transferred_out = daily_totals.transferred_out + EXCLUDED.transferred_out,
        adjusted_up = daily_totals.adjusted_up + EXCLUDED.adjusted_up,
        adjusted_down = daily_totals.adjusted_down + EXCLUDED.adjusted_down,
        scrapped = daily_totals.scrapped + EXCLUDED.scrapped, expired = daily_totals.expired + EXCLUDED.expired,
        lost_on_road = daily_totals.lost_on_road + EXCLUDED.lost_on_road,
        scrapped_on_road = daily_totals.scrapped_on_road + EXCLUDED.scrapped_on_road
)
INSERT INTO daily_stock (warehouse_id, product_id, day,
    received, returned_out, shipped, returned_in, transferred_in, transferred_out, adjusted_up, adjusted_down, scrapped,
    expired, lost_on_road, scrapped_on_road)
SELECT f.warehouse_id, f.product_id, f.day,
    f.received, f.returned_out, f.shipped, f.returned_in, f.transferred_in, f.transferred_out, f.adjusted_up,
    f.adjusted_down, f.scrapped, f.expired, f.lost_on_road, f.scrapped_on_road
FROM flows f
ON CONFLICT (warehouse_id, product_id, day) DO UPDATE SET closing = NULL,
    received = daily_stock.received + EXCLUDED.received, returned_out = daily_stock.returned_out + EXCLUDED.returned_out,
    shipped = daily_stock.shipped + EXCLUDED.shipped, returned_in = daily_stock.returned_in + EXCLUDED.returned_in,
    transferred_in = daily_stock.transferred_in + EXCLUDED.transferred_in,
    transferred_out = daily_stock.transferred_out + EXCLUDED.transferred_out,
    adjusted_up = daily_stock.adjusted_up + EXCLUDED.adjusted_up,
    adjusted_down = daily_stock.adjusted_down + EXCLUDED.adjusted_down, scrapped = daily_stock.scrapped + EXCLUDED.scrapped,
    expired = daily_stock.expired + EXCLUDED.expired, lost_on_road = daily_stock.lost_on_road + EXCLUDED.lost_on_road,
    scrapped_on_road = daily_stock.scrapped_on_road + EXCLUDED.scrapped_on_road;

-- name: SettleDailyStock :exec
-- Gives the days that were changed, and those after them, their closing stock.
UPDATE daily_stock d SET closing = r.closing FROM (
    SELECT s.warehouse_id, s.product_id, s.day,
        b.opening + sum(s.change) OVER (PARTITION BY s.warehouse_id, s.product_id ORDER BY s.day) AS closing
    FROM (SELECT warehouse_id, product_id, min(day) AS first_day FROM daily_stock WHERE closing IS NULL GROUP BY 1, 2) c
    CROSS JOIN LATERAL (
        SELECT COALESCE((SELECT e.closing FROM daily_stock e WHERE e.warehouse_id = c.warehouse_id AND e.product_id = c.product_id
            AND e.day < c.first_day ORDER BY e.day DESC LIMIT 1), 0) AS opening
    ) b
    JOIN daily_stock s ON s.warehouse_id = c.warehouse_id AND s.product_id = c.product_id AND s.day >= c.first_day
) r
WHERE d.warehouse_id = r.warehouse_id AND d.product_id = r.product_id AND d.day = r.day AND d.closing IS DISTINCT FROM r.closing;

-- name: SettleDailyTotals :exec
UPDATE daily_totals d SET closing = r.closing FROM (
    SELECT s.warehouse_id, s.category_id, s.day,
        b.opening + sum(s.change) OVER (PARTITION BY s.warehouse_id, s.category_id ORDER BY s.day) AS closing
    FROM (SELECT warehouse_id, category_id, min(day) AS first_day FROM daily_totals WHERE closing IS NULL GROUP BY 1, 2) c
    CROSS JOIN LATERAL (
        SELECT COALESCE((SELECT e.closing FROM daily_totals e WHERE e.warehouse_id = c.warehouse_id AND e.category_id = c.category_id
            AND e.day < c.first_day ORDER BY e.day DESC LIMIT 1), 0) AS opening
    ) b
    JOIN daily_totals s ON s.warehouse_id = c.warehouse_id AND s.category_id = c.category_id AND s.day >= c.first_day
) r
WHERE d.warehouse_id = r.warehouse_id AND d.category_id = r.category_id AND d.day = r.day AND d.closing IS DISTINCT FROM r.closing;

-- name: FoldTrips :exec
-- Follows transfers from their dispatch to the end of their way.
WITH moved AS (
    SELECT m.operation_id, o.warehouse_id, o.destination_id, o.eta, w.time_zone,
        min(m.moved_at) FILTER (WHERE m.to_account = 'transit') AS dispatched_at,
        max(m.moved_at) FILTER (WHERE t.warehouse_id = o.destination_id) AS arrived_at,
        COALESCE(sum(m.quantity) FILTER (WHERE m.to_account = 'transit'), 0)::bigint AS sent,
        COALESCE(sum(m.quantity) FILTER (WHERE t.warehouse_id = o.destination_id), 0)::bigint AS arrived,
        COALESCE(sum(m.quantity) FILTER (WHERE m.from_account = 'transit'), 0)::bigint AS ended
    FROM movements m
    JOIN operations o ON o.id = m.operation_id
    JOIN warehouses w ON w.id = o.warehouse_id
    LEFT JOIN inventory t ON t.id = m.to_balance_id
    WHERE m.id > @after AND m.id <= @upto AND 'transit' IN (m.from_account, m.to_account)
    GROUP BY m.operation_id, o.warehouse_id, o.destination_id, o.eta, w.time_zone
),
trips AS (
    INSERT INTO transfer_trips (operation_id, warehouse_id, destination_id, month, dispatched_at, arrived_at, eta, sent, arrived, ended)
    SELECT m.operation_id, m.warehouse_id, m.destination_id, date_trunc('month', m.dispatched_at AT TIME ZONE m.time_zone)::date,
        m.dispatched_at, m.arrived_at, m.eta, m.sent, m.arrived, m.ended
    FROM moved m
    ON CONFLICT (operation_id) DO UPDATE SET month = COALESCE(transfer_trips.month, EXCLUDED.month),
        dispatched_at = COALESCE(transfer_trips.dispatched_at, EXCLUDED.dispatched_at),
        arrived_at = GREATEST(transfer_trips.arrived_at, EXCLUDED.arrived_at), eta = COALESCE(transfer_trips.eta, EXCLUDED.eta), sent = transfer_trips.sent + EXCLUDED.sent,
        arrived = transfer_trips.arrived + EXCLUDED.arrived, ended = transfer_trips.ended + EXCLUDED.ended
    RETURNING month
)
UPDATE rollup_state SET stale_month = LEAST(stale_month, (SELECT min(month) FROM trips));

-- name: RefreshLeadTimes :execrows
WITH stale AS (SELECT stale_month FROM rollup_state),
gone AS (DELETE FROM lead_times l USING stale s WHERE l.month >= s.stale_month AND NOT EXISTS (
    SELECT FROM transfer_trips t WHERE t.month = l.month AND t.warehouse_id = l.warehouse_id AND t.destination_id = l.destination_id
        AND t.ended >= t.sent AND t.arrived > 0))
INSERT INTO lead_times (warehouse_id, destination_id, month, trips, promised, late, average_seconds, p50_seconds, p90_seconds)
SELECT t.warehouse_id, t.destination_id, t.month, count(*), count(t.eta), count(*) FILTER (WHERE t.arrived_at > t.eta),
    round(avg(extract(epoch FROM t.arrived_at - t.dispatched_at)))::bigint,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.arrived_at - t.dispatched_at)::float8))::bigint,
    round(percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM t.arrived_at - t.dispatched_at)::float8))::bigint
FROM transfer_trips t JOIN stale s ON t.month >= s.stale_month
WHERE t.ended >= t.sent AND t.arrived > 0
GROUP BY 1, 2, 3
ON CONFLICT (warehouse_id, destination_id, month) DO UPDATE SET trips = EXCLUDED.trips, promised = EXCLUDED.promised,
    late = EXCLUDED.late, average_seconds = EXCLUDED.average_seconds, p50_seconds = EXCLUDED.p50_seconds, p90_seconds = EXCLUDED.p90_seconds;

-- name: FiguresMade :exec
UPDATE rollup_state SET stale_month = NULL, stale_totals = false, figures_at = GREATEST(figures_at, @at);

-- name: ProductsOfOtherCategory :many
SELECT r.product_id, r.category_id AS former FROM rolled_products r JOIN products p ON p.id = r.product_id
WHERE r.category_id <> COALESCE(p.category_id, 0) ORDER BY r.product_id LIMIT @max_rows;

-- name: MoveToCategory :exec
-- Takes the days of products out of the totals of their former category, into
-- those of the present one.
WITH changed AS (
    SELECT p.id, r.category_id AS former, COALESCE(p.category_id, 0) AS present FROM products p
    JOIN rolled_products r ON r.product_id = p.id WHERE p.id = ANY(@product_ids::bigint[])
),
renamed AS (UPDATE rolled_products r SET category_id = c.present FROM changed c WHERE r.product_id = c.id),
late AS (UPDATE product_positions SET stale = true WHERE product_id = ANY(@product_ids) AND warehouse_id = ANY(@warehouse_ids))
INSERT INTO daily_totals (warehouse_id, category_id, day,
    received, returned_out, shipped, returned_in, transferred_in, transferred_out, adjusted_up, adjusted_down, scrapped,
    expired, lost_on_road, scrapped_on_road)
SELECT d.warehouse_id, s.category_id, d.day,
    sum(s.sign * d.received), sum(s.sign * d.returned_out), sum(s.sign * d.shipped), sum(s.sign * d.returned_in),
    sum(s.sign * d.transferred_in), sum(s.sign * d.transferred_out), sum(s.sign * d.adjusted_up),
    sum(s.sign * d.adjusted_down), sum(s.sign * d.scrapped), sum(s.sign * d.expired), sum(s.sign * d.lost_on_road),
    sum(s.sign * d.scrapped_on_road)
FROM changed c
CROSS JOIN LATERAL (VALUES (-1, c.former), (1, c.present)) s (sign, category_id)
JOIN daily_stock d ON d.product_id = c.id AND d.warehouse_id = ANY(@warehouse_ids::bigint[])
GROUP BY 1, 2, 3
ON CONFLICT (warehouse_id, category_id, day) DO UPDATE SET closing = NULL,
    received = daily_totals.received + EXCLUDED.received, returned_out = daily_totals.returned_out + EXCLUDED.returned_out,
    shipped = daily_totals.shipped + EXCLUDED.shipped, returned_in = daily_totals.returned_in + EXCLUDED.returned_in,
    transferred_in = daily_totals.transferred_in + EXCLUDED.transferred_in,
    transferred_out = daily_totals.transferred_out + EXCLUDED.transferred_out,
    adjusted_up = daily_totals.adjusted_up + EXCLUDED.adjusted_up,
    adjusted_down = daily_totals.adjusted_down + EXCLUDED.adjusted_down,
    scrapped = daily_totals.scrapped + EXCLUDED.scrapped, expired = daily_totals.expired + EXCLUDED.expired,
    lost_on_road = daily_totals.lost_on_road + EXCLUDED.lost_on_road,
    scrapped_on_road = daily_totals.scrapped_on_road + EXCLUDED.scrapped_on_road;

-- name: MoveCountsToCategory :exec
WITH changed AS (
    SELECT p.id, r.category_id AS former, COALESCE(p.category_id, 0) AS present FROM products p
    JOIN rolled_products r ON r.product_id = p.id WHERE p.id = ANY(@product_ids::bigint[])
)
INSERT INTO count_totals AS t (warehouse_id, category_id, day, lines, exact, expected, missing, surplus)
SELECT d.warehouse_id, s.category_id, d.day, sum(s.sign * d.lines), sum(s.sign * d.exact), sum(s.sign * d.expected),
    sum(s.sign * d.missing), sum(s.sign * d.surplus)
FROM changed c
CROSS JOIN LATERAL (VALUES (-1, c.former), (1, c.present)) s (sign, category_id)
JOIN product_counts d ON d.product_id = c.id
GROUP BY 1, 2, 3
ON CONFLICT (warehouse_id, category_id, day) DO UPDATE SET lines = t.lines + EXCLUDED.lines, exact = t.exact + EXCLUDED.exact,
    expected = t.expected + EXCLUDED.expected, missing = t.missing + EXCLUDED.missing, surplus = t.surplus + EXCLUDED.surplus;

-- name: ForgetEmptyCounts :exec
DELETE FROM count_totals WHERE category_id = ANY(@categories::bigint[]) AND lines = 0;

-- name: CountsToRoll :many
SELECT o.id FROM operations o
WHERE o.kind = 'count' AND o.status = 'closed' AND NOT EXISTS (SELECT FROM rolled_counts r WHERE r.operation_id = o.id)
ORDER BY o.id LIMIT @max_rows;

-- name: RollCounts :exec
WITH lines AS (
    SELECT o.warehouse_id, l.product_id, (l.counted_at AT TIME ZONE w.time_zone)::date AS day, count(*) AS lines,
        count(*) FILTER (WHERE l.posted = 0) AS exact, sum(l.expected) AS expected,
        -COALESCE(sum(l.posted) FILTER (WHERE l.posted < 0), 0) AS missing, COALESCE(sum(l.posted) FILTER (WHERE l.posted > 0), 0) AS surplus
    FROM operations o
    JOIN warehouses w ON w.id = o.warehouse_id
    JOIN count_lines l ON l.operation_id = o.id
    WHERE o.id = ANY(@operation_ids::uuid[]) AND l.posted IS NOT NULL AND l.counted_at IS NOT NULL
    GROUP BY 1, 2, 3
),
marked AS (INSERT INTO rolled_counts SELECT unnest(@operation_ids::uuid[])),
known AS (
    INSERT INTO rolled_products (product_id, category_id)
    SELECT p.id, COALESCE(p.category_id, 0) FROM products p WHERE p.id IN (SELECT l.product_id FROM lines l)
    ON CONFLICT DO NOTHING
),
totals AS (
    INSERT INTO count_totals AS t (warehouse_id, category_id, day, lines, exact, expected, missing, surplus)
    SELECT l.warehouse_id, s.category_id, l.day, sum(l.lines), sum(l.exact), sum(l.expected), sum(l.missing), sum(l.surplus)
    FROM lines l
    JOIN products p ON p.id = l.product_id
    LEFT JOIN rolled_products r ON r.product_id = l.product_id
    CROSS JOIN LATERAL (VALUES (-1), (COALESCE(r.category_id, p.category_id, 0))) s (category_id)
    GROUP BY 1, 2, 3
    ON CONFLICT (warehouse_id, category_id, day) DO UPDATE SET lines = t.lines + EXCLUDED.lines, exact = t.exact + EXCLUDED.exact,
        expected = t.expected + EXCLUDED.expected, missing = t.missing + EXCLUDED.missing, surplus = t.surplus + EXCLUDED.surplus
)
INSERT INTO product_counts AS t (warehouse_id, product_id, day, lines, exact, expected, missing, surplus)
SELECT l.warehouse_id, l.product_id, l.day, l.lines, l.exact, l.expected, l.missing, l.surplus FROM lines l
ON CONFLICT (warehouse_id, product_id, day) DO UPDATE SET lines = t.lines + EXCLUDED.lines, exact = t.exact + EXCLUDED.exact,
    expected = t.expected + EXCLUDED.expected, missing = t.missing + EXCLUDED.missing, surplus = t.surplus + EXCLUDED.surplus;

-- name: ForgetEmptyDays :exec
-- The days on which nothing of a category moved, now that its products are gone.
DELETE FROM daily_totals WHERE category_id = ANY(@categories::bigint[]) AND warehouse_id = ANY(@warehouse_ids::bigint[])
    AND received = 0 AND returned_out = 0 AND shipped = 0 AND returned_in = 0 AND transferred_in = 0 AND transferred_out = 0
    AND adjusted_up = 0 AND adjusted_down = 0 AND scrapped = 0 AND expired = 0 AND lost_on_road = 0 AND scrapped_on_road = 0;
