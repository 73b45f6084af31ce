-- +goose Up
-- Categories are a tree of a few levels. Each row has its whole path, as
-- "Food > Tea", so that lists and reports show and order it without a walk.
CREATE TABLE categories (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id  bigint REFERENCES categories,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200 AND name = btrim(name) AND name !~ '[>[:cntrl:]]'),
    path       text NOT NULL CHECK (length(path) <= 900),
    status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (parent_id <> id)
);
-- A name is used once among the children of a category, however it is written.
CREATE UNIQUE INDEX categories_path_key ON categories (lower(path));
CREATE INDEX categories_parent_idx ON categories (parent_id);

-- The texts that products had become categories; what differs only in letters
-- or spaces is one.
INSERT INTO categories (name, path)
SELECT min(c.name), min(c.name)
FROM (SELECT btrim(regexp_replace(replace(category, '>', '›'), '[[:space:][:cntrl:]]+', ' ', 'g')) AS name FROM products) c
WHERE c.name <> '' GROUP BY lower(c.name);
ALTER TABLE products ADD category_id bigint REFERENCES categories;
UPDATE products p SET category_id = c.id FROM categories c
WHERE lower(c.path) = lower(btrim(regexp_replace(replace(p.category, '>', '›'), '[[:space:][:cntrl:]]+', ' ', 'g')));
ALTER TABLE products DROP category;
CREATE INDEX products_category_idx ON products (category_id, name, id);
-- Searches that begin at the beginning: of the SKU and of the name.
CREATE INDEX products_sku_prefix_idx ON products (lower(sku) text_pattern_ops);
CREATE INDEX products_name_prefix_idx ON products (lower(name) text_pattern_ops);
-- Whether a product has history; a document's lines name it first.
CREATE INDEX operation_lines_product_idx ON operation_lines (product_id);

-- The form with fourteen digits of a GTIN-8, -12, -13 or -14 with a right check
-- digit; null for every other code.
-- +goose StatementBegin
CREATE FUNCTION gtin14(code text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    padded text := lpad(code, 14, '0');
    total  integer := 0;
BEGIN
    IF code !~ '^([0-9]{8}|[0-9]{12,14})$' THEN
        RETURN NULL;
    END IF;
    FOR i IN 1..14 LOOP
        total := total + substr(padded, i, 1)::integer * (CASE WHEN i % 2 = 1 THEN 3 ELSE 1 END);
    END LOOP;
    RETURN CASE WHEN total % 10 = 0 THEN padded END;
END $$;
-- +goose StatementEnd
-- The same GTIN may stand on a product with and without leading zeros; one is enough.
DELETE FROM product_barcodes b USING product_barcodes other
WHERE gtin14(b.barcode) = gtin14(other.barcode) AND b.product_id = other.product_id AND b.barcode < other.barcode;
ALTER TABLE product_barcodes ADD gtin text GENERATED ALWAYS AS (gtin14(barcode)) STORED;
CREATE UNIQUE INDEX product_barcodes_gtin_key ON product_barcodes (gtin);
CREATE INDEX product_barcodes_unit_idx ON product_barcodes (packaging_unit_id) WHERE packaging_unit_id IS NOT NULL;

-- A product that nothing has ever happened to may be deleted, its units and
-- codes with it. Lines name products without locking them (00002): so while one
-- is deleted no line is written, or a document could name what is gone a moment
-- later.
-- +goose StatementBegin
CREATE FUNCTION hold_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET lock_timeout = '2s' AS $$
BEGIN
    LOCK TABLE operation_lines IN SHARE MODE;
    RETURN NULL;
END $$;
CREATE FUNCTION forget_product() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF EXISTS (SELECT FROM operation_lines l WHERE l.product_id = OLD.id)
        OR EXISTS (SELECT FROM movements m WHERE m.product_id = OLD.id) THEN
        RAISE EXCEPTION 'product % has history', OLD.sku USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'product_has_history';
    END IF;
    DELETE FROM product_barcodes WHERE product_id = OLD.id;
    DELETE FROM packaging_units WHERE product_id = OLD.id;
    RETURN OLD;
END $$;
-- +goose StatementEnd
DROP TRIGGER products_kept ON products;
CREATE TRIGGER products_kept BEFORE TRUNCATE ON products FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete();
CREATE TRIGGER products_hold_lines BEFORE DELETE ON products FOR EACH STATEMENT EXECUTE FUNCTION hold_lines();
CREATE TRIGGER products_forget BEFORE DELETE ON products FOR EACH ROW EXECUTE FUNCTION forget_product();

GRANT SELECT, INSERT, UPDATE ON categories TO stockflow_app;
GRANT DELETE ON products TO stockflow_app;

-- +goose Down
REVOKE DELETE ON products FROM stockflow_app;
DROP TRIGGER products_forget ON products;
DROP TRIGGER products_hold_lines ON products;
DROP TRIGGER products_kept ON products;
CREATE TRIGGER products_kept BEFORE DELETE OR TRUNCATE ON products FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete();
DROP FUNCTION forget_product, hold_lines;
DROP INDEX product_barcodes_unit_idx;
ALTER TABLE product_barcodes DROP gtin;
DROP FUNCTION gtin14;
DROP INDEX operation_lines_product_idx, products_name_prefix_idx, products_sku_prefix_idx;
ALTER TABLE products ADD category text NOT NULL DEFAULT '';
UPDATE products p SET category = c.path FROM categories c WHERE c.id = p.category_id;
ALTER TABLE products DROP category_id;
DROP TABLE categories;
