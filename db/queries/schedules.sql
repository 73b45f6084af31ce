-- name: ListSchedules :many
SELECT s.*, COALESCE(u.name, '') AS updated_by_name FROM schedules s LEFT JOIN users u ON u.id = s.updated_by ORDER BY s.id;

-- name: EnsureSchedule :exec
INSERT INTO schedules (id) VALUES (@id) ON CONFLICT DO NOTHING;

-- name: LockSchedule :one
SELECT * FROM schedules WHERE id = @id FOR UPDATE;

-- name: EditSchedule :exec
UPDATE schedules SET cron = @cron, time_zone = @time_zone, paused = @paused, note = @note, revision = revision + 1,
    updated_by = @user_id, updated_at = @at WHERE id = @id;

-- name: RequestTrigger :exec
UPDATE schedules SET triggered_by = @user_id, triggered_at = @at WHERE id = @id;

-- name: TryScheduleLock :one
-- Only one worker at a time tells Temporal of schedules.
SELECT pg_try_advisory_xact_lock(hashtext('stockflow.schedules'));

-- name: ScheduleApplied :exec
UPDATE schedules SET applied = @applied, applied_at = now(), apply_error = '' WHERE id = @id;

-- name: ScheduleNotApplied :exec
UPDATE schedules SET apply_error = @apply_error WHERE id = @id AND apply_error <> @apply_error;

-- name: TriggerPassedOn :exec
-- A request that was renewed meanwhile stays.
UPDATE schedules SET triggered_by = NULL, triggered_at = NULL WHERE id = @id AND triggered_at = @triggered_at;

-- name: BeginRun :one
-- A firing that succeeded stays as it is; one that failed may be tried again.
INSERT INTO schedule_runs AS r (schedule_id, scheduled_time, status, workflow_id, run_id)
VALUES (@schedule_id, @scheduled_time, 'running', @workflow_id, @run_id)
ON CONFLICT (schedule_id, scheduled_time) DO UPDATE SET
    status = CASE r.status WHEN 'failed' THEN 'running' ELSE r.status END,
    finished_at = CASE r.status WHEN 'failed' THEN NULL ELSE r.finished_at END,
    workflow_id = CASE r.status WHEN 'succeeded' THEN r.workflow_id ELSE EXCLUDED.workflow_id END,
    run_id = CASE r.status WHEN 'succeeded' THEN r.run_id ELSE EXCLUDED.run_id END
RETURNING *;

-- name: RunProgress :exec
UPDATE schedule_runs SET done = @done, batches = @batches, message = @message
WHERE schedule_id = @schedule_id AND scheduled_time = @scheduled_time AND status = 'running';

-- name: EndRun :one
-- A run that succeeded has ended for good.
UPDATE schedule_runs SET status = @status, done = GREATEST(done, @done), batches = GREATEST(batches, @batches), message = @message,
    finished_at = now()
WHERE schedule_id = @schedule_id AND scheduled_time = @scheduled_time AND status <> 'succeeded'
RETURNING *;

-- name: ListRuns :many
SELECT * FROM schedule_runs WHERE schedule_id = @schedule_id AND scheduled_time < @before::timestamptz
ORDER BY scheduled_time DESC LIMIT @max_rows;

-- name: LatestRuns :many
-- The newest run of each schedule, by one look into the index for each.
SELECT r.* FROM schedules s CROSS JOIN LATERAL (
    SELECT * FROM schedule_runs x WHERE x.schedule_id = s.id ORDER BY x.scheduled_time DESC LIMIT 1
) r;

-- name: OpenRuns :many
-- The runs that may have ended without a word.
SELECT * FROM schedule_runs WHERE status = 'running' AND started_at < @started_before ORDER BY scheduled_time LIMIT 100;
