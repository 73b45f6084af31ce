-- +goose Up
-- Operations of a kind in a stage, newest first, however few there are among
-- how many others. It costs an update of an operation its place in the same
-- page of the table: some microseconds a step.
CREATE INDEX operations_stage_idx ON operations (warehouse_id, kind, status, created_at DESC, id DESC);
CREATE INDEX operations_destination_stage_idx ON operations (destination_id, kind, status, created_at DESC, id DESC)
    WHERE destination_id IS NOT NULL;
-- It found the stages in which few operations end, by their steps.
DROP INDEX operation_steps_rare_idx;

-- +goose Down
CREATE INDEX operation_steps_rare_idx ON operation_steps (status, operation_id)
    WHERE status IN ('undone', 'expired', 'returned', 'refused', 'cancelled', 'closed_short');
DROP INDEX operations_stage_idx, operations_destination_stage_idx;
