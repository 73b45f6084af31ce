-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The application's role. Environments that made it keep theirs.
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stockflow_app') THEN
        CREATE ROLE stockflow_app NOLOGIN;
    END IF;
END $$;
-- +goose StatementEnd

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email         text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role          text NOT NULL CHECK (role IN ('staff', 'manager', 'admin', 'system')),
    status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    password_hash text NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

-- The user whose name stands on what timers and compensation do; it has no
-- password and can't sign in.
INSERT INTO users (email, name, role) VALUES ('system@stockflow.invalid', 'Stockflow', 'system');

CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry_idx ON sessions (expiry);

CREATE TABLE warehouses (
    id                             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code                           text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9][A-Z0-9_-]{0,19}$'),
    name                           text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    address                        text NOT NULL DEFAULT '',
    time_zone                      text NOT NULL DEFAULT 'UTC',
    status                         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
    over_receipt_tolerance_percent integer NOT NULL DEFAULT 0 CHECK (over_receipt_tolerance_percent BETWEEN 0 AND 100),
    -- A transfer of this many units or more waits for a manager; null: none does.
    transfer_approval_quantity     bigint CHECK (transfer_approval_quantity > 0),
    created_at                     timestamptz NOT NULL DEFAULT now(),
    updated_at                     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE user_warehouses (
    user_id      bigint NOT NULL REFERENCES users,
    warehouse_id bigint NOT NULL REFERENCES warehouses,
    PRIMARY KEY (user_id, warehouse_id)
);

CREATE TABLE locations (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    warehouse_id bigint NOT NULL REFERENCES warehouses,
    code         text NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
    kind         text NOT NULL CHECK (kind IN ('receiving', 'storage', 'picking', 'shipping', 'quarantine')),
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (warehouse_id, code),
    UNIQUE (id, warehouse_id)
);
CREATE INDEX locations_kind_idx ON locations (warehouse_id, kind, code) WHERE status = 'active';

CREATE TABLE products (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku                 text NOT NULL UNIQUE CHECK (length(sku) BETWEEN 1 AND 64),
    name                text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    description         text NOT NULL DEFAULT '',
    category            text NOT NULL DEFAULT '',
    base_unit           text NOT NULL DEFAULT 'each' CHECK (length(base_unit) BETWEEN 1 AND 40),
    status              text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
    tracks_lots         boolean NOT NULL DEFAULT false,
    tracks_expiry       boolean NOT NULL DEFAULT false CHECK (tracks_lots OR NOT tracks_expiry),
    expiry_warning_days integer CHECK (expiry_warning_days BETWEEN 0 AND 3650),
    reorder_level       bigint CHECK (reorder_level >= 0),
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_name_trgm_idx ON products USING gin (name gin_trgm_ops);
CREATE INDEX products_sku_trgm_idx ON products USING gin (sku gin_trgm_ops);
CREATE INDEX products_name_idx ON products (name, id);

CREATE TABLE packaging_units (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    factor     bigint NOT NULL CHECK (factor BETWEEN 1 AND 1000000),
    UNIQUE (product_id, name),
    UNIQUE (id, product_id)
);

CREATE TABLE product_barcodes (
    barcode           text PRIMARY KEY CHECK (length(barcode) BETWEEN 1 AND 64),
    product_id        bigint NOT NULL REFERENCES products,
    -- A barcode of a packaging unit counts as that unit's factor; null: base unit.
    packaging_unit_id bigint,
    FOREIGN KEY (packaging_unit_id, product_id) REFERENCES packaging_units (id, product_id)
);
CREATE INDEX product_barcodes_product_idx ON product_barcodes (product_id);

CREATE TABLE lots (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES products,
    code       text NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
    expires_on date,
    status     text NOT NULL DEFAULT 'available' CHECK (status IN ('available', 'on_hold', 'recalled')),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product_id, code),
    UNIQUE (id, product_id)
);
CREATE INDEX lots_expiry_idx ON lots (expires_on) WHERE expires_on IS NOT NULL;

-- +goose Down
DROP TABLE lots, product_barcodes, packaging_units, products, locations, user_warehouses, warehouses, sessions, users;
