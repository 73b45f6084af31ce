-- +goose Up
-- The longest warning before expiry bounds what the expiry scan reads.
CREATE INDEX products_warning_idx ON products (expiry_warning_days) WHERE expiry_warning_days IS NOT NULL;

-- +goose Down
DROP INDEX products_warning_idx;
