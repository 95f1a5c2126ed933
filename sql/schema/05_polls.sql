CREATE TABLE polls (
    poll_id     VARCHAR NOT NULL,
    run_id      VARCHAR NOT NULL,
    feed_url    VARCHAR NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
    outcome     VARCHAR NOT NULL CHECK (outcome IN ('ok', 'unchanged', 'deferred', 'failed', 'retired')),
    code        VARCHAR,
    http_status INTEGER,
    size_bytes  BIGINT NOT NULL CHECK (size_bytes >= 0),
    n_entries   INTEGER NOT NULL CHECK (n_entries >= 0),
    n_known     INTEGER NOT NULL CHECK (n_known >= 0),
    n_new       INTEGER NOT NULL CHECK (n_new >= 0),
    page_id     VARCHAR,
    PRIMARY KEY (poll_id)
);

COMMENT ON TABLE polls IS 'One row per request of a feed and how it went.';
COMMENT ON COLUMN polls.poll_id IS 'Stable id';
COMMENT ON COLUMN polls.run_id IS 'Run that asked';
COMMENT ON COLUMN polls.feed_url IS 'Feed asked';
COMMENT ON COLUMN polls.started_at IS 'When, UTC';
COMMENT ON COLUMN polls.duration_ms IS 'Time until it had answered, the wait for its host''s turn included, milliseconds';
COMMENT ON COLUMN polls.outcome IS 'How it went';
COMMENT ON COLUMN polls.code IS 'Error code, null when it went well';
COMMENT ON COLUMN polls.http_status IS 'HTTP status, null when there was no answer';
COMMENT ON COLUMN polls.size_bytes IS 'Size of the decompressed document';
COMMENT ON COLUMN polls.n_entries IS 'Entries in the document';
COMMENT ON COLUMN polls.n_known IS 'Of these, known before';
COMMENT ON COLUMN polls.n_new IS 'Of these, new';
COMMENT ON COLUMN polls.page_id IS 'Capture of the document';
