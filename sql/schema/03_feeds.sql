CREATE TABLE feeds (
    feed_url             VARCHAR NOT NULL,
    title                VARCHAR NOT NULL,
    source               VARCHAR NOT NULL,
    homepage             VARCHAR,
    country              VARCHAR,
    language             VARCHAR,
    timezone             VARCHAR,
    category             VARCHAR,
    etag                 VARCHAR,
    last_modified        VARCHAR,
    next_poll_at         TIMESTAMP,
    poll_interval_s      INTEGER CHECK (poll_interval_s > 0),
    consecutive_failures INTEGER NOT NULL CHECK (consecutive_failures >= 0),
    last_ok_at           TIMESTAMP,
    last_code            VARCHAR,
    moved_to             VARCHAR,
    moved_seen           INTEGER NOT NULL CHECK (moved_seen >= 0),
    asked_at             VARCHAR,
    retired_at           TIMESTAMP,
    skip_hours           INTEGER[] NOT NULL,
    skip_days            VARCHAR[] NOT NULL,
    PRIMARY KEY (feed_url)
);

COMMENT ON TABLE feeds IS 'The feed list, with what polling each feed has taught.';
COMMENT ON COLUMN feeds.feed_url IS 'Address of the feed, credentials removed';
COMMENT ON COLUMN feeds.title IS 'Name for people';
COMMENT ON COLUMN feeds.source IS 'The outlet, usually its domain';
COMMENT ON COLUMN feeds.homepage IS 'Address of the outlet''s site';
COMMENT ON COLUMN feeds.country IS 'Country of the outlet, ISO 3166 alpha-3';
COMMENT ON COLUMN feeds.language IS 'Language of the feed, ISO 639-1';
COMMENT ON COLUMN feeds.timezone IS 'IANA zone in which the outlet''s naive times are read';
COMMENT ON COLUMN feeds.category IS 'world, regional, official and so on';
COMMENT ON COLUMN feeds.etag IS 'Validator of the last good answer, opaque';
COMMENT ON COLUMN feeds.last_modified IS 'Validator of the last good answer, opaque';
COMMENT ON COLUMN feeds.next_poll_at IS 'Not asked again before, UTC';
COMMENT ON COLUMN feeds.poll_interval_s IS 'Interval learned from the feed, seconds';
COMMENT ON COLUMN feeds.consecutive_failures IS 'Failed polls since the last good one';
COMMENT ON COLUMN feeds.last_ok_at IS 'Last good poll, UTC';
COMMENT ON COLUMN feeds.last_code IS 'Error code of the last poll; null when it went well';
COMMENT ON COLUMN feeds.moved_to IS 'Address to which the last good poll said it moves for good (HTTP 301, 308)';
COMMENT ON COLUMN feeds.moved_seen IS 'How many good polls in a row said so; at the third it is believed';
COMMENT ON COLUMN feeds.asked_at IS 'Address at which it is asked since a move was believed; null while it is asked at its own';
COMMENT ON COLUMN feeds.retired_at IS 'When it was found gone (HTTP 410) or taken off the list, UTC';
COMMENT ON COLUMN feeds.skip_hours IS 'UTC hours in which the feed says not to ask it';
COMMENT ON COLUMN feeds.skip_days IS 'English names of the days on which it says not to ask it';
