-- name: EnsureAuditPartitions :one
-- Makes the months that are missing, and says how many.
SELECT ensure_audit_partitions(@first::date, @months::integer)::integer AS made;

-- name: DeleteOldKeys :execrows
DELETE FROM idempotency_keys WHERE command_id IN (
    SELECT k.command_id FROM idempotency_keys k WHERE k.created_at < @before ORDER BY k.created_at LIMIT @max_rows);

-- name: DeleteOldParked :execrows
DELETE FROM parked_commands WHERE command_id IN (
    SELECT p.command_id FROM parked_commands p WHERE p.answer IS NOT NULL AND p.answered_at < @before ORDER BY p.answered_at LIMIT @max_rows);

-- name: DeleteOldSessions :execrows
DELETE FROM sessions WHERE token IN (SELECT s.token FROM sessions s WHERE s.expiry < @before ORDER BY s.expiry LIMIT @max_rows);

-- name: DeleteOldRuns :execrows
DELETE FROM schedule_runs r USING (
    SELECT o.schedule_id, o.scheduled_time FROM schedule_runs o WHERE o.scheduled_time < @before ORDER BY o.scheduled_time LIMIT @max_rows
) old WHERE r.schedule_id = old.schedule_id AND r.scheduled_time = old.scheduled_time;
