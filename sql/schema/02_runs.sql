CREATE TABLE runs (
    run_id         VARCHAR NOT NULL,
    flow           VARCHAR NOT NULL,
    started_at     TIMESTAMP NOT NULL,
    ended_at       TIMESTAMP,
    state          VARCHAR NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'crashed')),
    n_feeds        INTEGER NOT NULL CHECK (n_feeds >= 0),
    n_feeds_failed INTEGER NOT NULL CHECK (n_feeds_failed >= 0),
    n_entries      INTEGER NOT NULL CHECK (n_entries >= 0),
    n_loaded       INTEGER NOT NULL CHECK (n_loaded >= 0),
    n_known        INTEGER NOT NULL CHECK (n_known >= 0),
    n_rejected     INTEGER NOT NULL CHECK (n_rejected >= 0),
    n_events       INTEGER NOT NULL CHECK (n_events >= 0),
    coder_version  VARCHAR NOT NULL,
    detail         VARCHAR,
    PRIMARY KEY (run_id)
);

COMMENT ON TABLE runs IS 'One row per run of a flow. In a run that ended well, n_entries = n_loaded + n_known + n_rejected.';
COMMENT ON COLUMN runs.run_id IS 'Stable id of the run';
COMMENT ON COLUMN runs.flow IS 'Name of the flow: ingest, recode, backfill';
COMMENT ON COLUMN runs.started_at IS 'Start, UTC';
COMMENT ON COLUMN runs.ended_at IS 'End, UTC; null while it runs or when it crashed';
COMMENT ON COLUMN runs.state IS 'How it stands';
COMMENT ON COLUMN runs.n_feeds IS 'Feeds asked';
COMMENT ON COLUMN runs.n_feeds_failed IS 'Feeds that gave nothing usable';
COMMENT ON COLUMN runs.n_entries IS 'Feed entries seen, left-overs of an earlier run included';
COMMENT ON COLUMN runs.n_loaded IS 'Entries that became an article row';
COMMENT ON COLUMN runs.n_known IS 'Entries dealt with by an earlier run';
COMMENT ON COLUMN runs.n_rejected IS 'Entries skipped, each with a row in rejects';
COMMENT ON COLUMN runs.n_events IS 'Event reports written';
COMMENT ON COLUMN runs.coder_version IS 'Version of the event coder';
COMMENT ON COLUMN runs.detail IS 'What went wrong, in words';
