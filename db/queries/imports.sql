-- name: InsertImport :exec
INSERT INTO imports (id, kind, file_name, dry_run, rows, readable, errors, unused, uploaded_by)
VALUES (@id, @kind, @file_name, @dry_run, @rows, @readable, @errors, @unused::text[], @uploaded_by);

-- name: InsertImportRows :exec
INSERT INTO import_rows (import_id, row_no, line, content)
SELECT @import_id, unnest(@row_nos::integer[]), unnest(@lines::integer[]), unnest(@contents::jsonb[]);

-- name: InsertImportErrors :exec
INSERT INTO import_errors (import_id, line, column_name, subject, code, message)
SELECT @import_id, unnest(@lines::integer[]), unnest(@columns::text[]), unnest(@subjects::text[]), unnest(@codes::text[]),
    unnest(@messages::text[]);

-- name: ImportByID :one
SELECT sqlc.embed(i), u.name AS uploaded_by_name FROM imports i JOIN users u ON u.id = i.uploaded_by WHERE i.id = @id;

-- name: LockImport :one
SELECT sqlc.embed(i), u.name AS uploaded_by_name FROM imports i JOIN users u ON u.id = i.uploaded_by
WHERE i.id = @id FOR UPDATE OF i;

-- name: ListImports :many
SELECT sqlc.embed(i), u.name AS uploaded_by_name FROM imports i JOIN users u ON u.id = i.uploaded_by
WHERE (i.uploaded_at, i.id) < (@before_at::timestamptz, @before_id::uuid)
ORDER BY i.uploaded_at DESC, i.id DESC LIMIT @max_rows;

-- name: NextImportRows :many
SELECT row_no, line, content FROM import_rows WHERE import_id = @import_id AND row_no > @after_row
ORDER BY row_no LIMIT @max_rows;

-- name: SaveImport :one
UPDATE imports SET status = @status, done = @done, created = @created, changed = @changed, unchanged = @unchanged, errors = @errors,
    finished_at = @finished_at
WHERE id = @id RETURNING *;

-- name: DeleteImportRows :exec
DELETE FROM import_rows WHERE import_id = @import_id;

-- name: ListImportErrors :many
SELECT id, line, column_name, subject, code, message FROM import_errors
WHERE import_id = @import_id AND (line, id) > (@after_line::integer, @after_id::bigint)
ORDER BY line, id LIMIT @max_rows;

-- name: ClaimImports :many
-- Imports whose workflow is to be started, oldest first.
UPDATE imports SET claimed_until = now() + interval '10 seconds'
WHERE id IN (
    SELECT i.id FROM imports i WHERE i.claimed_until < now() ORDER BY i.uploaded_at LIMIT @max_rows FOR UPDATE SKIP LOCKED
)
RETURNING id;

-- name: ImportStarted :exec
UPDATE imports SET claimed_until = NULL WHERE id = @id;

-- name: ProductIDBySKU :one
SELECT id FROM products WHERE sku = @sku;
