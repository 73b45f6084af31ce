-- name: InsertNotifications :exec
INSERT INTO notifications (user_id, kind, severity, subject, body, link, dedup_key, account, warehouse_id)
SELECT unnest(@user_ids::bigint[]), unnest(@kinds::text[]), unnest(@severities::text[]), unnest(@subjects::text[]),
    unnest(@bodies::text[]), unnest(@links::text[]), unnest(@dedup_keys::text[]), unnest(@accounts::boolean[]),
    NULLIF(unnest(@warehouse_ids::bigint[]), 0)
ON CONFLICT (user_id, dedup_key) WHERE dedup_key <> '' DO NOTHING;

-- name: PeopleOfWarehouses :many
-- The active people of any of the warehouses whose role is one of those named,
-- and the admins, who belong to all.
SELECT u.id FROM users u
WHERE u.status = 'active' AND u.role = ANY(@roles::text[])
    AND (u.role = 'admin' OR EXISTS (
        SELECT FROM user_warehouses m WHERE m.user_id = u.id AND m.warehouse_id = ANY(@warehouse_ids::bigint[])))
ORDER BY u.id;

-- name: ListNotifications :many
SELECT id, kind, severity, subject, body, link, created_at, read_at FROM notifications
WHERE user_id = @user_id AND NOT account AND (created_at, id) < (@before_time::timestamptz, @before_id::bigint)
ORDER BY created_at DESC, id DESC LIMIT @max_rows;

-- name: ListUnreadNotifications :many
SELECT id, kind, severity, subject, body, link, created_at, read_at FROM notifications
WHERE user_id = @user_id AND NOT account AND read_at IS NULL AND (created_at, id) < (@before_time::timestamptz, @before_id::bigint)
ORDER BY created_at DESC, id DESC LIMIT @max_rows;

-- name: CountUnread :one
-- Counts no further than the limit.
SELECT count(*) FROM (
    SELECT FROM notifications WHERE user_id = @user_id AND NOT account AND read_at IS NULL LIMIT @at_most
) unread;

-- name: MarkRead :exec
UPDATE notifications SET read_at = now()
WHERE user_id = @user_id AND NOT account AND read_at IS NULL AND id = ANY(@ids::bigint[]);

-- name: MarkAllRead :exec
UPDATE notifications SET read_at = now()
WHERE user_id = @user_id AND NOT account AND read_at IS NULL AND id <= @up_to;
