-- +goose Up
-- Audit records by what was done, and those of a few streams, newest first.
CREATE INDEX audit_records_action_idx ON audit_records (action, at DESC);
CREATE INDEX audit_records_stream_idx ON audit_records (stream, at DESC, seq DESC);
-- Which answered commands are old enough to go.
CREATE INDEX parked_commands_answered_idx ON parked_commands (answered_at) WHERE answer IS NOT NULL;

-- +goose Down
DROP INDEX audit_records_action_idx, audit_records_stream_idx, parked_commands_answered_idx;
