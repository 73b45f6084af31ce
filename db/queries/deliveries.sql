-- name: TakeUnplanned :many
-- The oldest notifications of which nobody has decided how they are delivered.
SELECT n.*, u.status = 'active' AS user_active FROM notifications n JOIN users u ON u.id = n.user_id
WHERE NOT n.planned
ORDER BY n.id LIMIT @max_rows FOR UPDATE OF n SKIP LOCKED;

-- name: MarkPlanned :exec
UPDATE notifications SET planned = true WHERE id = ANY(@ids::bigint[]);

-- name: SettingsOfUsers :many
SELECT * FROM notification_settings WHERE user_id = ANY(@user_ids::bigint[]);

-- name: RulesOfUsers :many
SELECT * FROM notification_rules WHERE user_id = ANY(@user_ids::bigint[]) ORDER BY user_id, channel, kind, min_severity;

-- name: SubscriptionsOfUsers :many
SELECT id, user_id FROM push_subscriptions WHERE user_id = ANY(@user_ids::bigint[]) ORDER BY id;

-- name: EnabledChannels :many
SELECT * FROM notification_channels WHERE enabled ORDER BY id;

-- name: InsertDeliveries :exec
INSERT INTO notification_deliveries (notification_id, user_id, channel, channel_id, subscription_id, room_key, account, timing, state, due_at)
SELECT unnest(@notification_ids::bigint[]), NULLIF(unnest(@user_ids::bigint[]), 0), unnest(@channels::text[]),
    NULLIF(unnest(@channel_ids::bigint[]), 0), NULLIF(unnest(@subscription_ids::bigint[]), 0), unnest(@room_keys::text[]),
    unnest(@accounts::boolean[]), unnest(@timings::text[]), unnest(@states::text[]), unnest(@due_ats::timestamptz[])
ON CONFLICT (channel_id, room_key) WHERE room_key <> '' DO NOTHING;

-- name: ClaimDeliveries :many
-- What is due and nobody has; the claim lapses by itself.
UPDATE notification_deliveries d SET claimed_until = now() + interval '30 seconds'
FROM (
    SELECT c.id FROM notification_deliveries c
    WHERE c.state = 'waiting' AND c.due_at <= now() AND c.claimed_until < now()
    ORDER BY c.due_at, c.id LIMIT @max_rows FOR UPDATE SKIP LOCKED
) due
WHERE d.id = due.id
RETURNING d.id, d.round;

-- name: DeliveryStarted :exec
UPDATE notification_deliveries SET state = 'sending', started_at = COALESCE(started_at, now()), updated_at = now()
WHERE id = @id AND round = @round AND state = 'waiting';

-- name: ReviveDeliveries :execrows
-- What a workflow had that has given no sign for hours: it was lost, and
-- another has to begin.
UPDATE notification_deliveries SET state = 'waiting', round = round + 1, updated_at = now()
WHERE id IN (SELECT c.id FROM notification_deliveries c WHERE c.state = 'sending' AND c.updated_at < @before ORDER BY c.updated_at LIMIT 100);

-- name: Delivery :one
SELECT d.id, d.notification_id, d.user_id, d.channel, d.channel_id, d.subscription_id, d.account, d.timing, d.state, d.round, d.attempts,
    d.created_at, d.started_at,
    COALESCE(u.email, '')::text AS email, COALESCE(u.name, '')::text AS user_name, COALESCE(s.phone, '')::text AS phone,
    COALESCE(s.topic, '')::text AS topic, COALESCE(s.time_zone, 'UTC')::text AS time_zone,
    COALESCE(c.provider, '')::text AS provider, COALESCE(c.sealed_url, '')::bytea AS sealed_url,
    COALESCE(c.allow_private, false)::boolean AS allow_private, COALESCE(c.enabled, true)::boolean AS channel_enabled,
    COALESCE(p.endpoint, '')::text AS endpoint, COALESCE(p.p256dh, '')::text AS p256dh, COALESCE(p.auth, '')::text AS auth
FROM notification_deliveries d
    LEFT JOIN users u ON u.id = d.user_id
    LEFT JOIN notification_settings s ON s.user_id = d.user_id
    LEFT JOIN notification_channels c ON c.id = d.channel_id
    LEFT JOIN push_subscriptions p ON p.id = d.subscription_id
WHERE d.id = @id;

-- name: DeliveryItems :many
-- What a delivery tells: its notification, or those that its digest holds.
SELECT n.id, n.kind, n.severity, n.subject, n.body, n.link, n.created_at
FROM notifications n
WHERE n.id = @notification_id::bigint
UNION ALL
SELECT n.id, n.kind, n.severity, n.subject, n.body, n.link, n.created_at
FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
WHERE d.digest_id = @digest_id::bigint
ORDER BY id LIMIT 500;

-- name: DeliverySent :one
UPDATE notification_deliveries SET state = 'sent', attempts = attempts + 1, reason = '', updated_at = now()
WHERE id = @id AND state IN ('waiting', 'sending') RETURNING notification_id, account;

-- name: WipeBody :exec
UPDATE notifications SET body = '' WHERE id = @id AND account;

-- name: DeliveryFailed :exec
UPDATE notification_deliveries SET attempts = attempts + @attempts::integer, reason = @reason, state = @state,
    started_at = COALESCE(started_at, now()), updated_at = now()
WHERE id = @id AND state IN ('waiting', 'sending');

-- name: DropSubscription :exec
DELETE FROM push_subscriptions WHERE id = @id;

-- name: DueDigests :many
-- Whose digests are due, the longest overdue first.
SELECT user_id, channel, COALESCE(channel_id, 0)::bigint AS channel_id, COALESCE(subscription_id, 0)::bigint AS subscription_id, timing, count(*) AS items
FROM (
    SELECT * FROM notification_deliveries c WHERE c.state = 'collecting' AND c.due_at <= @at
    ORDER BY c.due_at LIMIT 4000
) due
GROUP BY 1, 2, 3, 4, 5
ORDER BY min(due_at), user_id, channel LIMIT @max_rows;

-- name: InsertDigest :one
INSERT INTO notification_deliveries (user_id, channel, channel_id, subscription_id, timing, state, due_at)
VALUES (@user_id, @channel, NULLIF(@channel_id::bigint, 0), NULLIF(@subscription_id::bigint, 0), @timing, 'waiting', @at)
RETURNING id;

-- name: CollectDigest :execrows
UPDATE notification_deliveries d SET state = 'collected', digest_id = @digest_id, updated_at = now()
FROM (
    SELECT c.id FROM notification_deliveries c
    WHERE c.state = 'collecting' AND c.due_at <= @at AND c.user_id = @user_id AND c.channel = @channel AND c.timing = @timing
        AND COALESCE(c.channel_id, 0) = @channel_id::bigint AND COALESCE(c.subscription_id, 0) = @subscription_id::bigint
    ORDER BY c.due_at, c.id LIMIT 500 FOR UPDATE
) part
WHERE d.id = part.id;

-- name: ExpireAccountBodies :many
-- Single-use links that could not be sent within a day.
UPDATE notifications SET body = '' WHERE id IN (
    SELECT n.id FROM notifications n WHERE n.account AND n.body <> '' AND n.created_at < @before ORDER BY n.created_at LIMIT 500
) RETURNING id;

-- name: DiscardDeliveriesOf :exec
UPDATE notification_deliveries SET state = 'discarded', reason = @reason, updated_at = now()
WHERE notification_id = ANY(@notification_ids::bigint[]) AND state IN ('waiting', 'sending', 'parked');

-- name: DeliveryCounts :many
SELECT state, count(*) AS deliveries, min(updated_at)::timestamptz AS since FROM notification_deliveries
WHERE state IN ('collecting', 'waiting', 'sending', 'parked') GROUP BY state;
