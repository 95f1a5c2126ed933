CREATE TABLE rejects (
    reject_id  VARCHAR NOT NULL,
    run_id     VARCHAR,
    stage      VARCHAR NOT NULL,
    code       VARCHAR NOT NULL,
    detail     VARCHAR NOT NULL,
    feed_url   VARCHAR,
    url        VARCHAR,
    entry_id   VARCHAR,
    article_id VARCHAR,
    start_char INTEGER,
    end_char   INTEGER,
    words      VARCHAR,
    PRIMARY KEY (reject_id)
);

COMMENT ON TABLE rejects IS 'Everything skipped, and why.';
COMMENT ON COLUMN rejects.reject_id IS 'Stable id';
COMMENT ON COLUMN rejects.run_id IS 'Run that skipped it';
COMMENT ON COLUMN rejects.stage IS 'Stage that skipped it: feeds, fetch, archive, articles, entities, events, stories, warehouse';
COMMENT ON COLUMN rejects.code IS 'Why, one word';
COMMENT ON COLUMN rejects.detail IS 'Why, for people';
COMMENT ON COLUMN rejects.feed_url IS 'Feed concerned';
COMMENT ON COLUMN rejects.url IS 'Address concerned';
COMMENT ON COLUMN rejects.entry_id IS 'Feed entry concerned';
COMMENT ON COLUMN rejects.article_id IS 'Article concerned';
COMMENT ON COLUMN rejects.start_char IS 'First character concerned in articles.text';
COMMENT ON COLUMN rejects.end_char IS 'Character after the last one concerned';
COMMENT ON COLUMN rejects.words IS 'The words concerned, from start_char to end_char';
