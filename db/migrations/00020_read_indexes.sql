-- +goose Up
-- What the lists of the API are read by. None of them covers a column that the
-- posting of stock changes, so that balances keep their in-place updates.
CREATE INDEX inventory_warehouse_idx ON inventory (warehouse_id, product_id);
CREATE INDEX operations_open_warehouse_idx ON operations (warehouse_id, created_at DESC, id DESC) WHERE NOT ended;
CREATE INDEX operations_open_destination_idx ON operations (destination_id, created_at DESC, id DESC)
    WHERE NOT ended AND destination_id IS NOT NULL;
CREATE INDEX operations_reference_prefix_idx ON operations (lower(reference) text_pattern_ops) WHERE reference <> '';
CREATE INDEX approvals_requested_idx ON approvals (requested_at, id);
CREATE INDEX user_warehouses_warehouse_idx ON user_warehouses (warehouse_id);
CREATE INDEX locations_code_prefix_idx ON locations (warehouse_id, code text_pattern_ops);
CREATE INDEX lots_code_prefix_idx ON lots (product_id, code text_pattern_ops);
-- The stages in which few operations end: what is rare takes an index to find.
CREATE INDEX operation_steps_rare_idx ON operation_steps (status, operation_id)
    WHERE status IN ('undone', 'expired', 'returned', 'refused', 'cancelled', 'closed_short');

-- +goose Down
DROP INDEX inventory_warehouse_idx, operations_open_warehouse_idx, operations_open_destination_idx,
    operations_reference_prefix_idx, approvals_requested_idx, user_warehouses_warehouse_idx, locations_code_prefix_idx,
    lots_code_prefix_idx, operation_steps_rare_idx;
