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

-- name: SimilarProducts :many
-- With words in their name that are written almost like the term. Of very many
-- some are enough.
SELECT similar_products(@term::text, @likeness::real, @max_rows::integer)::bigint AS id;

-- name: ProductsByIDs :many
SELECT * FROM products WHERE id = ANY(@ids::bigint[]) AND (@status::text = '' OR status = @status);
