-- +goose Up
-- A bin that is being counted can't be retired.
CREATE INDEX count_lines_location_idx ON count_lines (location_id) WHERE status IN ('open', 'counted', 'recount');

-- +goose Down
DROP INDEX count_lines_location_idx;
