-- name: Principal :one
-- Who a session belongs to, if the session and the user still stand.
SELECT u.id, u.email, u.name, u.role, u.password_hash,
    ARRAY(SELECT w.warehouse_id FROM user_warehouses w WHERE w.user_id = u.id ORDER BY w.warehouse_id)::bigint[] AS warehouses,
    (s.last_used_at < now() - interval '1 minute')::boolean AS stale
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token = @token AND s.expiry > now() AND u.id = @id AND u.status = 'active' AND u.role <> 'system';

-- name: TouchSession :exec
UPDATE sessions SET last_used_at = now(), remote_address = @remote_address
WHERE token = @token AND last_used_at < now() - interval '1 minute';

-- name: PrincipalOfToken :one
-- For whom an API token acts, if the token and the user still stand.
SELECT u.id, u.email, u.name, u.role, t.id AS token_id, t.scopes,
    ARRAY(SELECT w.warehouse_id FROM user_warehouses w WHERE w.user_id = u.id ORDER BY w.warehouse_id)::bigint[] AS warehouses,
    (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute')::boolean AS stale
FROM api_tokens t JOIN users u ON u.id = t.user_id
WHERE t.hash = @hash AND t.expires_at > now() AND t.revoked_at IS NULL AND u.status = 'active' AND u.role <> 'system';

-- name: TouchToken :exec
UPDATE api_tokens SET last_used_at = now(), last_used_address = @remote_address
WHERE id = @id AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');

-- name: UserByEmail :one
SELECT id, email, name, role, password_hash,
    ARRAY(SELECT w.warehouse_id FROM user_warehouses w WHERE w.user_id = u.id ORDER BY w.warehouse_id)::bigint[] AS warehouses
FROM users u
WHERE lower(email) = lower(@email) AND status = 'active' AND role <> 'system' AND password_hash <> '';

-- name: LockUser :one
SELECT * FROM users WHERE id = @id AND role <> 'system' FOR UPDATE;

-- name: LockAdmins :many
-- Locks the active admins, so that two changes can't take away the last two.
SELECT id FROM users WHERE role = 'admin' AND status = 'active' ORDER BY id FOR UPDATE;

-- name: InsertUser :one
INSERT INTO users (email, name, role, password_hash) VALUES (@email, @name, @role, @password_hash) RETURNING *;

-- name: UpdateUser :one
UPDATE users SET name = @name, role = @role, status = @status, password_hash = @password_hash, updated_at = now()
WHERE id = @id RETURNING *;

-- name: WarehousesOfUsers :many
SELECT m.user_id, w.id, w.code, w.name
FROM user_warehouses m JOIN warehouses w ON w.id = m.warehouse_id
WHERE m.user_id = ANY(@user_ids::bigint[])
ORDER BY m.user_id, w.code;

-- name: RemoveUserWarehouses :exec
DELETE FROM user_warehouses WHERE user_id = @user_id;

-- name: AddUserWarehouses :exec
INSERT INTO user_warehouses (user_id, warehouse_id) SELECT @user_id, unnest(@warehouse_ids::bigint[]);

-- name: ListUsers :many
SELECT u.id, u.email, u.name, u.role, u.status, u.created_at, a.locked_until
FROM users u LEFT JOIN attempts a ON a.key = 'account:' || encode(sha256(convert_to(lower(u.email), 'UTF8')), 'hex') AND a.locked_until > now()
WHERE u.role <> 'system' AND u.id > @after_id AND u.status = ANY(@statuses::text[])
ORDER BY u.id LIMIT @max_rows;

-- name: DeleteExpiredAccountRows :one
WITH s AS (DELETE FROM sessions WHERE expiry < now() RETURNING 1),
    l AS (DELETE FROM account_links WHERE expires_at < now() RETURNING 1),
    a AS (DELETE FROM attempts WHERE since < now() - interval '2 days' AND COALESCE(locked_until, since) < now() RETURNING 1)
SELECT ((SELECT count(*) FROM s) + (SELECT count(*) FROM l) + (SELECT count(*) FROM a))::bigint AS deleted;

-- name: FindSession :one
SELECT data, expiry FROM sessions WHERE token = @token AND expiry > now();

-- name: SaveSession :exec
INSERT INTO sessions (token, data, expiry, user_id, user_agent, remote_address)
VALUES (@token, @data, @expiry, @user_id, @user_agent, @remote_address)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE token = @token;

-- name: ListSessions :many
SELECT id, token, created_at, last_used_at, expiry, user_agent, remote_address FROM sessions
WHERE user_id = @user_id AND expiry > now() AND id < @before_id
ORDER BY id DESC LIMIT @max_rows;

-- name: EndSessions :many
-- Ends a user's sessions: all, or the one with the id.
DELETE FROM sessions WHERE user_id = @user_id AND (@id::bigint = 0 OR id = @id) RETURNING id;

-- name: InsertToken :one
INSERT INTO api_tokens (user_id, name, prefix, hash, scopes, expires_at)
VALUES (@user_id, @name, @prefix, @hash, @scopes, @expires_at) RETURNING *;

-- name: ListTokens :many
SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at, last_used_address, revoked_at FROM api_tokens
WHERE user_id = @user_id AND id < @before_id
ORDER BY id DESC LIMIT @max_rows;

-- name: RevokeTokens :many
-- Revokes a user's tokens: all, or the one with the id.
UPDATE api_tokens SET revoked_at = now() WHERE user_id = @user_id AND (@id::bigint = 0 OR id = @id) AND revoked_at IS NULL
RETURNING id, name, prefix;

-- name: CountTokens :one
SELECT count(*) FROM api_tokens WHERE user_id = @user_id AND revoked_at IS NULL AND expires_at > now();

-- name: UserByID :one
SELECT * FROM users WHERE id = @id AND role <> 'system';
