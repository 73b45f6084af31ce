-- +goose Up
-- Whether it was decided how a notification is delivered, when its user read
-- it, and the warehouse that it is about, for channels that are a site's own.
ALTER TABLE notifications
    ADD COLUMN planned boolean NOT NULL DEFAULT false,
    ADD COLUMN read_at timestamptz,
    ADD COLUMN warehouse_id bigint REFERENCES warehouses;
CREATE INDEX notifications_unplanned_idx ON notifications (id) WHERE NOT planned;
CREATE INDEX notifications_unread_idx ON notifications (user_id, id) WHERE NOT account AND read_at IS NULL;
-- Single-use links that nobody was sent in time.
CREATE INDEX notifications_account_idx ON notifications (created_at) WHERE account AND body <> '';
GRANT UPDATE (planned, read_at) ON notifications TO stockflow_app;

-- The company's ways out besides mail and browser: a room that is shared, or
-- the provider by which people's own phones and topics are reached.
CREATE TABLE notification_channels (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    kind          text NOT NULL CHECK (kind IN ('room', 'sms', 'push')),
    -- The scheme of the provider's URL; the URL itself holds secrets and is encrypted.
    provider      text NOT NULL CHECK (length(provider) BETWEEN 1 AND 40),
    sealed_url    bytea NOT NULL,
    enabled       boolean NOT NULL DEFAULT true,
    allow_private boolean NOT NULL DEFAULT false,
    -- What a room is told of; empty: every kind, every warehouse.
    kinds         text[] NOT NULL DEFAULT '{}',
    min_severity  text NOT NULL DEFAULT 'warning' CHECK (min_severity IN ('info', 'warning', 'critical')),
    warehouse_ids bigint[] NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX notification_channels_name_key ON notification_channels (lower(name));
CREATE UNIQUE INDEX notification_channels_personal_key ON notification_channels (kind) WHERE kind <> 'room' AND enabled;

-- How one user is reached, and when not.
CREATE TABLE notification_settings (
    user_id        bigint PRIMARY KEY REFERENCES users,
    phone          text NOT NULL DEFAULT '' CHECK (phone ~ '^(\+[0-9]{6,15})?$'),
    topic          text NOT NULL DEFAULT '' CHECK (topic ~ '^[A-Za-z0-9_-]{0,64}$'),
    time_zone      text NOT NULL DEFAULT 'UTC',
    -- Minutes after midnight in the time zone; equal: no quiet hours.
    quiet_from     smallint NOT NULL DEFAULT 0 CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to       smallint NOT NULL DEFAULT 0 CHECK (quiet_to BETWEEN 0 AND 1439),
    quiet_critical boolean NOT NULL DEFAULT false,
    daily_at       smallint NOT NULL DEFAULT 480 CHECK (daily_at BETWEEN 0 AND 1439),
    updated_at     timestamptz NOT NULL DEFAULT now()
);

-- A user's choice: from a severity on, a kind ('*': all others) comes this way.
CREATE TABLE notification_rules (
    user_id      bigint NOT NULL REFERENCES users,
    channel      text NOT NULL CHECK (channel IN ('email', 'sms', 'push', 'browser')),
    kind         text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    min_severity text NOT NULL CHECK (min_severity IN ('info', 'warning', 'critical')),
    timing       text NOT NULL CHECK (timing IN ('immediate', 'hourly', 'daily', 'off')),
    PRIMARY KEY (user_id, channel, kind, min_severity)
);

-- Browsers that a user lets Stockflow push to.
CREATE TABLE push_subscriptions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users,
    endpoint   text NOT NULL UNIQUE CHECK (length(endpoint) BETWEEN 1 AND 1000),
    p256dh     text NOT NULL CHECK (length(p256dh) BETWEEN 1 AND 200),
    auth       text NOT NULL CHECK (length(auth) BETWEEN 1 AND 100),
    user_agent text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 400),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_user_idx ON push_subscriptions (user_id);

-- The key by which push services know this installation. One row.
CREATE TABLE push_keys (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    public_key     text NOT NULL,
    sealed_private bytea NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);

-- A notification on its way through one channel, or a digest of several.
CREATE TABLE notification_deliveries (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Null for a digest, which holds those that name it.
    notification_id bigint REFERENCES notifications,
    digest_id       bigint REFERENCES notification_deliveries,
    -- Null for a room.
    user_id         bigint REFERENCES users,
    channel         text NOT NULL CHECK (channel IN ('email', 'sms', 'push', 'browser', 'room')),
    channel_id      bigint REFERENCES notification_channels ON DELETE CASCADE,
    subscription_id bigint REFERENCES push_subscriptions ON DELETE CASCADE,
    -- A room hears once of what several people are told; empty: no room.
    room_key        text NOT NULL DEFAULT '',
    account         boolean NOT NULL DEFAULT false,
    timing          text NOT NULL CHECK (timing IN ('immediate', 'hourly', 'daily')),
    -- collecting: waits for its digest, then collected. waiting: for its time.
    -- sending: a workflow has it.
    state           text NOT NULL CHECK (state IN ('collecting', 'collected', 'waiting', 'sending', 'sent', 'parked', 'discarded')),
    due_at          timestamptz NOT NULL,
    claimed_until   timestamptz NOT NULL DEFAULT '-infinity',
    -- Counts the workflows that had it: an admin's retry begins another.
    round           integer NOT NULL DEFAULT 0,
    attempts        integer NOT NULL DEFAULT 0,
    reason          text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    started_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CHECK ((channel = 'room') = (room_key <> ''))
);
CREATE UNIQUE INDEX notification_deliveries_room_key ON notification_deliveries (channel_id, room_key) WHERE room_key <> '';
CREATE INDEX notification_deliveries_due_idx ON notification_deliveries (due_at, id) WHERE state = 'waiting';
CREATE INDEX notification_deliveries_digest_due_idx ON notification_deliveries (due_at, user_id, channel) WHERE state = 'collecting';
CREATE INDEX notification_deliveries_open_idx ON notification_deliveries (state, updated_at)
    WHERE state IN ('collecting', 'waiting', 'sending', 'parked');
CREATE INDEX notification_deliveries_parked_idx ON notification_deliveries (id DESC) WHERE state = 'parked';
CREATE INDEX notification_deliveries_digest_idx ON notification_deliveries (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX notification_deliveries_notification_idx ON notification_deliveries (notification_id);
CREATE INDEX notification_deliveries_channel_idx ON notification_deliveries (channel_id) WHERE channel_id IS NOT NULL;
CREATE INDEX notification_deliveries_subscription_idx ON notification_deliveries (subscription_id) WHERE subscription_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON notification_channels, notification_settings, notification_rules, push_subscriptions TO stockflow_app;
GRANT SELECT, INSERT ON push_keys TO stockflow_app;
GRANT SELECT, INSERT, UPDATE ON notification_deliveries TO stockflow_app;

-- +goose Down
DROP INDEX notifications_account_idx;
DROP TABLE notification_deliveries, push_keys, push_subscriptions, notification_rules, notification_settings, notification_channels;
ALTER TABLE notifications DROP COLUMN planned, DROP COLUMN read_at, DROP COLUMN warehouse_id;
