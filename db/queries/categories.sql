-- name: LockCategories :exec
-- Changes of the tree come one after the other: together two of them could
-- make a circle.
SELECT pg_advisory_xact_lock(hashtext('categories'));

-- name: CategoryByID :one
SELECT * FROM categories WHERE id = @id;

-- name: CategoryByPath :one
SELECT * FROM categories WHERE lower(path) = lower(@path::text);

-- name: CategoryPaths :many
SELECT id, path FROM categories WHERE id = ANY(@ids::bigint[]);

-- name: ListCategories :many
SELECT sqlc.embed(categories), lower(path)::text AS sort_key FROM categories
WHERE (@status::text = '' OR status = @status) AND lower(path) LIKE lower(@part::text) AND lower(path) > @after_path::text
ORDER BY lower(path) LIMIT @max_rows;

-- name: InsertCategory :one
INSERT INTO categories (parent_id, name, path) VALUES (sqlc.narg(parent_id), @name, @path) RETURNING *;

-- name: UpdateCategory :one
UPDATE categories SET parent_id = sqlc.narg(parent_id), name = @name, status = @status, updated_at = now() WHERE id = @id RETURNING *;

-- name: CategorySubtree :many
-- A category and all below it, with how many levels lie between.
WITH RECURSIVE tree AS (
    SELECT c.id, 0 AS depth FROM categories c WHERE c.id = @id
    UNION ALL
    SELECT c.id, tree.depth + 1 FROM categories c JOIN tree ON c.parent_id = tree.id WHERE tree.depth < 20
)
SELECT id, depth::integer AS depth FROM tree;

-- name: MoveCategoryPaths :exec
-- Gives the categories of a subtree the path that it has now.
UPDATE categories SET path = @path::text || substr(path, length(@former::text) + 1), updated_at = now()
WHERE id = ANY(@ids::bigint[]);
