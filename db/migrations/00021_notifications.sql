-- +goose Up
-- What somebody is to be told. A row is written in the transaction of its
-- cause; how it is delivered, and whether, is decided afterwards.
CREATE TABLE notifications (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users,
    kind       text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    severity   text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    body       text NOT NULL DEFAULT '',
    -- Where in the dashboard it leads, as /alerts/7; empty: nowhere.
    link       text NOT NULL DEFAULT '',
    -- A second row with the same key is not written; empty: no key.
    dedup_key  text NOT NULL DEFAULT '',
    -- About the account itself: always mailed, whatever the user prefers, and
    -- never listed; its body may hold a single-use link and is wiped once sent.
    account    boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX notifications_dedup_key ON notifications (user_id, dedup_key) WHERE dedup_key <> '';
CREATE INDEX notifications_user_idx ON notifications (user_id, id DESC) WHERE NOT account;

GRANT SELECT, INSERT ON notifications TO stockflow_app;
GRANT UPDATE (body) ON notifications TO stockflow_app;

-- +goose Down
DROP TABLE notifications;
