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

-- name: DeleteOldDeliveries :execrows
-- Those of single notifications, and of what went into a digest; nothing that
-- is still on its way.
DELETE FROM notification_deliveries WHERE id IN (
    SELECT d.id FROM notification_deliveries d
    WHERE d.created_at < @before AND d.notification_id IS NOT NULL AND d.state IN ('collected', 'sent', 'parked', 'discarded')
    ORDER BY d.created_at, d.id LIMIT @max_rows);

-- name: DeleteOldDigests :execrows
DELETE FROM notification_deliveries WHERE id IN (
    SELECT d.id FROM notification_deliveries d
    WHERE d.created_at < @before AND d.notification_id IS NULL AND d.state IN ('sent', 'parked', 'discarded')
        AND NOT EXISTS (SELECT FROM notification_deliveries c WHERE c.digest_id = d.id)
    ORDER BY d.created_at, d.id LIMIT @max_rows);

-- name: DeleteOldNotifications :execrows
DELETE FROM notifications WHERE id IN (
    SELECT n.id FROM notifications n
    WHERE n.created_at < @before AND n.planned AND NOT EXISTS (SELECT FROM notification_deliveries d WHERE d.notification_id = n.id)
    ORDER BY n.created_at, n.id LIMIT @max_rows);
