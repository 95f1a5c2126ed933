CREATE TABLE boilerplate (
    source       VARCHAR NOT NULL,
    line         VARCHAR NOT NULL,
    n_stories    INTEGER NOT NULL CHECK (n_stories >= 5),
    n_articles   INTEGER NOT NULL CHECK (n_articles >= n_stories),
    first_run_id VARCHAR NOT NULL,
    PRIMARY KEY (source, line)
);

COMMENT ON TABLE boilerplate IS 'Lines that an outlet repeats from article to article, learned by runs; they are left out of what is read from then on.';
COMMENT ON COLUMN boilerplate.source IS 'The outlet';
COMMENT ON COLUMN boilerplate.line IS 'The line';
COMMENT ON COLUMN boilerplate.n_stories IS 'Different stories in which it stood';
COMMENT ON COLUMN boilerplate.n_articles IS 'The outlet''s articles that were looked at, its newest 200 at most';
COMMENT ON COLUMN boilerplate.first_run_id IS 'Run that learned it';
