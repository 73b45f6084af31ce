-- +goose Up
-- Every movement happens in one warehouse: goods leave one for the road and
-- arrive from there in another. What is lost on the road is lost to the
-- warehouse that it was going to. The column makes the ledger of a warehouse
-- readable by an index, however quiet the warehouse is.
ALTER TABLE movements ADD COLUMN warehouse_id bigint;
ALTER TABLE movements DISABLE TRIGGER movements_append_only;
UPDATE movements m SET warehouse_id = COALESCE(
    (SELECT i.warehouse_id FROM inventory i WHERE i.id = COALESCE(m.from_balance_id, m.to_balance_id)),
    (SELECT CASE WHEN o.return_leg THEN o.warehouse_id ELSE COALESCE(o.destination_id, o.warehouse_id) END FROM operations o WHERE o.id = m.operation_id));
ALTER TABLE movements ENABLE TRIGGER movements_append_only;
ALTER TABLE movements ALTER COLUMN warehouse_id SET NOT NULL;
CREATE INDEX movements_warehouse_idx ON movements (warehouse_id, id);
DROP INDEX movements_product_idx;
CREATE INDEX movements_product_idx ON movements (product_id, warehouse_id, id);
-- The trace of a lot: what brought it, moved it between warehouses and took it.
CREATE INDEX movements_lot_idx ON movements (lot_id, id)
    WHERE lot_id IS NOT NULL AND (from_account IS NOT NULL OR to_account IS NOT NULL);

-- +goose StatementBegin
-- For writers that leave the warehouse to the database.
CREATE FUNCTION place_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.warehouse_id := COALESCE(
        (SELECT i.warehouse_id FROM inventory i WHERE i.id = COALESCE(NEW.from_balance_id, NEW.to_balance_id)),
        (SELECT CASE WHEN o.return_leg THEN o.warehouse_id ELSE COALESCE(o.destination_id, o.warehouse_id) END FROM operations o WHERE o.id = NEW.operation_id));
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION apply_movements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_movements m JOIN inventory i ON i.id IN (m.from_balance_id, m.to_balance_id)
        WHERE i.lot_id IS DISTINCT FROM m.lot_id OR i.warehouse_id <> m.warehouse_id
    ) THEN
        RAISE EXCEPTION 'a movement names another lot or warehouse than its balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'movements_lot_of_balance';
    END IF;
    PERFORM refuse_unknown('user', (SELECT m.user_id FROM new_movements m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id) LIMIT 1));
    PERFORM refuse_unknown('product', (SELECT m.product_id FROM new_movements m WHERE NOT EXISTS (SELECT FROM products p WHERE p.id = m.product_id) LIMIT 1));
    UPDATE inventory i SET on_hand = i.on_hand + d.change, updated_at = now()
    FROM (
        SELECT balance_id, sum(change)::bigint AS change FROM (
            SELECT to_balance_id AS balance_id, quantity AS change FROM new_movements WHERE to_balance_id IS NOT NULL
            UNION ALL
            SELECT from_balance_id, -quantity FROM new_movements WHERE from_balance_id IS NOT NULL
        ) sides GROUP BY balance_id
    ) d
    WHERE i.id = d.balance_id AND d.change <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER movements_place BEFORE INSERT ON movements
    FOR EACH ROW WHEN (NEW.warehouse_id IS NULL) EXECUTE FUNCTION place_movement();

-- Goods on the road know their product and where they are going.
ALTER TABLE transit_lots ADD COLUMN product_id bigint, ADD COLUMN warehouse_id bigint;
UPDATE transit_lots t SET product_id = l.product_id,
    warehouse_id = CASE WHEN o.return_leg THEN o.warehouse_id ELSE o.destination_id END
FROM operation_lines l JOIN operations o ON o.id = l.operation_id
WHERE l.operation_id = t.operation_id AND l.line_no = t.line_no;
ALTER TABLE transit_lots ALTER COLUMN product_id SET NOT NULL, ALTER COLUMN warehouse_id SET NOT NULL;
CREATE INDEX transit_lots_product_idx ON transit_lots (product_id, warehouse_id);
CREATE INDEX transit_lots_lot_idx ON transit_lots (lot_id) WHERE lot_id IS NOT NULL;

-- Goods that are moved from bin to bin without another reason.
CREATE SEQUENCE move_numbers;

-- The history of a lot's status.
CREATE TABLE lot_changes (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lot_id    bigint NOT NULL REFERENCES lots,
    before    text NOT NULL CHECK (before IN ('available', 'on_hold', 'recalled')),
    after     text NOT NULL CHECK (after IN ('available', 'on_hold', 'recalled')),
    reason    text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    recall_id uuid,
    user_id   bigint NOT NULL REFERENCES users,
    at        timestamptz NOT NULL DEFAULT now(),
    CHECK (before <> after)
);
CREATE INDEX lot_changes_lot_idx ON lot_changes (lot_id, id);
CREATE TRIGGER lot_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lot_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Lots that are not available are few; those of a warehouse are found by it.
CREATE INDEX lots_frozen_idx ON lots (id) WHERE status <> 'available';
CREATE INDEX lots_any_code_prefix_idx ON lots (code text_pattern_ops);
CREATE INDEX inventory_warehouse_lot_idx ON inventory (warehouse_id, lot_id) WHERE lot_id IS NOT NULL;
-- Goods that were picked go back to the bin that they came from.
CREATE INDEX reservations_origin_idx ON reservations (origin_balance_id) WHERE origin_balance_id IS NOT NULL;

CREATE SEQUENCE recall_numbers;
CREATE TABLE recalls (
    id            uuid PRIMARY KEY,
    number        text NOT NULL UNIQUE,
    product_id    bigint NOT NULL REFERENCES products,
    status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'lifted')),
    reason        text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    instructions  text NOT NULL DEFAULT '',
    attention     text NOT NULL DEFAULT 'none' CHECK (attention IN ('none', 'reminded', 'escalated')),
    request_hash  text NOT NULL,
    started_by    bigint NOT NULL REFERENCES users,
    started_at    timestamptz NOT NULL DEFAULT now(),
    ended_by      bigint REFERENCES users,
    ended_at      timestamptz,
    end_note      text NOT NULL DEFAULT '',
    -- The revision counts the changes; told is the last that its workflow has heard of.
    revision      integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    told          integer NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND revision),
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    CHECK ((status = 'open') = (ended_at IS NULL))
);
CREATE INDEX recalls_started_idx ON recalls (started_at DESC, id DESC);
CREATE INDEX recalls_untold_idx ON recalls (started_at) WHERE told < revision;

CREATE TABLE recall_lots (
    recall_id     uuid NOT NULL REFERENCES recalls,
    lot_id        bigint NOT NULL REFERENCES lots,
    status_before text NOT NULL CHECK (status_before IN ('available', 'on_hold')),
    PRIMARY KEY (recall_id, lot_id)
);
CREATE INDEX recall_lots_lot_idx ON recall_lots (lot_id);

-- The warehouses that look for the goods. Expected is what the books said when
-- the lots were frozen, book what they said when the site confirmed.
CREATE TABLE recall_sites (
    recall_id    uuid NOT NULL REFERENCES recalls,
    warehouse_id bigint NOT NULL REFERENCES warehouses,
    expected     bigint NOT NULL CHECK (expected >= 0),
    book         bigint CHECK (book >= 0),
    found        bigint CHECK (found >= 0),
    quarantined  bigint CHECK (quarantined BETWEEN 0 AND found),
    note         text NOT NULL DEFAULT '',
    confirmed_by bigint REFERENCES users,
    confirmed_at timestamptz,
    PRIMARY KEY (recall_id, warehouse_id),
    CHECK (num_nonnulls(book, found, quarantined, confirmed_by, confirmed_at) IN (0, 5))
);
CREATE INDEX recall_sites_warehouse_idx ON recall_sites (warehouse_id, recall_id);

-- The open operations that held the goods when they were frozen.
CREATE TABLE recall_operations (
    recall_id    uuid NOT NULL REFERENCES recalls,
    operation_id uuid NOT NULL REFERENCES operations,
    reserved     bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    picked       bigint NOT NULL DEFAULT 0 CHECK (picked >= 0),
    in_transit   bigint NOT NULL DEFAULT 0 CHECK (in_transit >= 0),
    informed_at  timestamptz,
    PRIMARY KEY (recall_id, operation_id)
);
CREATE INDEX recall_operations_uninformed_idx ON recall_operations (recall_id, operation_id) WHERE informed_at IS NULL;

GRANT SELECT ON lot_changes, recalls, recall_lots, recall_sites, recall_operations TO stockflow_app;
GRANT INSERT ON lot_changes, recalls, recall_lots, recall_sites, recall_operations TO stockflow_app;
GRANT UPDATE (status, attention, ended_by, ended_at, end_note, revision, told, claimed_until) ON recalls TO stockflow_app;
GRANT UPDATE (book, found, quarantined, note, confirmed_by, confirmed_at) ON recall_sites TO stockflow_app;
GRANT UPDATE (informed_at) ON recall_operations TO stockflow_app;
GRANT USAGE ON SEQUENCE move_numbers, recall_numbers, lot_changes_id_seq TO stockflow_app;

-- +goose Down
DROP TABLE recall_operations, recall_sites, recall_lots, recalls, lot_changes;
DROP SEQUENCE recall_numbers, move_numbers;
DROP INDEX lots_frozen_idx, lots_any_code_prefix_idx, inventory_warehouse_lot_idx, reservations_origin_idx;
DROP INDEX transit_lots_lot_idx;
ALTER TABLE transit_lots DROP COLUMN product_id, DROP COLUMN warehouse_id;
DROP TRIGGER movements_place ON movements;
DROP FUNCTION place_movement;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION apply_movements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_movements m JOIN inventory i ON i.id IN (m.from_balance_id, m.to_balance_id)
        WHERE i.lot_id IS DISTINCT FROM m.lot_id
    ) THEN
        RAISE EXCEPTION 'a movement names another lot than its balance' USING ERRCODE = 'check_violation', CONSTRAINT = 'movements_lot_of_balance';
    END IF;
    PERFORM refuse_unknown('user', (SELECT m.user_id FROM new_movements m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id) LIMIT 1));
    PERFORM refuse_unknown('product', (SELECT m.product_id FROM new_movements m WHERE NOT EXISTS (SELECT FROM products p WHERE p.id = m.product_id) LIMIT 1));
    UPDATE inventory i SET on_hand = i.on_hand + d.change, updated_at = now()
    FROM (
        SELECT balance_id, sum(change)::bigint AS change FROM (
            SELECT to_balance_id AS balance_id, quantity AS change FROM new_movements WHERE to_balance_id IS NOT NULL
            UNION ALL
            SELECT from_balance_id, -quantity FROM new_movements WHERE from_balance_id IS NOT NULL
        ) sides GROUP BY balance_id
    ) d
    WHERE i.id = d.balance_id AND d.change <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
DROP INDEX movements_product_idx, movements_lot_idx;
ALTER TABLE movements DROP COLUMN warehouse_id;
CREATE INDEX movements_product_idx ON movements (product_id, id);
