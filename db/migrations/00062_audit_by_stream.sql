-- +goose Up
-- Every list of audit records is read stream by stream. An index by time alone
-- only led the planner astray: of a stream with few records it read everything
-- in the order of time, in search of a page that doesn't exist.
DROP INDEX audit_records_at_idx, audit_records_subject_idx;
CREATE INDEX audit_records_subject_idx ON audit_records (subject_kind, subject_id, stream, at DESC);

-- +goose Down
DROP INDEX audit_records_subject_idx;
CREATE INDEX audit_records_at_idx ON audit_records (at DESC, stream, seq);
CREATE INDEX audit_records_subject_idx ON audit_records (subject_kind, subject_id, at DESC);
