-- +goose Up
-- By time and not by id alone: for a user with few rows the planner would walk
-- the primary key through everybody's.
CREATE INDEX notifications_inbox_idx ON notifications (user_id, created_at DESC, id DESC) WHERE NOT account;
CREATE INDEX notifications_inbox_unread_idx ON notifications (user_id, created_at DESC, id DESC) WHERE NOT account AND read_at IS NULL;
DROP INDEX notifications_user_idx, notifications_unread_idx;

-- +goose Down
CREATE INDEX notifications_user_idx ON notifications (user_id, id DESC) WHERE NOT account;
CREATE INDEX notifications_unread_idx ON notifications (user_id, id) WHERE NOT account AND read_at IS NULL;
DROP INDEX notifications_inbox_idx, notifications_inbox_unread_idx;
