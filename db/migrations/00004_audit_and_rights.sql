-- +goose Up
-- Audit records are chained per stream (a warehouse, or the people's or the
-- catalogue's): each hash covers the one before, so that an edited or a
-- removed record shows.
CREATE TABLE audit_records (
    stream         text NOT NULL,
    seq            bigint NOT NULL CHECK (seq > 0),
    at             timestamptz NOT NULL,
    user_id        bigint NOT NULL,
    action         text NOT NULL,
    subject_kind   text NOT NULL,
    subject_id     text NOT NULL,
    -- json, not jsonb: the hash covers the text as it was written.
    before         json,
    after          json,
    remote_address text NOT NULL DEFAULT '',
    request_id     text NOT NULL DEFAULT '',
    hash           bytea NOT NULL,
    PRIMARY KEY (stream, seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_records_at_idx ON audit_records (at DESC, stream, seq);
CREATE INDEX audit_records_subject_idx ON audit_records (subject_kind, subject_id, at DESC);
CREATE INDEX audit_records_user_idx ON audit_records (user_id, at DESC);

-- The last record of each stream.
CREATE TABLE audit_heads (
    stream text PRIMARY KEY,
    seq    bigint NOT NULL,
    hash   bytea NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION ensure_audit_partitions(first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    month date := date_trunc('month', first)::date;
    made  integer := 0;
    part  text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_audit_partitions'));
    FOR i IN 1..months LOOP
        part := 'audit_records_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            -- The bounds are UTC months, whatever the session's time zone.
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_records FOR VALUES FROM (%L) TO (%L)', part,
                to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
            -- Unlike row triggers, those of TRUNCATE aren't inherited.
            EXECUTE format('CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
            made := made + 1;
        END IF;
        month := (month + interval '1 month')::date;
    END LOOP;
    RETURN made;
END $$;
-- +goose StatementEnd
SELECT ensure_audit_partitions((now() AT TIME ZONE 'UTC')::date, 13);
-- What falls outside the months is kept all the same.
CREATE TABLE audit_records_default PARTITION OF audit_records DEFAULT;

-- A row trigger, since it is inherited by the partitions.
CREATE TRIGGER audit_records_append_only BEFORE UPDATE OR DELETE ON audit_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON audit_records_default
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operation_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operation_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT USAGE ON SCHEMA public TO stockflow_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO stockflow_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO stockflow_app;
GRANT INSERT ON movements, audit_records, operation_steps, operation_lines, inventory TO stockflow_app;
-- SELECT … FOR UPDATE asks for a right to update; this column alone is of no use to a forger.
GRANT UPDATE (updated_at) ON inventory TO stockflow_app;
GRANT UPDATE (reserved, picked, dispatched, received, damaged, returned, lost, scrapped, pending) ON operation_lines TO stockflow_app;
GRANT INSERT, UPDATE ON users, warehouses, locations, products, packaging_units, lots, operations, approvals,
    idempotency_keys, parked_commands, process_notices, audit_heads, sessions, product_barcodes, reservations, transit_lots,
    user_warehouses TO stockflow_app;
GRANT DELETE ON user_warehouses, sessions, product_barcodes, packaging_units, reservations, transit_lots, idempotency_keys,
    parked_commands, process_notices TO stockflow_app;
GRANT EXECUTE ON FUNCTION ensure_audit_partitions TO stockflow_app;

-- +goose Down
DROP TABLE audit_records, audit_heads;
DROP FUNCTION ensure_audit_partitions;
