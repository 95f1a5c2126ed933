CREATE TABLE entries (
    entry_id       VARCHAR NOT NULL,
    feed_url       VARCHAR NOT NULL,
    guid           VARCHAR,
    url            VARCHAR NOT NULL,
    url_raw        VARCHAR NOT NULL,
    title          VARCHAR NOT NULL,
    summary        VARCHAR NOT NULL,
    content        VARCHAR,
    authors        VARCHAR[] NOT NULL,
    published_at   TIMESTAMP,
    published_raw  VARCHAR,
    updated_at     TIMESTAMP,
    language       VARCHAR,
    tags           VARCHAR[] NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    flags          VARCHAR[] NOT NULL,
    attempts       INTEGER NOT NULL,
    next_try_at    TIMESTAMP,
    state          VARCHAR NOT NULL CHECK (state IN ('pending', 'loaded', 'rejected')),
    article_id     VARCHAR,
    first_run_id   VARCHAR NOT NULL,
    first_seen_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (entry_id)
);

COMMENT ON TABLE entries IS 'Every item that a feed has offered, once per version; what is pending is taken up by the next run.';
COMMENT ON COLUMN entries.entry_id IS 'Stable id of this item in this version';
COMMENT ON COLUMN entries.feed_url IS 'Feed that offered it';
COMMENT ON COLUMN entries.guid IS 'The feed''s own id of the item';
COMMENT ON COLUMN entries.url IS 'Address of the article, tracking parameters removed';
COMMENT ON COLUMN entries.url_raw IS 'Address as the feed gives it';
COMMENT ON COLUMN entries.title IS 'Title in the feed';
COMMENT ON COLUMN entries.summary IS 'Summary in the feed, HTML; emptied once loaded';
COMMENT ON COLUMN entries.content IS 'Full content in the feed, HTML; emptied once loaded';
COMMENT ON COLUMN entries.authors IS 'Authors in the feed';
COMMENT ON COLUMN entries.published_at IS 'Publication instant in the feed, UTC';
COMMENT ON COLUMN entries.published_raw IS 'The same as the feed writes it';
COMMENT ON COLUMN entries.updated_at IS 'Instant of the last change in the feed, UTC';
COMMENT ON COLUMN entries.language IS 'Language in the feed, ISO 639-1';
COMMENT ON COLUMN entries.tags IS 'Tags in the feed';
COMMENT ON COLUMN entries.content_sha256 IS 'Hash of title, summary and content';
COMMENT ON COLUMN entries.flags IS 'What was odd: date_future, date_no_zone, full_content ...';
COMMENT ON COLUMN entries.attempts IS 'Runs that asked for its page in vain; after 5 it is given up';
COMMENT ON COLUMN entries.next_try_at IS 'Its page is not asked for before, UTC; null when it was not asked for in vain';
COMMENT ON COLUMN entries.state IS 'What became of it';
COMMENT ON COLUMN entries.article_id IS 'Article it became';
COMMENT ON COLUMN entries.first_run_id IS 'Run that first saw it';
COMMENT ON COLUMN entries.first_seen_at IS 'When it was first seen, UTC';
