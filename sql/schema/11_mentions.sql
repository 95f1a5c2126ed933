CREATE TABLE mentions (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    entity_id  VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char   INTEGER NOT NULL,
    text       VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('name', 'short', 'demonym', 'pronoun', 'description', 'group')),
    role       VARCHAR,
    PRIMARY KEY (mention_id), CHECK (end_char > start_char)
);

COMMENT ON TABLE mentions IS 'Every stretch of an article that names or refers to an entity.';
COMMENT ON COLUMN mentions.mention_id IS 'Stable id';
COMMENT ON COLUMN mentions.article_id IS 'Article';
COMMENT ON COLUMN mentions.entity_id IS 'Entity meant';
COMMENT ON COLUMN mentions.start_char IS 'First character in articles.text';
COMMENT ON COLUMN mentions.end_char IS 'Character after the last one';
COMMENT ON COLUMN mentions.text IS 'The words';
COMMENT ON COLUMN mentions.kind IS 'How it refers';
COMMENT ON COLUMN mentions.role IS 'Office or rank said right here';
