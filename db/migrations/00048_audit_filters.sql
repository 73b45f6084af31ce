-- +goose Up
-- Audit records by who, what and from where, newest first in each stream: a
-- reader sees some streams only, and what is sought is often rare in them.
DROP INDEX audit_records_user_idx, audit_records_action_idx;
CREATE INDEX audit_records_user_idx ON audit_records (user_id, stream, at DESC);
CREATE INDEX audit_records_action_idx ON audit_records (action, stream, at DESC);
CREATE INDEX audit_records_address_idx ON audit_records (remote_address, stream, at DESC) WHERE remote_address <> '';

-- +goose Down
DROP INDEX audit_records_user_idx, audit_records_action_idx, audit_records_address_idx;
CREATE INDEX audit_records_user_idx ON audit_records (user_id, at DESC);
CREATE INDEX audit_records_action_idx ON audit_records (action, at DESC);
