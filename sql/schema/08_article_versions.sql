CREATE TABLE article_versions (
    article_id     VARCHAR NOT NULL,
    version        INTEGER NOT NULL CHECK (version >= 1),
    page_id        VARCHAR,
    title          VARCHAR NOT NULL,
    text           VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    fetched_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, version)
);

COMMENT ON TABLE article_versions IS 'The versions of articles that a later one has replaced; the view article_history has the latest too.';
COMMENT ON COLUMN article_versions.article_id IS 'Article';
COMMENT ON COLUMN article_versions.version IS 'Version number';
COMMENT ON COLUMN article_versions.page_id IS 'Capture it was read from';
COMMENT ON COLUMN article_versions.title IS 'Headline of that version';
COMMENT ON COLUMN article_versions.text IS 'Text of that version';
COMMENT ON COLUMN article_versions.content_sha256 IS 'SHA-256 of title and text, hex';
COMMENT ON COLUMN article_versions.fetched_at IS 'When it was captured, UTC';
