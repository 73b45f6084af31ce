-- name: InsertNotifications :exec
INSERT INTO notifications (user_id, kind, severity, subject, body, link, dedup_key, account)
SELECT unnest(@user_ids::bigint[]), unnest(@kinds::text[]), unnest(@severities::text[]), unnest(@subjects::text[]),
    unnest(@bodies::text[]), unnest(@links::text[]), unnest(@dedup_keys::text[]), unnest(@accounts::boolean[])
ON CONFLICT (user_id, dedup_key) WHERE dedup_key <> '' DO NOTHING;

-- name: PeopleOfWarehouses :many
-- The active people of any of the warehouses whose role is one of those named,
-- and the admins, who belong to all.
SELECT u.id FROM users u
WHERE u.status = 'active' AND u.role = ANY(@roles::text[])
    AND (u.role = 'admin' OR EXISTS (
        SELECT FROM user_warehouses m WHERE m.user_id = u.id AND m.warehouse_id = ANY(@warehouse_ids::bigint[])))
ORDER BY u.id;
