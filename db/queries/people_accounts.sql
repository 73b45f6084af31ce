-- name: PutAccountLink :exec
-- Replaces the user's former link of the purpose.
INSERT INTO account_links (hash, user_id, purpose, expires_at) VALUES (@hash, @user_id, @purpose, @expires_at)
ON CONFLICT (user_id, purpose) DO UPDATE SET hash = excluded.hash, created_at = now(), expires_at = excluded.expires_at;

-- name: FindAccountLink :one
SELECT u.* FROM account_links l JOIN users u ON u.id = l.user_id
WHERE l.hash = @hash AND l.purpose = @purpose AND l.expires_at > now();

-- name: TakeAccountLink :one
-- Whoever deletes the row has used the link.
DELETE FROM account_links WHERE hash = @hash AND purpose = @purpose AND expires_at > now() RETURNING user_id;

-- name: DropAccountLinks :exec
DELETE FROM account_links WHERE user_id = @user_id;

-- name: UserByAddress :one
-- Whatever the user's status, and the system's own user, too.
SELECT * FROM users WHERE lower(email) = lower(@email);

-- name: InsertPerson :one
INSERT INTO users (email, name, role, status) VALUES (@email, @name, @role, @status) RETURNING *;

-- name: InsertAccessRequest :one
INSERT INTO access_requests (user_id, wanted_warehouses, note, status) VALUES (@user_id, @wanted_warehouses, @note, @status) RETURNING id;

-- name: RenewAccessRequest :exec
-- As long as nobody has confirmed the address, the last word counts.
UPDATE access_requests SET wanted_warehouses = @wanted_warehouses, note = @note WHERE user_id = @user_id AND status = 'unconfirmed';

-- name: ConfirmAccessRequest :one
UPDATE access_requests SET status = 'pending' WHERE user_id = @user_id AND status = 'unconfirmed' RETURNING id;

-- name: OpenAccessRequest :one
SELECT * FROM access_requests WHERE user_id = @user_id AND status IN ('unconfirmed', 'pending');

-- name: LockAccessRequest :one
SELECT * FROM access_requests WHERE id = @id FOR UPDATE;

-- name: DecideAccessRequest :exec
UPDATE access_requests SET status = @status, decided_at = now(), decided_by = @decided_by, reason = @reason WHERE id = @id;

-- name: ListAccessRequests :many
SELECT r.id, r.user_id, u.name, u.email, r.wanted_warehouses, r.note, r.status, r.created_at, r.decided_at, r.reason
FROM access_requests r JOIN users u ON u.id = r.user_id
WHERE r.status = @status AND r.id > @after_id
ORDER BY r.id LIMIT @max_rows;

-- name: Admins :many
SELECT id FROM users WHERE role = 'admin' AND status = 'active' ORDER BY id;

-- name: Locked :many
-- What is known of the keys: when they are open again, and whether any attempt failed.
SELECT key, failures, (locked_until IS NOT NULL AND locked_until > now())::boolean AS locked,
    GREATEST(EXTRACT(epoch FROM locked_until - now()), 0)::float8 AS seconds
FROM attempts WHERE key = ANY(@keys::text[]);

-- name: CountAttempt :one
-- Counts one more attempt. Those of a window that has passed are forgotten.
INSERT INTO attempts (key, failures) VALUES (@key, 1)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN attempts.since < now() - @forgotten::interval THEN 1 ELSE attempts.failures + 1 END,
    locks = CASE WHEN attempts.since < now() - @forgotten::interval THEN 0 ELSE attempts.locks END,
    since = CASE WHEN attempts.since < now() - @forgotten::interval THEN now() ELSE attempts.since END
RETURNING failures, locks;

-- name: LockAttempts :exec
UPDATE attempts SET failures = 0, locks = locks + 1, since = now(), locked_until = now() + @locked_for::interval WHERE key = @key;

-- name: ForgetAttempts :execrows
DELETE FROM attempts WHERE key = @key;
