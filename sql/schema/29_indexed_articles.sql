CREATE TABLE indexed_articles (
    part       INTEGER NOT NULL CHECK (part >= 0),
    position   INTEGER NOT NULL CHECK (position >= 0),
    article_id VARCHAR NOT NULL
);

COMMENT ON TABLE indexed_articles IS 'The articles whose words are in article_words, all of them in a published database. It is in parts that are made once: new articles make a part of their own.';
COMMENT ON COLUMN indexed_articles.part IS 'Part of the index';
COMMENT ON COLUMN indexed_articles.position IS 'Place within that part, from 0';
COMMENT ON COLUMN indexed_articles.article_id IS 'Article';
