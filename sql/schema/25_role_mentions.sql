CREATE TABLE role_mentions (
    mention_id VARCHAR NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    article_id VARCHAR NOT NULL,
    entity_id  VARCHAR NOT NULL,
    office     VARCHAR NOT NULL,
    body       VARCHAR,
    country    VARCHAR,
    said       VARCHAR NOT NULL,
    PRIMARY KEY (mention_id, position)
);

COMMENT ON TABLE role_mentions IS 'Every office that an article gives a person, with the body and country that it implies.';
COMMENT ON COLUMN role_mentions.mention_id IS 'The mention of the person beside which it is said';
COMMENT ON COLUMN role_mentions.position IS 'Order within the words said there, from 0';
COMMENT ON COLUMN role_mentions.article_id IS 'Article';
COMMENT ON COLUMN role_mentions.entity_id IS 'Person';
COMMENT ON COLUMN role_mentions.office IS 'The office in one writing, e.g. foreign minister; a former one begins with former';
COMMENT ON COLUMN role_mentions.body IS 'The body, firm, party, town or province that it is of; null when it is of the country alone';
COMMENT ON COLUMN role_mentions.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN role_mentions.said IS 'The article''s words';
