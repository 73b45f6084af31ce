-- +goose Up
-- The lists of alerts in a state, and of products.
CREATE INDEX alerts_status_idx ON alerts (site, status, rank, raised_at, id) WHERE active;
DROP INDEX alerts_product_idx;
CREATE INDEX alerts_product_idx ON alerts (product_id) WHERE active AND product_id IS NOT NULL;
CREATE INDEX alerts_past_type_idx ON alerts (site, type, resolved_at DESC, id DESC) WHERE NOT active;
CREATE INDEX alerts_past_rank_idx ON alerts (site, rank, resolved_at DESC, id DESC) WHERE NOT active;
CREATE INDEX alerts_past_assigned_idx ON alerts (assigned_to, resolved_at DESC, id DESC) WHERE NOT active AND assigned_to IS NOT NULL;
CREATE INDEX alerts_past_product_idx ON alerts (product_id, resolved_at DESC) WHERE NOT active AND product_id IS NOT NULL;

-- How many alerts are open and not put off, so that a badge doesn't count them.
-- Whoever changes alerts of a site holds the lock of its audit stream.
CREATE TABLE alert_counts (
    site     bigint NOT NULL,
    type     text NOT NULL,
    severity text NOT NULL,
    alerts   bigint NOT NULL,
    PRIMARY KEY (site, type, severity)
) WITH (fillfactor = 50);

-- +goose StatementBegin
CREATE FUNCTION count_alerts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO alert_counts AS c (site, type, severity, alerts)
        SELECT site, type, severity, count(*) FROM new_rows WHERE active AND status <> 'snoozed' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (site, type, severity) DO UPDATE SET alerts = c.alerts + EXCLUDED.alerts;
    ELSE
        INSERT INTO alert_counts AS c (site, type, severity, alerts)
        SELECT site, type, severity, sum(change) FROM (
            SELECT site, type, severity, 1 AS change FROM new_rows WHERE active AND status <> 'snoozed'
            UNION ALL
            SELECT site, type, severity, -1 FROM old_rows WHERE active AND status <> 'snoozed'
        ) x GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (site, type, severity) DO UPDATE SET alerts = c.alerts + EXCLUDED.alerts;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
INSERT INTO alert_counts SELECT site, type, severity, count(*) FROM alerts WHERE active AND status <> 'snoozed' GROUP BY 1, 2, 3;
CREATE TRIGGER alerts_counted AFTER INSERT ON alerts
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_alerts();
CREATE TRIGGER alerts_recounted AFTER UPDATE ON alerts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_alerts();
GRANT SELECT ON alert_counts TO stockflow_app;

-- +goose Down
DROP TRIGGER alerts_counted ON alerts;
DROP TRIGGER alerts_recounted ON alerts;
DROP FUNCTION count_alerts;
DROP TABLE alert_counts;
DROP INDEX alerts_status_idx, alerts_product_idx, alerts_past_type_idx, alerts_past_rank_idx, alerts_past_assigned_idx,
    alerts_past_product_idx;
CREATE INDEX alerts_product_idx ON alerts (product_id, id) WHERE product_id IS NOT NULL;
