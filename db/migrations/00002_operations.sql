-- +goose Up
CREATE SEQUENCE receipt_numbers;
CREATE SEQUENCE shipment_numbers;
CREATE SEQUENCE transfer_numbers;

CREATE TABLE operations (
    id             uuid PRIMARY KEY,
    number         text NOT NULL UNIQUE,
    kind           text NOT NULL CHECK (kind IN ('receipt', 'shipment', 'transfer')),
    status         text NOT NULL,
    -- Where a receipt arrives, a shipment or a transfer leaves.
    warehouse_id   bigint NOT NULL,
    destination_id bigint,
    reference      text NOT NULL DEFAULT '',
    partner        text NOT NULL DEFAULT '',
    document_date  date NOT NULL,
    required_on    date,
    note           text NOT NULL DEFAULT '',
    reason         text NOT NULL DEFAULT '',
    carrier        text NOT NULL DEFAULT '',
    tracking       text NOT NULL DEFAULT '',
    reserve_policy text NOT NULL DEFAULT 'all_or_nothing' CHECK (reserve_policy IN ('all_or_nothing', 'backorder')),
    reserve_until  timestamptz,
    eta            timestamptz,
    -- A transfer whose goods go back to where they came from.
    return_leg     boolean NOT NULL DEFAULT false,
    attention      text NOT NULL DEFAULT 'none' CHECK (attention IN ('none', 'reminded', 'overdue', 'escalated')),
    created_by     bigint NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    revision       integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    ended          boolean GENERATED ALWAYS AS
        (status IN ('closed', 'closed_short', 'undone', 'dispatched', 'expired', 'returned', 'refused', 'cancelled')) STORED,
    CHECK ((kind = 'transfer') = (destination_id IS NOT NULL)),
    CHECK (destination_id <> warehouse_id),
    CHECK (CASE kind
        WHEN 'receipt' THEN status IN ('expected', 'receiving', 'closed', 'closed_short', 'undone', 'cancelled')
        WHEN 'shipment' THEN status IN ('reserved', 'backordered', 'picking', 'picked', 'packed', 'dispatched', 'expired', 'cancelling', 'cancelled')
        ELSE status IN ('awaiting_approval', 'reserved', 'in_transit', 'partially_received', 'closed', 'discrepancy', 'returning', 'returned', 'refused', 'cancelled')
    END)
);
CREATE INDEX operations_warehouse_idx ON operations (warehouse_id, created_at DESC, id DESC);
CREATE INDEX operations_destination_idx ON operations (destination_id, created_at DESC, id DESC) WHERE destination_id IS NOT NULL;
CREATE INDEX operations_open_idx ON operations (created_at DESC, id DESC) WHERE NOT ended;
CREATE INDEX operations_created_idx ON operations (created_at DESC, id DESC);
CREATE INDEX operations_reference_idx ON operations (reference) WHERE reference <> '';

CREATE TABLE operation_lines (
    operation_id uuid NOT NULL REFERENCES operations,
    line_no      integer NOT NULL CHECK (line_no > 0),
    product_id   bigint NOT NULL,
    quantity     bigint NOT NULL CHECK (quantity > 0),
    reserved     bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    picked       bigint NOT NULL DEFAULT 0 CHECK (picked >= 0),
    dispatched   bigint NOT NULL DEFAULT 0 CHECK (dispatched >= 0),
    received     bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
    damaged      bigint NOT NULL DEFAULT 0 CHECK (damaged >= 0),
    returned     bigint NOT NULL DEFAULT 0 CHECK (returned >= 0),
    lost         bigint NOT NULL DEFAULT 0 CHECK (lost >= 0),
    scrapped     bigint NOT NULL DEFAULT 0 CHECK (scrapped >= 0),
    pending      bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),
    PRIMARY KEY (operation_id, line_no),
    CHECK (picked <= reserved),
    CHECK (reserved + dispatched <= quantity)
);

-- One row a posted step: the operation's history in the order of its effects.
CREATE TABLE operation_steps (
    operation_id uuid NOT NULL REFERENCES operations,
    step_no      integer NOT NULL CHECK (step_no > 0),
    kind         text NOT NULL,
    command_id   uuid NOT NULL UNIQUE,
    user_id      bigint NOT NULL,
    status       text NOT NULL,
    note         text NOT NULL DEFAULT '',
    posted_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (operation_id, step_no)
);

CREATE TABLE approvals (
    id           uuid PRIMARY KEY,
    operation_id uuid NOT NULL REFERENCES operations,
    kind         text NOT NULL CHECK (kind IN ('over_receipt', 'transfer')),
    status       text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'refused', 'expired')),
    line_no      integer,
    quantity     bigint NOT NULL CHECK (quantity > 0),
    received     jsonb,
    requested_by bigint NOT NULL REFERENCES users,
    requested_at timestamptz NOT NULL DEFAULT now(),
    decided_by   bigint REFERENCES users,
    decided_at   timestamptz,
    note         text NOT NULL DEFAULT '',
    CHECK ((status = 'pending') = (decided_by IS NULL)),
    FOREIGN KEY (operation_id, line_no) REFERENCES operation_lines
);
CREATE INDEX approvals_operation_idx ON approvals (operation_id);
CREATE INDEX approvals_pending_idx ON approvals (requested_at, id) WHERE status = 'pending';

-- An idempotency key, by the command id that is derived from it. The row is
-- claimed before anything else happens; a row without an answer is never
-- committed, because a refusal leaves nothing behind.
CREATE TABLE idempotency_keys (
    command_id   uuid PRIMARY KEY,
    user_id      bigint NOT NULL,
    request_hash text NOT NULL,
    operation_id uuid,
    answer       jsonb,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);

-- Commands that were acknowledged before they were posted (202).
CREATE TABLE parked_commands (
    command_id    uuid PRIMARY KEY,
    user_id       bigint NOT NULL,
    warehouse_id  bigint NOT NULL,
    command       jsonb NOT NULL,
    answer        jsonb,
    parked_at     timestamptz NOT NULL DEFAULT now(),
    answered_at   timestamptz,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX parked_commands_open_idx ON parked_commands (parked_at) WHERE answer IS NULL;

-- Operations whose own workflow has yet to be told of a step.
CREATE TABLE process_notices (
    operation_id  uuid PRIMARY KEY REFERENCES operations,
    revision      integer NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX process_notices_created_idx ON process_notices (created_at);

-- What is written with every command refers to people, sites and products,
-- which are never deleted. A foreign key would lock the same few rows in every
-- transaction, and those that run at the same time would get in each other's
-- way; these look once a statement, and lock nothing.
-- +goose StatementBegin
CREATE FUNCTION refuse_unknown(what text, missing bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'there is no % %', what, missing USING ERRCODE = 'foreign_key_violation', CONSTRAINT = what || '_must_exist';
    END IF;
END $$;

CREATE FUNCTION check_operations() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM refuse_unknown('warehouse', (SELECT r.warehouse_id FROM new_rows r WHERE NOT EXISTS (SELECT FROM warehouses w WHERE w.id = r.warehouse_id) LIMIT 1));
    PERFORM refuse_unknown('warehouse', (SELECT r.destination_id FROM new_rows r
        WHERE r.destination_id IS NOT NULL AND NOT EXISTS (SELECT FROM warehouses w WHERE w.id = r.destination_id) LIMIT 1));
    PERFORM refuse_unknown('user', (SELECT r.created_by FROM new_rows r WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = r.created_by) LIMIT 1));
    RETURN NULL;
END $$;

CREATE FUNCTION check_products() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM refuse_unknown('product', (SELECT r.product_id FROM new_rows r WHERE NOT EXISTS (SELECT FROM products p WHERE p.id = r.product_id) LIMIT 1));
    RETURN NULL;
END $$;

CREATE FUNCTION check_users() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM refuse_unknown('user', (SELECT r.user_id FROM new_rows r WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = r.user_id) LIMIT 1));
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps its rows; retire them instead', TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_are_kept';
END $$;
-- +goose StatementEnd

CREATE TRIGGER operations_inserted AFTER INSERT ON operations
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_operations();
CREATE TRIGGER operations_updated AFTER UPDATE ON operations
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_operations();
CREATE TRIGGER operation_lines_inserted AFTER INSERT ON operation_lines
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_products();
CREATE TRIGGER operation_steps_inserted AFTER INSERT ON operation_steps
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION check_users();
CREATE TRIGGER users_kept BEFORE DELETE OR TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete();
CREATE TRIGGER warehouses_kept BEFORE DELETE OR TRUNCATE ON warehouses FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete();
CREATE TRIGGER products_kept BEFORE DELETE OR TRUNCATE ON products FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete();

-- +goose Down
DROP TABLE process_notices, parked_commands, idempotency_keys, approvals, operation_steps, operation_lines, operations;
DROP TRIGGER users_kept ON users;
DROP TRIGGER warehouses_kept ON warehouses;
DROP TRIGGER products_kept ON products;
DROP FUNCTION check_operations, check_products, check_users, refuse_unknown, refuse_delete;
DROP SEQUENCE receipt_numbers, shipment_numbers, transfer_numbers;
