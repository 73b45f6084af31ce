-- The invariants of the domain, each as a query for the rows that break it.

-- name: OnHandAgainstMovements :many
-- I1: a balance's on_hand is what moved in less what moved out.
SELECT i.id AS balance_id, i.product_id, i.location_id, i.on_hand, COALESCE(m.moved, 0)::bigint AS moved
FROM inventory i
FULL JOIN (
    SELECT balance_id, sum(change)::bigint AS moved FROM (
        SELECT to_balance_id AS balance_id, quantity AS change FROM movements WHERE to_balance_id IS NOT NULL
        UNION ALL
        SELECT from_balance_id, -quantity FROM movements WHERE from_balance_id IS NOT NULL
    ) sides GROUP BY balance_id
) m ON m.balance_id = i.id
WHERE i.on_hand IS DISTINCT FROM COALESCE(m.moved, 0)
LIMIT 100;

-- name: ReservedAgainstReservations :many
-- I1: a balance's reserved is the sum of the open operations' reservations,
-- and lies between nothing and what is on hand.
SELECT i.id AS balance_id, i.product_id, i.location_id, i.on_hand, i.reserved, COALESCE(r.held, 0)::bigint AS held
FROM inventory i
LEFT JOIN (
    SELECT s.balance_id, sum(s.quantity)::bigint AS held
    FROM reservations s JOIN operations o ON o.id = s.operation_id
    WHERE NOT o.ended GROUP BY s.balance_id
) r ON r.balance_id = i.id
WHERE i.reserved <> COALESCE(r.held, 0) OR i.reserved < 0 OR i.reserved > i.on_hand
LIMIT 100;

-- name: ProductTotals :many
-- I2: what is on hand and on the road is what was received, less what was
-- shipped, adjusted and scrapped.
SELECT p.product_id, p.on_hand, p.in_transit, p.entered FROM (
    SELECT pr.id AS product_id, COALESCE(i.on_hand, 0)::bigint AS on_hand, COALESCE(t.in_transit, 0)::bigint AS in_transit,
        COALESCE(m.entered, 0)::bigint AS entered
    FROM products pr
    LEFT JOIN (SELECT product_id, sum(on_hand) AS on_hand FROM inventory GROUP BY product_id) i ON i.product_id = pr.id
    LEFT JOIN (
        SELECT l.product_id, sum(t.quantity) AS in_transit FROM transit_lots t
        JOIN operation_lines l ON l.operation_id = t.operation_id AND l.line_no = t.line_no GROUP BY l.product_id
    ) t ON t.product_id = pr.id
    LEFT JOIN (
        SELECT product_id, sum(CASE WHEN from_account IN ('supplier', 'customer', 'adjustment', 'scrap') THEN quantity ELSE 0 END
            - CASE WHEN to_account IN ('supplier', 'customer', 'adjustment', 'scrap') THEN quantity ELSE 0 END) AS entered
        FROM movements GROUP BY product_id
    ) m ON m.product_id = pr.id
) p
WHERE p.on_hand + p.in_transit <> p.entered
LIMIT 100;

-- name: TransitAgainstMovements :many
-- I2: what a transfer's line has on the road of a lot is what left less what
-- arrived.
SELECT COALESCE(t.operation_id, m.operation_id)::uuid AS operation_id, COALESCE(t.line_no, m.line_no)::integer AS line_no,
    COALESCE(t.lot, m.lot)::bigint AS lot_id, COALESCE(t.quantity, 0)::bigint AS in_transit, COALESCE(m.quantity, 0)::bigint AS moved
FROM (SELECT operation_id, line_no, COALESCE(lot_id, 0) AS lot, quantity FROM transit_lots) t
FULL JOIN (
    SELECT operation_id, line_no, COALESCE(lot_id, 0) AS lot, sum(CASE WHEN to_account = 'transit' THEN quantity ELSE -quantity END) AS quantity
    FROM movements WHERE to_account = 'transit' OR from_account = 'transit' GROUP BY operation_id, line_no, COALESCE(lot_id, 0)
    HAVING sum(CASE WHEN to_account = 'transit' THEN quantity ELSE -quantity END) <> 0
) m ON m.operation_id = t.operation_id AND m.line_no = t.line_no AND m.lot = t.lot
WHERE COALESCE(t.quantity, 0) <> COALESCE(m.quantity, 0)
LIMIT 100;

-- name: StepsAgainstRevisions :many
-- I3: an operation's revision counts its steps, without a gap.
SELECT o.id AS operation_id, o.number, o.revision, COALESCE(s.steps, 0)::bigint AS steps, COALESCE(s.last_step, 0)::integer AS last_step
FROM operations o
LEFT JOIN (SELECT operation_id, count(*) AS steps, max(step_no) AS last_step FROM operation_steps GROUP BY operation_id) s ON s.operation_id = o.id
WHERE o.revision <> COALESCE(s.steps, 0) OR o.revision <> COALESCE(s.last_step, 0)
LIMIT 100;

-- name: LinesAgainstLedger :many
-- I3: what a line says has happened is what its movements, reservations and
-- approvals say, and its movements are of its product.
SELECT l.operation_id, l.line_no, o.number,
    jsonb_build_object('reserved', l.reserved, 'held', COALESCE(r.held, 0), 'picked', l.picked, 'held_picked', COALESCE(r.picked, 0),
        'dispatched', l.dispatched, 'moved_out', COALESCE(m.out, 0), 'arrived', l.received + l.damaged, 'moved_in', COALESCE(m.arrived, 0),
        'returned', l.returned, 'moved_back', COALESCE(m.back, 0), 'lost', l.lost, 'moved_lost', COALESCE(m.lost, 0),
        'scrapped', l.scrapped, 'moved_scrapped', COALESCE(m.scrapped, 0), 'pending', l.pending, 'asked_for', COALESCE(a.pending, 0),
        'of_other_products', COALESCE(m.foreign_rows, 0))::text AS figures
FROM operation_lines l
JOIN operations o ON o.id = l.operation_id
LEFT JOIN (
    SELECT operation_id, line_no, sum(quantity) AS held, COALESCE(sum(quantity) FILTER (WHERE origin_balance_id IS NOT NULL), 0) AS picked
    FROM reservations GROUP BY operation_id, line_no
) r ON r.operation_id = l.operation_id AND r.line_no = l.line_no
LEFT JOIN (
    SELECT m.operation_id, m.line_no,
        COALESCE(sum(m.quantity) FILTER (WHERE m.kind IN ('dispatch', 'transfer_out')), 0) AS out,
        COALESCE(sum(m.quantity) FILTER (WHERE m.kind IN ('receipt', 'transfer_in') OR (m.kind = 'found' AND NOT o.return_leg)), 0) AS arrived,
        COALESCE(sum(m.quantity) FILTER (WHERE m.kind IN ('undo', 'transfer_return') OR (m.kind = 'found' AND o.return_leg)), 0) AS back,
        COALESCE(sum(m.quantity) FILTER (WHERE m.kind = 'lost'), 0) AS lost,
        COALESCE(sum(m.quantity) FILTER (WHERE m.kind = 'damaged'), 0) AS scrapped,
        count(*) FILTER (WHERE m.product_id <> l.product_id) AS foreign_rows
    FROM movements m JOIN operations o ON o.id = m.operation_id
    JOIN operation_lines l ON l.operation_id = m.operation_id AND l.line_no = m.line_no
    GROUP BY m.operation_id, m.line_no
) m ON m.operation_id = l.operation_id AND m.line_no = l.line_no
LEFT JOIN (
    SELECT operation_id, line_no, sum(quantity) AS pending FROM approvals WHERE status = 'pending' AND kind = 'over_receipt'
    GROUP BY operation_id, line_no
) a ON a.operation_id = l.operation_id AND a.line_no = l.line_no
WHERE l.reserved <> COALESCE(r.held, 0) OR l.picked <> COALESCE(r.picked, 0) OR l.dispatched <> COALESCE(m.out, 0)
    OR l.received + l.damaged <> COALESCE(m.arrived, 0) OR l.returned <> COALESCE(m.back, 0) OR l.lost <> COALESCE(m.lost, 0)
    OR l.scrapped <> COALESCE(m.scrapped, 0) OR l.pending <> COALESCE(a.pending, 0) OR COALESCE(m.foreign_rows, 0) <> 0
LIMIT 100;

-- name: AdjustmentsAgainstLedger :many
-- I3: a closed adjustment has moved what its lines say, any other nothing.
SELECT l.operation_id, l.line_no, o.number, o.status, l.change, COALESCE(m.moved, 0)::bigint AS moved
FROM adjustment_lines l
JOIN operations o ON o.id = l.operation_id
LEFT JOIN (
    SELECT operation_id, line_no, sum(CASE WHEN to_balance_id IS NOT NULL THEN quantity ELSE -quantity END) AS moved
    FROM movements WHERE kind IN ('adjustment', 'scrap') GROUP BY operation_id, line_no
) m ON m.operation_id = l.operation_id AND m.line_no = l.line_no
WHERE COALESCE(m.moved, 0) <> CASE o.status WHEN 'closed' THEN l.change ELSE 0 END
LIMIT 100;

-- name: CountsAgainstLedger :many
-- I3: a closed count has moved what its lines differed by, any other nothing.
SELECT COALESCE(l.operation_id, m.operation_id)::uuid AS operation_id, COALESCE(l.line_no, m.line_no)::integer AS line_no,
    COALESCE(l.posted, 0)::bigint AS posted, COALESCE(m.moved, 0)::bigint AS moved
FROM (SELECT l.operation_id, l.line_no, l.posted, o.status FROM count_lines l JOIN operations o ON o.id = l.operation_id
    WHERE l.posted IS NOT NULL) l
FULL JOIN (
    SELECT operation_id, line_no, sum(CASE WHEN to_balance_id IS NOT NULL THEN quantity ELSE -quantity END) AS moved
    FROM movements WHERE kind = 'count' GROUP BY operation_id, line_no
) m ON m.operation_id = l.operation_id AND m.line_no = l.line_no
WHERE COALESCE(l.posted, 0) <> COALESCE(m.moved, 0) OR l.status IS DISTINCT FROM 'closed'
LIMIT 100;

-- name: UnfinishedEnds :many
-- I3: an operation that has ended holds nothing and has nothing on the road;
-- one that was called off has moved nothing on balance.
SELECT o.id AS operation_id, o.number, o.status,
    jsonb_build_object('reserved', COALESCE(r.held, 0), 'in_transit', COALESCE(t.quantity, 0), 'pending_approvals', COALESCE(a.pending, 0),
        'net_movement', COALESCE(m.net, 0))::text AS figures
FROM operations o
LEFT JOIN (SELECT operation_id, sum(quantity) AS held FROM reservations GROUP BY operation_id) r ON r.operation_id = o.id
LEFT JOIN (SELECT operation_id, sum(quantity) AS quantity FROM transit_lots GROUP BY operation_id) t ON t.operation_id = o.id
LEFT JOIN (SELECT operation_id, count(*) AS pending FROM approvals WHERE status = 'pending' GROUP BY operation_id) a ON a.operation_id = o.id
LEFT JOIN (
    SELECT operation_id, sum(abs(net)) AS net FROM (
        SELECT operation_id, product_id, sum(CASE WHEN to_balance_id IS NOT NULL THEN quantity ELSE 0 END
            - CASE WHEN from_balance_id IS NOT NULL THEN quantity ELSE 0 END) AS net
        FROM movements GROUP BY operation_id, product_id
    ) p GROUP BY operation_id
) m ON m.operation_id = o.id
WHERE o.ended AND (COALESCE(r.held, 0) <> 0 OR COALESCE(t.quantity, 0) <> 0 OR COALESCE(a.pending, 0) <> 0
    OR (o.status IN ('cancelled', 'expired', 'refused', 'undone') AND COALESCE(m.net, 0) <> 0))
LIMIT 100;

-- name: AuditAgainstSteps :many
-- I4: a posted step has exactly one audit record.
SELECT s.operation_id, s.steps, COALESCE(a.records, 0)::bigint AS records
FROM (SELECT operation_id, count(*) AS steps FROM operation_steps GROUP BY operation_id) s
LEFT JOIN (
    SELECT subject_id::uuid AS operation_id, count(*) AS records FROM audit_records
    WHERE subject_kind IN ('receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return', 'move') GROUP BY subject_id
) a ON a.operation_id = s.operation_id
WHERE s.steps <> COALESCE(a.records, 0)
LIMIT 100;

-- name: AnswersAgainstSteps :many
-- I5: what was answered as done was done.
SELECT k.command_id, k.operation_id FROM idempotency_keys k
LEFT JOIN operation_steps s ON s.command_id = k.command_id
WHERE k.answer IS NULL OR (k.operation_id IS NOT NULL AND s.command_id IS NULL)
LIMIT 100;

-- name: AuditHeads :many
SELECT * FROM audit_heads ORDER BY stream;

-- name: AuditChunk :many
-- The records of a stream, in the order of its chain.
SELECT seq, at, user_id, action, subject_kind, subject_id, COALESCE(before::text, '')::text AS before,
    COALESCE(after::text, '')::text AS after, remote_address, request_id, hash
FROM audit_records WHERE stream = @stream AND seq > @after_seq ORDER BY seq LIMIT @max_rows;

-- name: AuditStreams :many
-- All streams that have records, by skipping from one to the next.
WITH RECURSIVE streams AS (
    (SELECT r.stream FROM audit_records r ORDER BY r.stream LIMIT 1)
    UNION ALL
    SELECT (SELECT r.stream FROM audit_records r WHERE r.stream > s.stream ORDER BY r.stream LIMIT 1) FROM streams s WHERE s.stream IS NOT NULL
)
SELECT stream::text AS stream FROM streams WHERE stream IS NOT NULL;
