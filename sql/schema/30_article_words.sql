CREATE TABLE article_words (
    part      INTEGER NOT NULL CHECK (part >= 0),
    word      VARCHAR NOT NULL,
    positions INTEGER[] NOT NULL
);

COMMENT ON TABLE article_words IS 'Which articles hold which word, in headline or text: what search_articles and search_events look in first.';
COMMENT ON COLUMN article_words.part IS 'Part of the index';
COMMENT ON COLUMN article_words.word IS 'A run of letters and digits, in small letters';
COMMENT ON COLUMN article_words.positions IS 'The articles that hold it, as positions in indexed_articles; one that was loaded anew is there no more';
