-- +goose Up
-- Notifications and their deliveries are deleted when they are old.
CREATE INDEX notifications_created_idx ON notifications (created_at, id);
CREATE INDEX notification_deliveries_created_idx ON notification_deliveries (created_at, id);
GRANT DELETE ON notifications, notification_deliveries TO stockflow_app;

-- +goose Down
REVOKE DELETE ON notifications, notification_deliveries FROM stockflow_app;
DROP INDEX notifications_created_idx, notification_deliveries_created_idx;
