-- +goose Up
-- What a recall says is found by what it froze; the sites that have not
-- confirmed are reminded.
CREATE INDEX recall_sites_waiting_idx ON recall_sites (recall_id) WHERE confirmed_at IS NULL;
CREATE INDEX recall_operations_operation_idx ON recall_operations (operation_id);
GRANT USAGE ON SEQUENCE recall_numbers TO stockflow_app;

-- +goose Down
DROP INDEX recall_sites_waiting_idx, recall_operations_operation_idx;
