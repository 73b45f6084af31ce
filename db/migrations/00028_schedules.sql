-- +goose Up
-- What admins changed of the scheduled jobs, whose definitions are in code
-- (internal/schedules), and how far Temporal has been told of it.
CREATE TABLE schedules (
    id           text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 60),
    -- Null: as defined in code.
    cron         text CHECK (length(cron) BETWEEN 1 AND 200),
    time_zone    text CHECK (length(time_zone) BETWEEN 1 AND 60),
    paused       boolean NOT NULL DEFAULT false,
    note         text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    -- Counts the edits.
    revision     integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
    updated_by   bigint REFERENCES users,
    updated_at   timestamptz,
    -- A digest of what Temporal was last told; when, and why it couldn't be.
    applied      text NOT NULL DEFAULT '',
    applied_at   timestamptz,
    apply_error  text NOT NULL DEFAULT '',
    -- A run that an admin asked for, until Temporal has heard of it.
    triggered_by bigint REFERENCES users,
    triggered_at timestamptz
);

-- One row a firing. What a job makes exists once per (schedule, time) as well.
CREATE TABLE schedule_runs (
    schedule_id    text NOT NULL,
    scheduled_time timestamptz NOT NULL,
    status         text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
    -- What the job worked on, and in how many batches.
    done           bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    batches        integer NOT NULL DEFAULT 0 CHECK (batches >= 0),
    message        text NOT NULL DEFAULT '',
    workflow_id    text NOT NULL,
    run_id         text NOT NULL,
    started_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    PRIMARY KEY (schedule_id, scheduled_time),
    CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX schedule_runs_time_idx ON schedule_runs (scheduled_time);
CREATE INDEX schedule_runs_open_idx ON schedule_runs (started_at) WHERE status = 'running';

GRANT SELECT, INSERT, UPDATE ON schedules TO stockflow_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON schedule_runs TO stockflow_app;

-- +goose Down
DROP TABLE schedule_runs, schedules;
