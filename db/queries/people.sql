-- name: Principal :one
-- Who a session belongs to, if the session and the user still stand.
SELECT u.id, u.email, u.name, u.role, u.password_hash,
    ARRAY(SELECT w.warehouse_id FROM user_warehouses w WHERE w.user_id = u.id ORDER BY w.warehouse_id)::bigint[] AS warehouses
FROM users u
WHERE u.id = @id AND u.status = 'active' AND u.role <> 'system'
    AND EXISTS (SELECT FROM sessions s WHERE s.token = @token AND s.expiry > now());

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
SELECT id, email, name, role, status, created_at FROM users
WHERE role <> 'system' AND id > @after_id
ORDER BY id LIMIT @max_rows;

-- name: DeleteExpiredSessions :exec
DELETE FROM sessions WHERE expiry < now();

-- name: FindSession :one
SELECT data, expiry FROM sessions WHERE token = @token AND expiry > now();

-- name: SaveSession :exec
INSERT INTO sessions (token, data, expiry) VALUES (@token, @data, @expiry)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE token = @token;
