-- +goose Up
-- What should be there of a product in a warehouse. A product without a row
-- has its own reorder level as the minimum wherever it has been held; a row
-- takes its place, so that a minimum of 0 turns it off.
CREATE TABLE thresholds (
    product_id       bigint NOT NULL REFERENCES products,
    warehouse_id     bigint NOT NULL REFERENCES warehouses,
    minimum          bigint NOT NULL DEFAULT 0 CHECK (minimum BETWEEN 0 AND 1000000000000),
    maximum          bigint CHECK (maximum BETWEEN 1 AND 1000000000000),
    -- What replenishment fills up to, and the least that is worth ordering.
    target           bigint,
    reorder_quantity bigint CHECK (reorder_quantity BETWEEN 1 AND 1000000000000),
    updated_by       bigint NOT NULL REFERENCES users,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (product_id, warehouse_id),
    CONSTRAINT thresholds_in_order CHECK (minimum < maximum),
    CONSTRAINT thresholds_target_between CHECK (target >= minimum AND target BETWEEN 1 AND COALESCE(maximum, 1000000000000))
);
CREATE INDEX thresholds_warehouse_idx ON thresholds (warehouse_id, product_id);

CREATE TABLE alerts (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type             text NOT NULL CHECK (type IN ('low_stock', 'overstock', 'expiry', 'overdue_transfer', 'approval_waiting',
        'stuck_operation', 'discrepancy', 'reconciliation_difference', 'lot_recalled')),
    severity         text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    status           text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged', 'snoozed', 'escalated', 'resolved')),
    -- The cause. An alert without a warehouse is for admins.
    product_id       bigint REFERENCES products,
    warehouse_id     bigint REFERENCES warehouses,
    lot_id           bigint REFERENCES lots,
    operation_id     uuid REFERENCES operations,
    -- What the cause is about if it is none of these.
    subject          text NOT NULL DEFAULT '' CHECK (length(subject) <= 200),
    message          text NOT NULL CHECK (length(message) BETWEEN 1 AND 500),
    -- What was measured when it was raised, and against what.
    quantity         bigint,
    threshold        bigint,
    raised_at        timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    resolved_at      timestamptz,
    snoozed_until    timestamptz,
    -- When the escalation scan looks at it next; null: never.
    due_at           timestamptz,
    assigned_to      bigint REFERENCES users,
    -- How often its cause came back.
    reopened         integer NOT NULL DEFAULT 0,
    active           boolean NOT NULL GENERATED ALWAYS AS (status <> 'resolved') STORED,
    rank             smallint NOT NULL GENERATED ALWAYS AS (CASE severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END) STORED,
    site             bigint NOT NULL GENERATED ALWAYS AS (COALESCE(warehouse_id, 0)) STORED,
    -- The cause as one text, to find the last alert of a cause by.
    cause            text NOT NULL GENERATED ALWAYS AS (type || '/' || COALESCE(product_id, 0)::text || '/' || COALESCE(warehouse_id, 0)::text
        || '/' || COALESCE(lot_id, 0)::text || '/' || COALESCE(operation_id::text, '') || '/' || subject) STORED,
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL))
);
-- One open alert per cause.
CREATE UNIQUE INDEX alerts_cause_key ON alerts (type, product_id, warehouse_id, lot_id, operation_id, subject) NULLS NOT DISTINCT WHERE active;
CREATE INDEX alerts_of_cause_idx ON alerts (cause, resolved_at DESC);
CREATE INDEX alerts_open_idx ON alerts (site, rank, raised_at, id) WHERE active;
CREATE INDEX alerts_resolved_idx ON alerts (site, resolved_at DESC, id DESC) WHERE NOT active;
CREATE INDEX alerts_type_idx ON alerts (site, type, rank, raised_at, id) WHERE active;
CREATE INDEX alerts_product_idx ON alerts (product_id, id) WHERE product_id IS NOT NULL;
CREATE INDEX alerts_lot_idx ON alerts (lot_id) WHERE active AND lot_id IS NOT NULL;
CREATE INDEX alerts_operation_idx ON alerts (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX alerts_assigned_idx ON alerts (assigned_to, rank, raised_at, id) WHERE active AND assigned_to IS NOT NULL;
CREATE INDEX alerts_due_idx ON alerts (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX alerts_scan_idx ON alerts (type, id) WHERE active;

-- What became of an alert, and who did it.
CREATE TABLE alert_events (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id bigint NOT NULL REFERENCES alerts,
    kind     text NOT NULL CHECK (kind IN ('raised', 'worsened', 'acknowledged', 'snoozed', 'woken', 'assigned', 'escalated', 'resolved', 'reopened')),
    status   text NOT NULL,
    severity text NOT NULL,
    user_id  bigint NOT NULL REFERENCES users,
    note     text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX alert_events_alert_idx ON alert_events (alert_id, id);
CREATE TRIGGER alert_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON alert_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alerts_kept BEFORE DELETE OR TRUNCATE ON alerts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who turned a suggestion into a transfer: of two who do it at the same time
-- one makes it.
CREATE TABLE suggestion_starts (
    alert_id     bigint NOT NULL REFERENCES alerts,
    source_id    bigint NOT NULL REFERENCES warehouses,
    operation_id uuid NOT NULL,
    quantity     bigint NOT NULL CHECK (quantity > 0),
    user_id      bigint NOT NULL REFERENCES users,
    started_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (alert_id, source_id)
);

GRANT SELECT, INSERT, UPDATE ON thresholds, alerts, suggestion_starts TO stockflow_app;
GRANT DELETE ON thresholds, suggestion_starts TO stockflow_app;
GRANT SELECT, INSERT ON alert_events TO stockflow_app;

-- +goose Down
DROP TABLE suggestion_starts, alert_events, alerts, thresholds;
