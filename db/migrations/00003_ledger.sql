-- +goose Up
-- The balance of a product in a bin, by lot. Rows are never deleted: a balance
-- that has been used up keeps its history.
CREATE TABLE inventory (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id   bigint NOT NULL REFERENCES products,
    warehouse_id bigint NOT NULL,
    location_id  bigint NOT NULL,
    lot_id       bigint,
    on_hand      bigint NOT NULL DEFAULT 0,
    reserved     bigint NOT NULL DEFAULT 0,
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inventory_balance_key UNIQUE NULLS NOT DISTINCT (product_id, warehouse_id, location_id, lot_id),
    CONSTRAINT inventory_reserved_within_on_hand CHECK (reserved >= 0 AND reserved <= on_hand),
    UNIQUE (id, product_id),
    FOREIGN KEY (location_id, warehouse_id) REFERENCES locations (id, warehouse_id),
    FOREIGN KEY (lot_id, product_id) REFERENCES lots (id, product_id)
) WITH (fillfactor = 80);
CREATE INDEX inventory_location_idx ON inventory (location_id, product_id);
CREATE INDEX inventory_lot_idx ON inventory (lot_id) WHERE lot_id IS NOT NULL;

-- The ledger. Stock is never made or lost, it only moves: each side is a
-- balance or one of the virtual accounts.
CREATE TABLE movements (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id    uuid NOT NULL,
    step_no         integer NOT NULL,
    line_no         integer NOT NULL,
    part_no         integer NOT NULL,
    product_id      bigint NOT NULL,
    lot_id          bigint,
    from_balance_id bigint,
    from_account    text CHECK (from_account IN ('supplier', 'customer', 'transit', 'adjustment', 'scrap')),
    to_balance_id   bigint,
    to_account      text CHECK (to_account IN ('supplier', 'customer', 'transit', 'adjustment', 'scrap')),
    quantity        bigint NOT NULL CHECK (quantity > 0),
    kind            text NOT NULL,
    user_id         bigint NOT NULL,
    moved_at        timestamptz NOT NULL DEFAULT now(),
    -- I3: one effect per operation, step and line; a line's effect has parts
    -- where it touches several bins or lots.
    CONSTRAINT movements_effect_key UNIQUE (operation_id, step_no, line_no, part_no),
    CONSTRAINT movements_one_source CHECK (num_nonnulls(from_balance_id, from_account) = 1),
    CONSTRAINT movements_one_target CHECK (num_nonnulls(to_balance_id, to_account) = 1),
    CHECK (from_balance_id <> to_balance_id),
    CHECK (from_account IS NULL OR to_account IS NULL OR from_account = 'transit'),
    FOREIGN KEY (operation_id, step_no) REFERENCES operation_steps,
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines,
    FOREIGN KEY (from_balance_id, product_id) REFERENCES inventory (id, product_id),
    FOREIGN KEY (to_balance_id, product_id) REFERENCES inventory (id, product_id),
    FOREIGN KEY (lot_id, product_id) REFERENCES lots (id, product_id)
);
CREATE INDEX movements_from_idx ON movements (from_balance_id) WHERE from_balance_id IS NOT NULL;
CREATE INDEX movements_to_idx ON movements (to_balance_id) WHERE to_balance_id IS NOT NULL;
CREATE INDEX movements_product_idx ON movements (product_id, id);

CREATE TABLE reservations (
    operation_id      uuid NOT NULL,
    line_no           integer NOT NULL,
    balance_id        bigint NOT NULL REFERENCES inventory,
    -- Of picked goods, the balance that they were taken from.
    origin_balance_id bigint REFERENCES inventory,
    quantity          bigint NOT NULL CHECK (quantity > 0),
    CONSTRAINT reservations_key UNIQUE NULLS NOT DISTINCT (operation_id, line_no, balance_id, origin_balance_id),
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines
);
CREATE INDEX reservations_balance_idx ON reservations (balance_id);

-- What a transfer's line has on the road, by lot.
CREATE TABLE transit_lots (
    operation_id uuid NOT NULL,
    line_no      integer NOT NULL,
    lot_id       bigint REFERENCES lots,
    quantity     bigint NOT NULL CHECK (quantity > 0),
    CONSTRAINT transit_lots_key UNIQUE NULLS NOT DISTINCT (operation_id, line_no, lot_id),
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines
);

-- I1 is kept by the database: on_hand follows the movements and reserved the
-- reservations, whoever writes them; nobody sets either by hand.
-- +goose StatementBegin
CREATE FUNCTION apply_movements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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

CREATE FUNCTION apply_reservations_inserted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE inventory i SET reserved = i.reserved + d.change, updated_at = now()
    FROM (SELECT balance_id, sum(quantity)::bigint AS change FROM new_rows GROUP BY balance_id) d
    WHERE i.id = d.balance_id;
    RETURN NULL;
END $$;

CREATE FUNCTION apply_reservations_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE inventory i SET reserved = i.reserved - d.change, updated_at = now()
    FROM (SELECT balance_id, sum(quantity)::bigint AS change FROM old_rows GROUP BY balance_id) d
    WHERE i.id = d.balance_id;
    RETURN NULL;
END $$;

CREATE FUNCTION apply_reservations_updated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE inventory i SET reserved = i.reserved + d.change, updated_at = now()
    FROM (
        SELECT balance_id, sum(change)::bigint AS change FROM (
            SELECT balance_id, quantity AS change FROM new_rows
            UNION ALL
            SELECT balance_id, -quantity FROM old_rows
        ) sides GROUP BY balance_id
    ) d
    WHERE i.id = d.balance_id AND d.change <> 0;
    RETURN NULL;
END $$;

CREATE FUNCTION guard_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'balances follow movements and reservations; they are not written directly'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_follows_ledger';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION guard_new_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.on_hand <> 0 OR NEW.reserved <> 0 THEN
        RAISE EXCEPTION 'a balance begins at zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_follows_ledger';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
-- +goose StatementEnd

CREATE TRIGGER movements_apply AFTER INSERT ON movements
    REFERENCING NEW TABLE AS new_movements FOR EACH STATEMENT EXECUTE FUNCTION apply_movements();
CREATE TRIGGER movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reservations_inserted AFTER INSERT ON reservations
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_reservations_inserted();
CREATE TRIGGER reservations_deleted AFTER DELETE ON reservations
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_reservations_deleted();
CREATE TRIGGER reservations_updated AFTER UPDATE ON reservations
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION apply_reservations_updated();
CREATE TRIGGER reservations_no_truncate BEFORE TRUNCATE ON reservations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inventory_guard_new BEFORE INSERT ON inventory
    FOR EACH ROW EXECUTE FUNCTION guard_new_balance();
CREATE TRIGGER inventory_guard BEFORE UPDATE ON inventory
    FOR EACH STATEMENT EXECUTE FUNCTION guard_balances();
CREATE TRIGGER inventory_keep BEFORE DELETE OR TRUNCATE ON inventory
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE transit_lots, reservations, movements, inventory;
DROP FUNCTION apply_movements, apply_reservations_inserted, apply_reservations_deleted, apply_reservations_updated,
    guard_balances, guard_new_balance, refuse_change;
