CREATE TABLE stories (
    story_id            VARCHAR NOT NULL,
    original_article_id VARCHAR NOT NULL,
    n_articles          INTEGER NOT NULL CHECK (n_articles >= 1),
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 1),
    first_seen_at       TIMESTAMP NOT NULL,
    last_seen_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (story_id)
);

COMMENT ON TABLE stories IS 'One row per text, however many outlets carry it; put together from story_articles.';
COMMENT ON COLUMN stories.story_id IS 'Named after the article that began it';
COMMENT ON COLUMN stories.original_article_id IS 'The agency''s own article where copies name the agency, else the first published';
COMMENT ON COLUMN stories.n_articles IS 'Articles that are this text or an update of it';
COMMENT ON COLUMN stories.n_sources IS 'Outlets that carry it';
COMMENT ON COLUMN stories.first_seen_at IS 'Publication of the first, or when it was fetched where that is not known, UTC';
COMMENT ON COLUMN stories.last_seen_at IS 'The same of the last, UTC';
