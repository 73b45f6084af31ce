-- +goose Up
-- How exact counts were, by product and by category (0: none, -1: all
-- together): the lines that were counted, those without a difference, what was
-- expected, and the units that were missing and that were too many.
CREATE TABLE product_counts (
    warehouse_id bigint NOT NULL,
    product_id   bigint NOT NULL,
    day          date NOT NULL,
    lines        bigint NOT NULL,
    exact        bigint NOT NULL,
    expected     bigint NOT NULL,
    missing      bigint NOT NULL,
    surplus      bigint NOT NULL,
    PRIMARY KEY (warehouse_id, product_id, day)
);
CREATE INDEX product_counts_product_idx ON product_counts (product_id);
CREATE TABLE count_totals (
    warehouse_id bigint NOT NULL,
    category_id  bigint NOT NULL,
    day          date NOT NULL,
    lines        bigint NOT NULL,
    exact        bigint NOT NULL,
    expected     bigint NOT NULL,
    missing      bigint NOT NULL,
    surplus      bigint NOT NULL,
    PRIMARY KEY (warehouse_id, category_id, day)
);
-- The counts that are in them.
CREATE TABLE rolled_counts (operation_id uuid PRIMARY KEY);
CREATE INDEX operations_closed_counts_idx ON operations (id) WHERE kind = 'count' AND status = 'closed';

GRANT SELECT, INSERT, UPDATE, DELETE ON product_counts, count_totals, rolled_counts TO stockflow_app;
GRANT DELETE ON report_snapshots TO stockflow_app;
CREATE INDEX report_snapshots_time_idx ON report_snapshots (scheduled_at);

-- +goose Down
DROP INDEX report_snapshots_time_idx;
REVOKE DELETE ON report_snapshots FROM stockflow_app;
DROP INDEX operations_closed_counts_idx;
DROP TABLE rolled_counts, count_totals, product_counts;
