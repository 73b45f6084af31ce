-- +goose Up
CREATE SEQUENCE count_numbers;
CREATE SEQUENCE adjustment_numbers;
CREATE SEQUENCE return_numbers;

ALTER TABLE operations
    DROP CONSTRAINT operations_kind_check,
    DROP CONSTRAINT operations_check2,
    ADD CONSTRAINT operations_kind_check CHECK (kind IN ('receipt', 'shipment', 'transfer', 'count', 'adjustment', 'return')),
    ADD CONSTRAINT operations_status_check CHECK (CASE kind
        WHEN 'receipt' THEN status IN ('expected', 'receiving', 'closed', 'closed_short', 'undone', 'cancelled')
        WHEN 'shipment' THEN status IN ('reserved', 'backordered', 'picking', 'picked', 'packed', 'dispatched', 'expired', 'cancelling', 'cancelled')
        WHEN 'transfer' THEN status IN ('awaiting_approval', 'reserved', 'in_transit', 'partially_received', 'closed', 'discrepancy', 'returning', 'returned', 'refused', 'cancelled')
        WHEN 'count' THEN status IN ('counting', 'recounting', 'awaiting_approval', 'closed', 'cancelled')
        WHEN 'adjustment' THEN status IN ('awaiting_approval', 'closed', 'refused', 'cancelled')
        ELSE status = 'closed'
    END),
    -- Which way the goods of a return go, and the shipment or receipt that brought them.
    ADD COLUMN direction text NOT NULL DEFAULT '' CHECK (direction IN ('', 'from_customer', 'to_supplier')),
    ADD COLUMN origin_id uuid REFERENCES operations,
    ADD CONSTRAINT operations_return_check CHECK ((kind = 'return') = (direction <> '') AND (kind = 'return' OR origin_id IS NULL));
CREATE INDEX operations_origin_idx ON operations (origin_id) WHERE origin_id IS NOT NULL;

ALTER TABLE approvals
    DROP CONSTRAINT approvals_kind_check,
    ADD CONSTRAINT approvals_kind_check CHECK (kind IN ('over_receipt', 'transfer', 'adjustment', 'count'));

ALTER TABLE warehouses
    -- Staff correct up to this many units by themselves; more waits for a manager.
    ADD COLUMN adjustment_staff_quantity    bigint NOT NULL DEFAULT 0 CHECK (adjustment_staff_quantity >= 0),
    -- A manager's correction of this many units or more waits for a second one; null: none does.
    ADD COLUMN adjustment_approval_quantity bigint CHECK (adjustment_approval_quantity > 0),
    -- A counted difference beyond this share of what was expected, or of this
    -- many units or more, waits for a second person; null: it doesn't.
    ADD COLUMN count_tolerance_percent      integer CHECK (count_tolerance_percent BETWEEN 0 AND 100),
    ADD COLUMN count_approval_quantity      bigint CHECK (count_approval_quantity > 0);

-- Why stock is corrected, and whether that scraps it.
CREATE TABLE adjustment_reasons (
    code       text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    direction  text NOT NULL CHECK (direction IN ('increase', 'decrease', 'either')),
    scraps     boolean NOT NULL DEFAULT false CHECK (direction = 'decrease' OR NOT scraps),
    active     boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO adjustment_reasons (code, name, direction, scraps) VALUES
    ('damaged', 'Damaged', 'decrease', true), ('expired', 'Expired', 'decrease', true), ('recalled', 'Recalled', 'decrease', true),
    ('found', 'Found', 'increase', false), ('lost', 'Lost', 'decrease', false), ('miscounted', 'Miscounted', 'either', false),
    ('data_entry', 'Data entry error', 'either', false), ('sample', 'Sample or own use', 'decrease', false),
    ('theft', 'Theft', 'decrease', false);

-- What an adjustment corrects: one row a line, beside operation_lines.
CREATE TABLE adjustment_lines (
    operation_id uuid NOT NULL,
    line_no      integer NOT NULL,
    location_id  bigint NOT NULL REFERENCES locations,
    -- The lot by its id, or by its code where the line may have to make it.
    lot_id       bigint REFERENCES lots,
    lot_code     text NOT NULL DEFAULT '',
    expires_on   text NOT NULL DEFAULT '',
    change       bigint NOT NULL CHECK (change <> 0),
    reason       text NOT NULL REFERENCES adjustment_reasons,
    scraps       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (operation_id, line_no),
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines
);
CREATE INDEX adjustment_lines_reason_idx ON adjustment_lines (reason);

-- Where the goods of a return went to or came from.
CREATE TABLE return_lines (
    operation_id   uuid NOT NULL,
    line_no        integer NOT NULL,
    location_id    bigint NOT NULL REFERENCES locations,
    lot_id         bigint REFERENCES lots,
    condition      text NOT NULL CHECK (condition IN ('good', 'damaged')),
    reason         text NOT NULL DEFAULT '',
    -- The line of the shipment or receipt that is returned; null: none is named.
    origin_line_no integer,
    PRIMARY KEY (operation_id, line_no),
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines
);

-- A count: what it covers. Its lines are in count_lines; operation_lines has
-- only those whose difference was posted, since nothing else moves.
CREATE TABLE counts (
    operation_id uuid PRIMARY KEY REFERENCES operations,
    scope        jsonb NOT NULL
);

CREATE TABLE count_lines (
    operation_id         uuid NOT NULL REFERENCES operations,
    line_no              integer NOT NULL CHECK (line_no > 0),
    product_id           bigint NOT NULL,
    location_id          bigint NOT NULL REFERENCES locations,
    lot_id               bigint REFERENCES lots,
    status               text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'counted', 'recount', 'skipped', 'posted')),
    -- Found by a counter, not on the list.
    added                boolean NOT NULL DEFAULT false,
    -- The snapshot: what was on hand, and the last movement of the balance
    -- (0: none). Each entry takes a new one.
    expected             bigint NOT NULL CHECK (expected >= 0),
    expected_movement_id bigint NOT NULL DEFAULT 0,
    -- What was last counted, by whom and when; null: nothing yet.
    counted              bigint CHECK (counted >= 0),
    counted_by           bigint REFERENCES users,
    counted_at           timestamptz,
    -- How often it was counted, and why it is to be counted again.
    rounds               integer NOT NULL DEFAULT 0 CHECK (rounds >= 0),
    recount_reason       text NOT NULL DEFAULT '' CHECK (recount_reason IN ('', 'moved', 'asked')),
    -- What was posted: counted less expected.
    posted               bigint,
    PRIMARY KEY (operation_id, line_no),
    CONSTRAINT count_lines_balance_key UNIQUE NULLS NOT DISTINCT (operation_id, product_id, location_id, lot_id),
    CHECK ((counted IS NULL) = (counted_by IS NULL) AND (counted IS NULL) = (counted_at IS NULL)),
    CHECK ((status = 'posted') = (posted IS NOT NULL))
);
CREATE INDEX count_lines_status_idx ON count_lines (operation_id, status, line_no);
CREATE TRIGGER count_lines_inserted AFTER INSERT ON count_lines
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_products();

-- The ABC class of a product in a warehouse, as the classification last found it.
CREATE TABLE product_classes (
    warehouse_id  bigint NOT NULL REFERENCES warehouses,
    product_id    bigint NOT NULL REFERENCES products,
    abc_class     text NOT NULL CHECK (abc_class IN ('A', 'B', 'C')),
    classified_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (warehouse_id, product_id)
);
CREATE INDEX product_classes_class_idx ON product_classes (warehouse_id, abc_class, product_id);

-- A balance's last movement is found without reading the others.
CREATE INDEX movements_from_order_idx ON movements (from_balance_id, id) WHERE from_balance_id IS NOT NULL;
CREATE INDEX movements_to_order_idx ON movements (to_balance_id, id) WHERE to_balance_id IS NOT NULL;
DROP INDEX movements_from_idx, movements_to_idx;

GRANT SELECT ON adjustment_reasons, adjustment_lines, return_lines, counts, count_lines, product_classes TO stockflow_app;
GRANT INSERT ON adjustment_reasons, adjustment_lines, return_lines, counts, count_lines, product_classes TO stockflow_app;
GRANT UPDATE (name, direction, scraps, active, updated_at) ON adjustment_reasons TO stockflow_app;
GRANT UPDATE (status, expected, expected_movement_id, counted, counted_by, counted_at, rounds, recount_reason, posted) ON count_lines TO stockflow_app;
GRANT UPDATE, DELETE ON product_classes TO stockflow_app;
GRANT USAGE ON SEQUENCE count_numbers, adjustment_numbers, return_numbers TO stockflow_app;

-- +goose Down
CREATE INDEX movements_from_idx ON movements (from_balance_id) WHERE from_balance_id IS NOT NULL;
CREATE INDEX movements_to_idx ON movements (to_balance_id) WHERE to_balance_id IS NOT NULL;
DROP INDEX movements_from_order_idx, movements_to_order_idx;
DROP TABLE product_classes, count_lines, counts, return_lines, adjustment_lines, adjustment_reasons;
ALTER TABLE warehouses DROP COLUMN adjustment_staff_quantity, DROP COLUMN adjustment_approval_quantity,
    DROP COLUMN count_tolerance_percent, DROP COLUMN count_approval_quantity;
ALTER TABLE approvals DROP CONSTRAINT approvals_kind_check,
    ADD CONSTRAINT approvals_kind_check CHECK (kind IN ('over_receipt', 'transfer'));
ALTER TABLE operations DROP COLUMN direction, DROP COLUMN origin_id, DROP CONSTRAINT operations_status_check, DROP CONSTRAINT operations_kind_check,
    ADD CONSTRAINT operations_kind_check CHECK (kind IN ('receipt', 'shipment', 'transfer')),
    ADD CONSTRAINT operations_check2 CHECK (CASE kind
        WHEN 'receipt' THEN status IN ('expected', 'receiving', 'closed', 'closed_short', 'undone', 'cancelled')
        WHEN 'shipment' THEN status IN ('reserved', 'backordered', 'picking', 'picked', 'packed', 'dispatched', 'expired', 'cancelling', 'cancelled')
        ELSE status IN ('awaiting_approval', 'reserved', 'in_transit', 'partially_received', 'closed', 'discrepancy', 'returning', 'returned', 'refused', 'cancelled')
    END);
DROP SEQUENCE count_numbers, adjustment_numbers, return_numbers;
