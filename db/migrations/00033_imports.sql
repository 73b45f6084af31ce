-- +goose Up
-- Files that people import. The rows that a file was understood as wait in
-- import_rows; a workflow applies them in batches, each in one transaction with
-- the figures here, so that a row is applied once however often it is tried.
CREATE TABLE imports (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('products')),
    file_name   text NOT NULL DEFAULT '' CHECK (length(file_name) <= 200),
    -- A trial: every row is tried, and nothing is changed.
    dry_run     boolean NOT NULL DEFAULT false,
    status      text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'cancelling', 'cancelled', 'done')),
    -- All rows of the file, those that could be read, and how many of these are done.
    rows        integer NOT NULL CHECK (rows >= 0),
    readable    integer NOT NULL CHECK (readable BETWEEN 0 AND rows),
    done        integer NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND readable),
    created     integer NOT NULL DEFAULT 0,
    changed     integer NOT NULL DEFAULT 0,
    unchanged   integer NOT NULL DEFAULT 0,
    errors      integer NOT NULL DEFAULT 0,
    unused      text[] NOT NULL DEFAULT '{}',
    uploaded_by bigint NOT NULL REFERENCES users,
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    -- Until when a worker is starting the workflow; null: it has been started.
    claimed_until timestamptz DEFAULT '-infinity',
    CHECK ((finished_at IS NOT NULL) = (status IN ('cancelled', 'done'))),
    CHECK (created + changed + unchanged <= done)
);
CREATE INDEX imports_uploaded_idx ON imports (uploaded_at DESC, id DESC);
CREATE INDEX imports_start_idx ON imports (uploaded_at) WHERE claimed_until IS NOT NULL;

CREATE TABLE import_rows (
    import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    row_no    integer NOT NULL CHECK (row_no > 0),
    line      integer NOT NULL,
    content   jsonb NOT NULL,
    PRIMARY KEY (import_id, row_no)
);

CREATE TABLE import_errors (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    import_id   uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    line        integer NOT NULL,
    column_name text NOT NULL DEFAULT '',
    subject     text NOT NULL DEFAULT '',
    code        text NOT NULL,
    message     text NOT NULL,
    PRIMARY KEY (import_id, line, id)
);

GRANT SELECT, INSERT, UPDATE ON imports TO stockflow_app;
GRANT SELECT, INSERT, DELETE ON import_rows TO stockflow_app;
GRANT SELECT, INSERT ON import_errors TO stockflow_app;

-- +goose Down
DROP TABLE import_errors, import_rows, imports;
