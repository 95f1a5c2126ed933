CREATE TABLE roles (
    role_id       VARCHAR NOT NULL,
    entity_id     VARCHAR NOT NULL,
    office        VARCHAR NOT NULL,
    body          VARCHAR,
    country       VARCHAR,
    said          VARCHAR NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at  TIMESTAMP NOT NULL,
    n_articles    INTEGER NOT NULL CHECK (n_articles >= 1),
    article_ids   VARCHAR[] NOT NULL,
    PRIMARY KEY (role_id)
);

COMMENT ON TABLE roles IS 'Who held which office over time, put together from role_mentions; the view office_holders has the names.';
COMMENT ON COLUMN roles.role_id IS 'Stable id of person, office, body and country';
COMMENT ON COLUMN roles.entity_id IS 'Person';
COMMENT ON COLUMN roles.office IS 'The office in one writing, e.g. foreign minister; a former one begins with former';
COMMENT ON COLUMN roles.body IS 'The body, firm, party, town or province that it is of; null when it is of the country alone';
COMMENT ON COLUMN roles.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN roles.said IS 'The fullest words that an article has for it';
COMMENT ON COLUMN roles.first_seen_at IS 'Publication of the first article that says so, or when it was fetched where that is not known, UTC';
COMMENT ON COLUMN roles.last_seen_at IS 'The same of the last, UTC';
COMMENT ON COLUMN roles.n_articles IS 'Articles that say so';
COMMENT ON COLUMN roles.article_ids IS 'Those articles, the first published first';
