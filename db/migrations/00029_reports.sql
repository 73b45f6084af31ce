-- +goose Up
-- Roll-ups of the ledger, which the job daily_rollup keeps and reports read.
-- Every movement is folded in exactly once, in the order of the ids: the
-- transaction that folds it moves the watermark past it.
CREATE TABLE rollup_state (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- All movements up to this one are in the roll-ups.
    movement_id  bigint NOT NULL DEFAULT 0,
    -- When the roll-ups were last known to hold everything that was posted.
    complete_at  timestamptz,
    -- The time that the figures were last made for: they end with the day before.
    figures_at   timestamptz,
    -- The first month whose lead times are out of date; null: none is.
    stale_month  date,
    -- Whether figures were made that have yet to be summed by category.
    stale_totals boolean NOT NULL DEFAULT false
);
INSERT INTO rollup_state DEFAULT VALUES;

-- Who has begun to write movements and has not ended: whoever has drawn an id
-- holds the lock that INSERT takes before it.
-- +goose StatementBegin
CREATE FUNCTION movement_writers() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'movements'::regclass
        AND mode = 'RowExclusiveLock' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;
-- +goose StatementEnd

-- What moved of a product in a warehouse on a day of the warehouse's own time
-- zone, and what was on hand at its end. There is a row only where something
-- moved, so that the stock of any day is that of the last row up to it.
CREATE TABLE daily_stock (
    warehouse_id     bigint NOT NULL,
    product_id       bigint NOT NULL,
    day              date NOT NULL,
    received         bigint NOT NULL, -- from suppliers
    returned_out     bigint NOT NULL, -- to suppliers, undone receipts among them
    shipped          bigint NOT NULL, -- to customers
    returned_in      bigint NOT NULL, -- from customers
    transferred_in   bigint NOT NULL,
    transferred_out  bigint NOT NULL,
    adjusted_up      bigint NOT NULL,
    adjusted_down    bigint NOT NULL,
    scrapped         bigint NOT NULL,
    expired          bigint NOT NULL, -- of what was scrapped, that of lots past their date
    -- Lost or damaged on the way to this warehouse, where it never was on hand.
    lost_on_road     bigint NOT NULL,
    scrapped_on_road bigint NOT NULL,
    change           bigint GENERATED ALWAYS AS (received - returned_out - shipped + returned_in + transferred_in
        - transferred_out + adjusted_up - adjusted_down - scrapped) STORED,
    -- Null only within the transaction that changes the row.
    closing          bigint,
    PRIMARY KEY (warehouse_id, product_id, day)
) WITH (fillfactor = 90);
CREATE INDEX daily_stock_open_idx ON daily_stock (warehouse_id, product_id, day) WHERE closing IS NULL;

-- The same by category: 0 is none, -1 all together.
CREATE TABLE daily_totals (
    warehouse_id     bigint NOT NULL,
    category_id      bigint NOT NULL,
    day              date NOT NULL,
    received         bigint NOT NULL,
    returned_out     bigint NOT NULL,
    shipped          bigint NOT NULL,
    returned_in      bigint NOT NULL,
    transferred_in   bigint NOT NULL,
    transferred_out  bigint NOT NULL,
    adjusted_up      bigint NOT NULL,
    adjusted_down    bigint NOT NULL,
    scrapped         bigint NOT NULL,
    expired          bigint NOT NULL,
    lost_on_road     bigint NOT NULL,
    scrapped_on_road bigint NOT NULL,
    change           bigint GENERATED ALWAYS AS (received - returned_out - shipped + returned_in + transferred_in
        - transferred_out + adjusted_up - adjusted_down - scrapped) STORED,
    closing          bigint,
    PRIMARY KEY (warehouse_id, category_id, day)
) WITH (fillfactor = 90);
CREATE INDEX daily_totals_open_idx ON daily_totals (warehouse_id, category_id, day) WHERE closing IS NULL;

-- The category under which a product's days are summed. When the product gets
-- another, its whole history moves with it.
CREATE TABLE rolled_products (
    product_id bigint PRIMARY KEY,
    category_id bigint NOT NULL
);

-- How a product stands in a warehouse that it ever moved in, at the end of the
-- day `through`; available is of when the row was made.
CREATE TABLE product_positions (
    warehouse_id   bigint NOT NULL,
    product_id     bigint NOT NULL,
    category_id    bigint NOT NULL DEFAULT 0,
    through        date NOT NULL DEFAULT '-infinity',
    -- Whether something has become known since of the days up to then.
    stale          boolean NOT NULL DEFAULT true,
    on_hand        bigint NOT NULL DEFAULT 0,
    available      bigint NOT NULL DEFAULT 0,
    first_moved_on date,
    last_in_on     date,
    last_shipped_on date,
    -- What is on hand by how many days ago it came, the last in being the last
    -- out: up to 30, 31 to 60, 61 to 90, 91 to 180, 181 to 365, and more.
    aged_30        bigint NOT NULL DEFAULT 0,
    aged_60        bigint NOT NULL DEFAULT 0,
    aged_90        bigint NOT NULL DEFAULT 0,
    aged_180       bigint NOT NULL DEFAULT 0,
    aged_365       bigint NOT NULL DEFAULT 0,
    aged_more      bigint NOT NULL DEFAULT 0,
    aged_over_90   bigint GENERATED ALWAYS AS (aged_180 + aged_365 + aged_more) STORED,
    PRIMARY KEY (warehouse_id, product_id)
) WITH (fillfactor = 80);
CREATE INDEX product_positions_age_idx ON product_positions (warehouse_id, aged_over_90, product_id) WHERE on_hand > 0;
CREATE INDEX product_positions_category_idx ON product_positions (warehouse_id, category_id, product_id);

-- The figures of a product in a warehouse over the 30, 90 and 365 days up to
-- the day of its position. Unit days are the sum of what was on hand at the end
-- of each day: divided by the days, the average. "Before" is the period of the
-- same length that came before.
CREATE TABLE product_figures (
    warehouse_id     bigint NOT NULL,
    product_id       bigint NOT NULL,
    days             smallint NOT NULL CHECK (days IN (30, 90, 365)),
    category_id      bigint NOT NULL,
    on_hand          bigint NOT NULL,
    available        bigint NOT NULL,
    shipped          bigint NOT NULL,
    shipped_before   bigint NOT NULL,
    unit_days        numeric NOT NULL,
    unit_days_before numeric NOT NULL,
    adjusted_up      bigint NOT NULL,
    adjusted_down    bigint NOT NULL,
    scrapped         bigint NOT NULL,
    expired          bigint NOT NULL,
    lost_on_road     bigint NOT NULL,
    scrapped_on_road bigint NOT NULL,
    -- On hand, of old, and not shipped in these days.
    dead             boolean NOT NULL,
    average          numeric GENERATED ALWAYS AS (round(unit_days / days, 4)) STORED,
    turnover         numeric GENERATED ALWAYS AS (CASE WHEN unit_days > 0 THEN round(shipped * days / unit_days, 4) END) STORED,
    turnover_before  numeric GENERATED ALWAYS AS
        (CASE WHEN unit_days_before > 0 THEN round(shipped_before * days / unit_days_before, 4) END) STORED,
    cover            numeric GENERATED ALWAYS AS (CASE WHEN shipped > 0 THEN round(available::numeric * days / shipped, 1) END) STORED,
    lost             bigint GENERATED ALWAYS AS
        (adjusted_down - adjusted_up + scrapped + lost_on_road + scrapped_on_road) STORED,
    PRIMARY KEY (warehouse_id, product_id, days)
) WITH (fillfactor = 80);
CREATE INDEX product_figures_shipped_idx ON product_figures (warehouse_id, days, shipped, product_id) WHERE shipped > 0;
CREATE INDEX product_figures_turnover_idx ON product_figures (warehouse_id, days, turnover, product_id) WHERE turnover IS NOT NULL;
CREATE INDEX product_figures_cover_idx ON product_figures (warehouse_id, days, cover, product_id) WHERE cover IS NOT NULL;
CREATE INDEX product_figures_dead_idx ON product_figures (warehouse_id, days, on_hand, product_id) WHERE dead;
CREATE INDEX product_figures_lost_idx ON product_figures (warehouse_id, days, lost, product_id)
    WHERE adjusted_up <> 0 OR adjusted_down <> 0 OR scrapped <> 0 OR lost_on_road <> 0 OR scrapped_on_road <> 0;
CREATE INDEX product_figures_category_idx ON product_figures (warehouse_id, category_id, days);

-- The figures and positions of a warehouse's products, summed by category.
CREATE TABLE category_figures (
    warehouse_id     bigint NOT NULL,
    category_id      bigint NOT NULL,
    days             smallint NOT NULL,
    products         bigint NOT NULL,
    on_hand          bigint NOT NULL,
    available        bigint NOT NULL,
    shipped          bigint NOT NULL,
    shipped_before   bigint NOT NULL,
    unit_days        numeric NOT NULL,
    unit_days_before numeric NOT NULL,
    adjusted_up      bigint NOT NULL,
    adjusted_down    bigint NOT NULL,
    scrapped         bigint NOT NULL,
    expired          bigint NOT NULL,
    lost_on_road     bigint NOT NULL,
    scrapped_on_road bigint NOT NULL,
    dead_products    bigint NOT NULL,
    dead_on_hand     bigint NOT NULL,
    aged_30          bigint NOT NULL,
    aged_60          bigint NOT NULL,
    aged_90          bigint NOT NULL,
    aged_180         bigint NOT NULL,
    aged_365         bigint NOT NULL,
    aged_more        bigint NOT NULL,
    PRIMARY KEY (warehouse_id, category_id, days)
);

-- What is on hand of lots that have a date. Unsold is what will be left of the
-- lot on that day if the product goes on as in the last 90 days, first expired
-- first out.
CREATE TABLE expiring_stock (
    warehouse_id bigint NOT NULL,
    product_id   bigint NOT NULL,
    lot_id       bigint NOT NULL,
    category_id  bigint NOT NULL,
    expires_on   date NOT NULL,
    on_hand      bigint NOT NULL,
    unsold       bigint NOT NULL,
    PRIMARY KEY (warehouse_id, product_id, lot_id)
);
CREATE INDEX expiring_stock_date_idx ON expiring_stock (warehouse_id, expires_on, lot_id);
CREATE INDEX expiring_stock_category_idx ON expiring_stock (warehouse_id, category_id, expires_on, lot_id);

-- ABC: the products that together make the first 80 % of what a warehouse
-- ships are A, the next 15 % B, the others C.
CREATE TABLE product_ranks (
    warehouse_id bigint NOT NULL,
    product_id   bigint NOT NULL,
    category_id  bigint NOT NULL,
    abc_class    text NOT NULL CHECK (abc_class IN ('A', 'B', 'C')),
    shipped      bigint NOT NULL,
    -- The product's share of all that the warehouse shipped, and that of all
    -- down to it, in percent.
    share        numeric NOT NULL,
    cumulative   numeric NOT NULL,
    PRIMARY KEY (warehouse_id, product_id)
);
CREATE INDEX product_ranks_shipped_idx ON product_ranks (warehouse_id, shipped, product_id);
CREATE INDEX product_ranks_class_idx ON product_ranks (warehouse_id, abc_class, shipped, product_id);
-- What counts choose products by.
CREATE TABLE IF NOT EXISTS product_classes (
    warehouse_id  bigint NOT NULL REFERENCES warehouses,
    product_id    bigint NOT NULL REFERENCES products,
    abc_class     text NOT NULL CHECK (abc_class IN ('A', 'B', 'C')),
    classified_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (warehouse_id, product_id)
);

-- A transfer on the road: sent is what left, arrived what came to its
-- destination, ended what is no longer on the road, whatever became of it.
CREATE TABLE transfer_trips (
    operation_id   uuid PRIMARY KEY,
    warehouse_id   bigint NOT NULL,
    destination_id bigint NOT NULL,
    month          date, -- of the dispatch, by the clock of its warehouse
    dispatched_at  timestamptz,
    arrived_at     timestamptz,
    eta            timestamptz,
    sent           bigint NOT NULL,
    arrived        bigint NOT NULL,
    ended          bigint NOT NULL
);
CREATE INDEX transfer_trips_month_idx ON transfer_trips (month, warehouse_id, destination_id);

-- Lead times from dispatch to the last arrival, in seconds, of the trips that
-- have ended and of which something arrived.
CREATE TABLE lead_times (
    warehouse_id    bigint NOT NULL,
    destination_id  bigint NOT NULL,
    month           date NOT NULL,
    trips           bigint NOT NULL,
    -- Those that had a date of arrival, and those of them that came after it.
    promised        bigint NOT NULL,
    late            bigint NOT NULL,
    average_seconds bigint NOT NULL,
    p50_seconds     bigint NOT NULL,
    p90_seconds     bigint NOT NULL,
    PRIMARY KEY (warehouse_id, destination_id, month)
);

-- Reports as they were at a scheduled time, one a warehouse.
CREATE TABLE report_snapshots (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report       text NOT NULL,
    scheduled_at timestamptz NOT NULL,
    warehouse_id bigint NOT NULL REFERENCES warehouses,
    made_at      timestamptz NOT NULL DEFAULT now(),
    data         json NOT NULL,
    UNIQUE (report, scheduled_at, warehouse_id)
);
CREATE INDEX report_snapshots_warehouse_idx ON report_snapshots (warehouse_id, scheduled_at DESC, id DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON daily_stock, daily_totals, rolled_products, product_positions, product_figures,
    category_figures, expiring_stock, product_ranks, product_classes, transfer_trips, lead_times TO stockflow_app;
GRANT SELECT, UPDATE ON rollup_state TO stockflow_app;
GRANT SELECT, INSERT ON report_snapshots TO stockflow_app;

-- +goose Down
DROP TABLE report_snapshots, lead_times, transfer_trips, product_ranks, expiring_stock, category_figures, product_figures,
    product_positions, rolled_products, daily_totals, daily_stock, rollup_state;
DROP FUNCTION movement_writers;
