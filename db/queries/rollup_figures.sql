-- The figures that are made of the roll-ups, a range of products at a time;
-- see internal/store/rollup_figures.go.

-- name: PositionsToRefresh :many
SELECT p.warehouse_id, p.product_id FROM product_positions p JOIN warehouses w ON w.id = p.warehouse_id
WHERE (p.warehouse_id, p.product_id) > (@after_warehouse::bigint, @after_product::bigint)
    AND (p.stale OR p.through < (CAST(@at AS timestamptz) AT TIME ZONE w.time_zone)::date - 1)
ORDER BY p.warehouse_id, p.product_id LIMIT @max_rows;

-- name: RefreshPositions :exec
-- A position is of the end of the last whole day before @at in the warehouse;
-- an older run doesn't undo a newer one.
WITH pairs AS (
    SELECT s.warehouse_id, s.product_id, COALESCE(p.category_id, 0) AS category_id, w.time_zone,
        GREATEST(x.through, (CAST(@at AS timestamptz) AT TIME ZONE w.time_zone)::date - 1) AS through
    FROM (SELECT unnest(@warehouse_ids::bigint[]) AS warehouse_id, unnest(@product_ids::bigint[]) AS product_id) s
    JOIN product_positions x ON x.warehouse_id = s.warehouse_id AND x.product_id = s.product_id
    JOIN warehouses w ON w.id = s.warehouse_id
    JOIN products p ON p.id = s.product_id
),
levels AS (
    SELECT i.warehouse_id, i.product_id, sum(i.on_hand - i.reserved) AS available
    FROM pairs x
    JOIN inventory i ON i.warehouse_id = x.warehouse_id AND i.product_id = x.product_id
    JOIN locations l ON l.id = i.location_id
    LEFT JOIN lots t ON t.id = i.lot_id
    WHERE l.kind IN ('picking', 'storage', 'receiving') AND (i.lot_id IS NULL OR t.status = 'available'
        AND (t.expires_on IS NULL OR t.expires_on >= (now() AT TIME ZONE x.time_zone)::date))
    GROUP BY 1, 2
),
stock AS (
    SELECT x.warehouse_id, x.product_id, x.category_id, x.through,
        COALESCE((SELECT d.closing FROM daily_stock d WHERE d.warehouse_id = x.warehouse_id AND d.product_id = x.product_id
            AND d.day <= x.through ORDER BY d.day DESC LIMIT 1), 0) AS on_hand,
        COALESCE(v.available, 0) AS available, i.first_moved_on, i.last_in_on, i.last_shipped_on, i.in_30, i.in_60, i.in_90, i.in_180, i.in_365
    FROM pairs x
    LEFT JOIN levels v ON v.warehouse_id = x.warehouse_id AND v.product_id = x.product_id
    CROSS JOIN LATERAL (
        SELECT min(d.day) AS first_moved_on,
            max(d.day) FILTER (WHERE d.received + d.returned_in + d.transferred_in + d.adjusted_up > 0) AS last_in_on,
            max(d.day) FILTER (WHERE d.shipped > 0) AS last_shipped_on,
            COALESCE(sum(d.received + d.returned_in + d.transferred_in + d.adjusted_up) FILTER (WHERE d.day >= x.through - 30), 0) AS in_30,
            COALESCE(sum(d.received + d.returned_in + d.transferred_in + d.adjusted_up) FILTER (WHERE d.day >= x.through - 60), 0) AS in_60,
            COALESCE(sum(d.received + d.returned_in + d.transferred_in + d.adjusted_up) FILTER (WHERE d.day >= x.through - 90), 0) AS in_90,
            COALESCE(sum(d.received + d.returned_in + d.transferred_in + d.adjusted_up) FILTER (WHERE d.day >= x.through - 180), 0) AS in_180,
            COALESCE(sum(d.received + d.returned_in + d.transferred_in + d.adjusted_up) FILTER (WHERE d.day >= x.through - 365), 0) AS in_365
        FROM daily_stock d WHERE d.warehouse_id = x.warehouse_id AND d.product_id = x.product_id AND d.day <= x.through
    ) i
)
UPDATE product_positions p SET category_id = s.category_id, stale = false, through = s.through, on_hand = s.on_hand, available = s.available,
    first_moved_on = s.first_moved_on, last_in_on = s.last_in_on, last_shipped_on = s.last_shipped_on,
    aged_30 = LEAST(s.on_hand, s.in_30),
    aged_60 = LEAST(s.on_hand, s.in_60) - LEAST(s.on_hand, s.in_30),
    aged_90 = LEAST(s.on_hand, s.in_90) - LEAST(s.on_hand, s.in_60),
    aged_180 = LEAST(s.on_hand, s.in_180) - LEAST(s.on_hand, s.in_90),
    aged_365 = LEAST(s.on_hand, s.in_365) - LEAST(s.on_hand, s.in_180),
    aged_more = s.on_hand - LEAST(s.on_hand, s.in_365)
FROM stock s
WHERE p.warehouse_id = s.warehouse_id AND p.product_id = s.product_id;

-- name: RefreshFigures :exec
WITH pairs AS (
    SELECT p.warehouse_id, p.product_id, p.category_id, p.through, p.on_hand, p.available, p.first_moved_on
    FROM (SELECT unnest(@warehouse_ids::bigint[]) AS warehouse_id, unnest(@product_ids::bigint[]) AS product_id) s
    JOIN product_positions p ON p.warehouse_id = s.warehouse_id AND p.product_id = s.product_id
),
-- How long each day's closing stock stood. The row before the longest period
-- says what there was when it began.
spans AS (
    SELECT d.warehouse_id, d.product_id, d.day, d.shipped, d.adjusted_up, d.adjusted_down, d.scrapped, d.expired, d.lost_on_road,
        d.scrapped_on_road, d.closing, x.through,
        lead(d.day, 1, x.through + 1) OVER (PARTITION BY d.warehouse_id, d.product_id ORDER BY d.day) - 1 AS until
    FROM pairs x
    JOIN daily_stock d ON d.warehouse_id = x.warehouse_id AND d.product_id = x.product_id AND d.day <= x.through
        AND d.day >= COALESCE((SELECT max(e.day) FROM daily_stock e WHERE e.warehouse_id = x.warehouse_id
            AND e.product_id = x.product_id AND e.day <= x.through - 730), '-infinity')
),
sums AS (
    SELECT s.warehouse_id, s.product_id, n.days,
        COALESCE(sum(s.shipped) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS shipped,
        COALESCE(sum(s.shipped) FILTER (WHERE s.day > s.through - 2 * n.days AND s.day <= s.through - n.days), 0)::bigint AS shipped_before,
        sum(s.closing * GREATEST(0, s.until - GREATEST(s.day, s.through - n.days + 1) + 1)) AS unit_days,
        sum(s.closing * GREATEST(0, LEAST(s.until, s.through - n.days) - GREATEST(s.day, s.through - 2 * n.days + 1) + 1)) AS unit_days_before,
        COALESCE(sum(s.adjusted_up) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS adjusted_up,
        COALESCE(sum(s.adjusted_down) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS adjusted_down,
        COALESCE(sum(s.scrapped) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS scrapped,
        COALESCE(sum(s.expired) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS expired,
        COALESCE(sum(s.lost_on_road) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS lost_on_road,
        COALESCE(sum(s.scrapped_on_road) FILTER (WHERE s.day > s.through - n.days), 0)::bigint AS scrapped_on_road
    FROM spans s CROSS JOIN (SELECT unnest(ARRAY[30, 90, 365]) AS days) n
    GROUP BY 1, 2, 3
)
INSERT INTO product_figures AS f (warehouse_id, product_id, days, category_id,
    on_hand, available, shipped, shipped_before, unit_days, unit_days_before, adjusted_up, adjusted_down, scrapped, expired,
    lost_on_road, scrapped_on_road, dead)
SELECT x.warehouse_id, x.product_id, s.days, x.category_id, x.on_hand, x.available, s.shipped, s.shipped_before, s.unit_days,
    s.unit_days_before, s.adjusted_up, s.adjusted_down, s.scrapped, s.expired, s.lost_on_road, s.scrapped_on_road,
    x.on_hand > 0 AND s.shipped = 0 AND x.first_moved_on <= x.through - s.days
FROM pairs x JOIN sums s ON s.warehouse_id = x.warehouse_id AND s.product_id = x.product_id
ON CONFLICT (warehouse_id, product_id, days) DO UPDATE SET category_id = EXCLUDED.category_id,
    on_hand = EXCLUDED.on_hand, available = EXCLUDED.available, shipped = EXCLUDED.shipped,
    shipped_before = EXCLUDED.shipped_before, unit_days = EXCLUDED.unit_days, unit_days_before = EXCLUDED.unit_days_before,
    adjusted_up = EXCLUDED.adjusted_up, adjusted_down = EXCLUDED.adjusted_down, scrapped = EXCLUDED.scrapped,
    expired = EXCLUDED.expired, lost_on_road = EXCLUDED.lost_on_road, scrapped_on_road = EXCLUDED.scrapped_on_road,
    dead = EXCLUDED.dead
WHERE (f.category_id, f.on_hand, f.available, f.shipped, f.shipped_before, f.unit_days, f.unit_days_before, f.adjusted_up,
        f.adjusted_down, f.scrapped, f.expired, f.lost_on_road, f.scrapped_on_road, f.dead)
    IS DISTINCT FROM (EXCLUDED.category_id, EXCLUDED.on_hand, EXCLUDED.available, EXCLUDED.shipped, EXCLUDED.shipped_before, EXCLUDED.unit_days, EXCLUDED.unit_days_before,
        EXCLUDED.adjusted_up, EXCLUDED.adjusted_down, EXCLUDED.scrapped, EXCLUDED.expired, EXCLUDED.lost_on_road, EXCLUDED.scrapped_on_road, EXCLUDED.dead);

-- name: TotalsAreStale :exec
UPDATE rollup_state SET stale_totals = true;

-- name: StaleTotals :one
SELECT stale_totals FROM rollup_state;

-- name: ForgetExpiringStock :exec
DELETE FROM expiring_stock e USING (SELECT unnest(@warehouse_ids::bigint[]) AS warehouse_id, unnest(@product_ids::bigint[]) AS product_id) s
WHERE e.warehouse_id = s.warehouse_id AND e.product_id = s.product_id;

-- name: RefreshExpiringStock :exec
-- Of the stock up to and with a lot, what the demand until the lot's date
-- leaves over, but no more than the lot.
INSERT INTO expiring_stock (warehouse_id, product_id, lot_id, category_id, expires_on, on_hand, unsold)
SELECT b.warehouse_id, b.product_id, b.lot_id, b.category_id, b.expires_on, b.on_hand,
    LEAST(b.on_hand, GREATEST(0, b.until_then - floor(b.shipped * GREATEST(0, b.expires_on - b.through) / 90.0)))::bigint
FROM (
    SELECT x.warehouse_id, x.product_id, t.id AS lot_id, x.category_id, t.expires_on, f.shipped, x.through, sum(i.on_hand)::bigint AS on_hand,
        sum(sum(i.on_hand)) OVER (PARTITION BY x.warehouse_id, x.product_id ORDER BY t.expires_on, t.id) AS until_then
    FROM (SELECT unnest(@warehouse_ids::bigint[]) AS warehouse_id, unnest(@product_ids::bigint[]) AS product_id) s
    JOIN product_positions x ON x.warehouse_id = s.warehouse_id AND x.product_id = s.product_id
    JOIN product_figures f ON f.warehouse_id = s.warehouse_id AND f.product_id = s.product_id AND f.days = 90
    JOIN inventory i ON i.warehouse_id = s.warehouse_id AND i.product_id = s.product_id
    JOIN lots t ON t.id = i.lot_id
    WHERE t.expires_on IS NOT NULL AND i.on_hand > 0
    GROUP BY x.warehouse_id, x.product_id, t.id, x.category_id, t.expires_on, f.shipped, x.through
) b;

-- name: ForgetCategoryFigures :exec
DELETE FROM category_figures WHERE warehouse_id = @warehouse_id;

-- name: RefreshCategoryFigures :execrows
INSERT INTO category_figures (warehouse_id, category_id, days, products,
    on_hand, available, shipped, shipped_before, unit_days, unit_days_before, adjusted_up, adjusted_down, scrapped, expired,
    lost_on_road, scrapped_on_road, dead_products, dead_on_hand, aged_30, aged_60, aged_90, aged_180, aged_365, aged_more)
SELECT f.warehouse_id, f.category_id, f.days, count(*),
    sum(f.on_hand), sum(f.available), sum(f.shipped), sum(f.shipped_before), sum(f.unit_days), sum(f.unit_days_before),
    sum(f.adjusted_up), sum(f.adjusted_down), sum(f.scrapped), sum(f.expired), sum(f.lost_on_road), sum(f.scrapped_on_road),
    count(*) FILTER (WHERE f.dead), COALESCE(sum(f.on_hand) FILTER (WHERE f.dead), 0), sum(p.aged_30), sum(p.aged_60),
    sum(p.aged_90), sum(p.aged_180), sum(p.aged_365), sum(p.aged_more)
FROM product_figures f JOIN product_positions p ON p.warehouse_id = f.warehouse_id AND p.product_id = f.product_id
WHERE f.warehouse_id = @warehouse_id
GROUP BY f.warehouse_id, f.category_id, f.days;

-- name: WarehouseAfter :one
SELECT id FROM warehouses WHERE id > @after ORDER BY id LIMIT 1;

-- name: ForgetRanks :exec
DELETE FROM product_ranks r WHERE r.warehouse_id = @warehouse_id AND NOT EXISTS (
    SELECT FROM product_figures f WHERE f.warehouse_id = r.warehouse_id AND f.product_id = r.product_id AND f.days = @days);

-- name: RankProducts :execrows
-- A product belongs to the class in which its share begins: the one that
-- reaches 80 % is still A. What wasn't shipped is C.
INSERT INTO product_ranks AS r (warehouse_id, product_id, category_id, abc_class, shipped, share, cumulative)
SELECT k.warehouse_id, k.product_id, k.category_id,
    CASE WHEN k.shipped = 0 THEN 'C' WHEN k.before < 0.80 * k.total THEN 'A' WHEN k.before < 0.95 * k.total THEN 'B' ELSE 'C' END,
    k.shipped, COALESCE(round(100 * k.shipped / NULLIF(k.total, 0), 4), 0),
    COALESCE(round(100 * (k.before + k.shipped) / NULLIF(k.total, 0), 4), 0)
FROM (
    SELECT f.warehouse_id, f.product_id, f.category_id, f.shipped,
        sum(f.shipped) OVER (ORDER BY f.shipped DESC, f.product_id DESC ROWS UNBOUNDED PRECEDING) - f.shipped AS before,
        sum(f.shipped) OVER () AS total
    FROM product_figures f WHERE f.warehouse_id = @warehouse_id AND f.days = @days
) k
ON CONFLICT (warehouse_id, product_id) DO UPDATE SET category_id = EXCLUDED.category_id, abc_class = EXCLUDED.abc_class,
    shipped = EXCLUDED.shipped, share = EXCLUDED.share, cumulative = EXCLUDED.cumulative
WHERE (r.category_id, r.abc_class, r.shipped, r.share, r.cumulative)
    IS DISTINCT FROM (EXCLUDED.category_id, EXCLUDED.abc_class, EXCLUDED.shipped, EXCLUDED.share, EXCLUDED.cumulative);

-- name: PassOnClasses :exec
INSERT INTO product_classes AS c (warehouse_id, product_id, abc_class)
SELECT r.warehouse_id, r.product_id, r.abc_class FROM product_ranks r WHERE r.warehouse_id = @warehouse_id
ON CONFLICT (warehouse_id, product_id) DO UPDATE SET abc_class = EXCLUDED.abc_class, classified_at = now()
WHERE c.abc_class <> EXCLUDED.abc_class;
