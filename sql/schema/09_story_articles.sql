CREATE TABLE story_articles (
    story_id   VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('original', 'copy', 'republication', 'update')),
    similarity DOUBLE NOT NULL CHECK (similarity BETWEEN 0 AND 1),
    reason     VARCHAR NOT NULL,
    minhash    BLOB NOT NULL,
    PRIMARY KEY (article_id)
);

COMMENT ON TABLE story_articles IS 'Which articles are one text: copies, republications and updates of one original.';
COMMENT ON COLUMN story_articles.story_id IS 'The story';
COMMENT ON COLUMN story_articles.article_id IS 'The article';
COMMENT ON COLUMN story_articles.kind IS 'Its part in the story';
COMMENT ON COLUMN story_articles.similarity IS 'Share of the shorter text''s three-word runs that it and the original both have, 0 to 1';
COMMENT ON COLUMN story_articles.reason IS 'Why it was put here, in words';
COMMENT ON COLUMN story_articles.minhash IS 'MinHash signature of its text';
