-- +goose Up
-- Somebody who asks for access is 'requested', somebody who was let in but has
-- no password yet 'invited'. Neither can sign in.
ALTER TABLE users DROP CONSTRAINT users_status_check;
ALTER TABLE users ADD CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'requested', 'invited'));

-- Sessions are listed and ended by their users. Those from before don't say
-- whose they are: these people sign in again.
DELETE FROM sessions;
ALTER TABLE sessions
    ADD COLUMN id bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN user_id bigint NOT NULL REFERENCES users,
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN user_agent text NOT NULL DEFAULT '',
    ADD COLUMN remote_address text NOT NULL DEFAULT '';
CREATE INDEX sessions_user_idx ON sessions (user_id, id DESC);

-- Single-use links that were mailed: at most one of each purpose a user. Only
-- the SHA-256 of the secret is kept; using a link deletes its row.
CREATE TABLE account_links (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32),
    user_id    bigint NOT NULL REFERENCES users,
    purpose    text NOT NULL CHECK (purpose IN ('confirm_email', 'invitation', 'password_reset')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    UNIQUE (user_id, purpose)
);
CREATE INDEX account_links_expiry_idx ON account_links (expires_at);

CREATE TABLE access_requests (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id           bigint NOT NULL REFERENCES users,
    -- Codes as they were typed: who asks isn't told which warehouses there are.
    wanted_warehouses text[] NOT NULL DEFAULT '{}',
    note              text NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    -- An 'unconfirmed' one has an address that nobody has proved to be theirs.
    status            text NOT NULL CHECK (status IN ('unconfirmed', 'pending', 'approved', 'refused')),
    created_at        timestamptz NOT NULL DEFAULT now(),
    decided_at        timestamptz,
    decided_by        bigint REFERENCES users,
    reason            text NOT NULL DEFAULT ''
);
CREATE INDEX access_requests_status_idx ON access_requests (status, id);
CREATE UNIQUE INDEX access_requests_open_key ON access_requests (user_id) WHERE status IN ('unconfirmed', 'pending');

-- Attempts that failed, or that cost a mail, by account and by address. They
-- are here and not in Redis so that no outage opens the door to guessing.
CREATE TABLE attempts (
    key          text PRIMARY KEY CHECK (length(key) <= 100),
    failures     integer NOT NULL,
    since        timestamptz NOT NULL DEFAULT now(),
    -- How often in a row it was locked: each time for twice as long.
    locks        integer NOT NULL DEFAULT 0,
    locked_until timestamptz
);
CREATE INDEX attempts_since_idx ON attempts (since);

-- Tokens with which scanners and scripts act for a user. Only the SHA-256 of a
-- token is kept.
CREATE TABLE api_tokens (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id           bigint NOT NULL REFERENCES users,
    name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- The token's beginning, to recognise it by.
    prefix            text NOT NULL CHECK (length(prefix) <= 20),
    hash              bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    scopes            text[] NOT NULL CHECK (cardinality(scopes) > 0),
    created_at        timestamptz NOT NULL DEFAULT now(),
    expires_at        timestamptz NOT NULL,
    last_used_at      timestamptz,
    last_used_address text NOT NULL DEFAULT '',
    revoked_at        timestamptz
);
CREATE INDEX api_tokens_user_idx ON api_tokens (user_id, id DESC);

GRANT SELECT, INSERT, UPDATE ON account_links, access_requests, attempts, api_tokens TO stockflow_app;
GRANT DELETE ON account_links, attempts TO stockflow_app;

-- +goose Down
DROP TABLE api_tokens, attempts, access_requests, account_links;
DELETE FROM sessions;
ALTER TABLE sessions DROP COLUMN id, DROP COLUMN user_id, DROP COLUMN created_at, DROP COLUMN last_used_at,
    DROP COLUMN user_agent, DROP COLUMN remote_address;
UPDATE users SET status = 'inactive' WHERE status IN ('requested', 'invited');
ALTER TABLE users DROP CONSTRAINT users_status_check;
ALTER TABLE users ADD CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive'));
