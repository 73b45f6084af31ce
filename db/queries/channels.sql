-- name: ListChannels :many
SELECT * FROM notification_channels WHERE id > @after_id ORDER BY id LIMIT @max_rows;

-- name: LockChannel :one
SELECT * FROM notification_channels WHERE id = @id FOR UPDATE;

-- name: Channel :one
SELECT * FROM notification_channels WHERE id = @id;

-- name: InsertChannel :one
INSERT INTO notification_channels (name, kind, provider, sealed_url, enabled, allow_private, kinds, min_severity, warehouse_ids)
VALUES (@name, @kind, @provider, @sealed_url, @enabled, @allow_private, @kinds, @min_severity, @warehouse_ids)
RETURNING *;

-- name: UpdateChannel :one
UPDATE notification_channels SET name = @name, provider = @provider, sealed_url = @sealed_url, enabled = @enabled,
    allow_private = @allow_private, kinds = @kinds, min_severity = @min_severity, warehouse_ids = @warehouse_ids, updated_at = now()
WHERE id = @id RETURNING *;

-- name: DeleteChannel :exec
DELETE FROM notification_channels WHERE id = @id;

-- name: CountWarehouses :one
SELECT count(*) FROM warehouses WHERE id = ANY(@ids::bigint[]);

-- name: EnabledKinds :many
SELECT DISTINCT kind FROM notification_channels WHERE enabled AND kind <> 'room' ORDER BY kind;

-- name: PushKey :one
SELECT public_key, sealed_private FROM push_keys;

-- name: InsertPushKey :exec
INSERT INTO push_keys (public_key, sealed_private) VALUES (@public_key, @sealed_private) ON CONFLICT DO NOTHING;

-- name: LockSettings :exec
-- Makes a user's changes of preferences wait for one another.
SELECT FROM users WHERE id = @user_id FOR NO KEY UPDATE;

-- name: SaveSettings :exec
INSERT INTO notification_settings (user_id, phone, topic, time_zone, quiet_from, quiet_to, quiet_critical, daily_at)
VALUES (@user_id, @phone, @topic, @time_zone, @quiet_from, @quiet_to, @quiet_critical, @daily_at)
ON CONFLICT (user_id) DO UPDATE SET phone = excluded.phone, topic = excluded.topic, time_zone = excluded.time_zone,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_critical = excluded.quiet_critical,
    daily_at = excluded.daily_at, updated_at = now();

-- name: DeleteRules :exec
DELETE FROM notification_rules WHERE user_id = @user_id;

-- name: InsertRules :exec
INSERT INTO notification_rules (user_id, channel, kind, min_severity, timing)
SELECT @user_id, unnest(@channels::text[]), unnest(@kinds::text[]), unnest(@min_severities::text[]), unnest(@timings::text[]);

-- name: ListSubscriptions :many
SELECT id, user_agent, created_at FROM push_subscriptions WHERE user_id = @user_id ORDER BY id DESC;

-- name: SaveSubscription :one
-- A browser that somebody else signs in on is that user's from then on.
INSERT INTO push_subscriptions (user_id, endpoint, p256dh, auth, user_agent)
VALUES (@user_id, @endpoint, @p256dh, @auth, @user_agent)
ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent
RETURNING id, user_agent, created_at;

-- name: DropOldSubscriptions :exec
-- A user has so many browsers at most; the oldest make room.
DELETE FROM push_subscriptions WHERE id IN (
    SELECT s.id FROM push_subscriptions s WHERE s.user_id = @user_id ORDER BY s.id DESC OFFSET @kept
);

-- name: DeleteSubscription :execrows
DELETE FROM push_subscriptions WHERE id = @id AND user_id = @user_id;

-- name: ListParked :many
SELECT d.id, d.channel, d.channel_id, COALESCE(c.name, '')::text AS channel_name, d.user_id, COALESCE(u.name, '')::text AS user_name, d.account,
    d.timing, COALESCE(n.kind, 'digest')::text AS kind, COALESCE(n.severity, 'info')::text AS severity,
    COALESCE(n.subject, 'Digest')::text AS subject, d.attempts, d.reason, d.created_at, d.updated_at
FROM notification_deliveries d
    LEFT JOIN notifications n ON n.id = d.notification_id
    LEFT JOIN users u ON u.id = d.user_id
    LEFT JOIN notification_channels c ON c.id = d.channel_id
WHERE d.state = 'parked' AND d.id < @before_id
ORDER BY d.id DESC LIMIT @max_rows;

-- name: LockDelivery :one
SELECT id, state, notification_id, account FROM notification_deliveries WHERE id = @id FOR UPDATE;

-- name: RetryDelivery :exec
UPDATE notification_deliveries SET state = 'waiting', round = round + 1, attempts = 0, due_at = now(), claimed_until = '-infinity',
    started_at = NULL, updated_at = now()
WHERE id = @id;

-- name: DiscardDelivery :exec
UPDATE notification_deliveries SET state = 'discarded', updated_at = now() WHERE id = @id;
