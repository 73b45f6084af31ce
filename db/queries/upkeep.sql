-- name: EnsureAuditPartitions :one
-- Makes the months that are missing, and says how many.
SELECT ensure_audit_partitions(@first::date, @months::integer)::integer AS made;
