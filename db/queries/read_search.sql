-- name: ProductsNamedExactly :many
-- By SKU, however its letters are written, or by barcode; a GTIN with and
-- without leading zeros.
SELECT id, 0 AS tier FROM products WHERE lower(sku) = lower(@term::text)
UNION ALL
SELECT product_id, 1 FROM product_barcodes WHERE barcode = @term::text
UNION ALL
SELECT product_id, 1 FROM product_barcodes WHERE gtin = gtin14(@term::text);

-- name: ProductsBeginning :many
-- With the beginning of their SKU, or of their name.
(SELECT p.id FROM products p WHERE lower(p.sku) LIKE lower(@prefix::text) AND (@status::text = '' OR p.status = @status)
    ORDER BY lower(p.sku) USING ~<~ LIMIT @max_rows)
UNION ALL
(SELECT p.id FROM products p WHERE lower(p.name) LIKE lower(@prefix::text) AND (@status::text = '' OR p.status = @status)
    ORDER BY lower(p.name) USING ~<~ LIMIT @max_rows);

-- name: ProductsByLikeness :many
-- The most alike of some products first.
SELECT p.id FROM products p WHERE p.id = ANY(@ids::bigint[]) AND (@status::text = '' OR p.status = @status)
ORDER BY word_similarity(@term::text, p.name) DESC, length(p.name), p.name, p.id LIMIT @max_rows;

-- name: WidenSimilarity :exec
-- Until the end of the transaction: a letter that is wrong, missing or swapped
-- in a word of five is still alike.
SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true);

-- name: SimilarProducts :many
-- With words in their name that are written almost like the term. Of very many
-- the first are enough.
SELECT p.id FROM products p WHERE @term::text <% p.name ORDER BY p.name, p.id LIMIT @max_rows;

-- name: ProductsByIDs :many
SELECT * FROM products WHERE id = ANY(@ids::bigint[]) AND (@status::text = '' OR status = @status);
