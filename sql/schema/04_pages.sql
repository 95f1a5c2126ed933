CREATE TABLE pages (
    page_id      VARCHAR NOT NULL,
    url          VARCHAR NOT NULL,
    final_url    VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL CHECK (kind IN ('feed', 'page', 'entry')),
    fetched_at   TIMESTAMP NOT NULL,
    http_status  INTEGER NOT NULL,
    content_type VARCHAR,
    charset      VARCHAR,
    size_bytes   BIGINT NOT NULL CHECK (size_bytes >= 0),
    sha256       VARCHAR NOT NULL,
    feed_url     VARCHAR,
    entry_id     VARCHAR,
    run_id       VARCHAR,
    warc_file    VARCHAR NOT NULL,
    warc_offset  BIGINT NOT NULL CHECK (warc_offset >= 0),
    warc_length  BIGINT NOT NULL CHECK (warc_length > 0),
    moved_to     VARCHAR,
    PRIMARY KEY (page_id)
);

COMMENT ON TABLE pages IS 'Index of every captured response; the bytes lie in the WARC files.';
COMMENT ON COLUMN pages.page_id IS 'Stable id of the capture';
COMMENT ON COLUMN pages.url IS 'Address asked for';
COMMENT ON COLUMN pages.final_url IS 'Address after redirects';
COMMENT ON COLUMN pages.kind IS 'feed document, web page, or the feed entry itself';
COMMENT ON COLUMN pages.fetched_at IS 'When it was captured, UTC';
COMMENT ON COLUMN pages.http_status IS 'HTTP status; 200 for kind entry';
COMMENT ON COLUMN pages.content_type IS 'Media type as declared';
COMMENT ON COLUMN pages.charset IS 'Character set as declared';
COMMENT ON COLUMN pages.size_bytes IS 'Size of the decompressed body';
COMMENT ON COLUMN pages.sha256 IS 'SHA-256 of the decompressed body, hex';
COMMENT ON COLUMN pages.feed_url IS 'Feed that led here';
COMMENT ON COLUMN pages.entry_id IS 'Entry that led here';
COMMENT ON COLUMN pages.run_id IS 'Run that captured it';
COMMENT ON COLUMN pages.warc_file IS 'WARC file, relative to the WARC folder';
COMMENT ON COLUMN pages.warc_offset IS 'Byte offset of its record';
COMMENT ON COLUMN pages.warc_length IS 'Length of its record in the file, bytes';
COMMENT ON COLUMN pages.moved_to IS 'Address to which redirects for good (HTTP 301, 308) led, null where there were none';
