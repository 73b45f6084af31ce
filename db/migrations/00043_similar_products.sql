-- +goose Up
-- Products with words in their name that are written almost like a term. The
-- planner takes the comparison for as cheap as any other and would rather
-- compare every name, so here it is told not to.
-- +goose StatementBegin
CREATE FUNCTION similar_products(term text, likeness real, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM set_config('pg_trgm.word_similarity_threshold', likeness::text, true);
    RETURN QUERY SELECT p.id FROM products p WHERE term <% p.name LIMIT most;
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION similar_products TO stockflow_app;

-- +goose Down
DROP FUNCTION similar_products;
