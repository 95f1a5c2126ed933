CREATE TABLE tolls (
    report_id            VARCHAR NOT NULL,
    position             INTEGER NOT NULL CHECK (position >= 0),
    kind                 VARCHAR NOT NULL CHECK (kind IN ('killed', 'wounded', 'captured', 'missing', 'displaced')),
    low                  BIGINT CHECK (low >= 0),
    high                 BIGINT CHECK (high >= 0),
    victims              VARCHAR NOT NULL,
    victims_country      VARCHAR,
    victims_sector       VARCHAR,
    claimed_by_entity_id VARCHAR,
    claimed_by           VARCHAR,
    scope                VARCHAR NOT NULL CHECK (scope IN ('event', 'to_date')),
    start_char           INTEGER NOT NULL CHECK (start_char >= 0),
    end_char             INTEGER NOT NULL,
    figure               VARCHAR NOT NULL,
    sentence             VARCHAR NOT NULL,
    PRIMARY KEY (report_id, position), CHECK (low IS NULL OR high IS NULL OR low <= high)
);

COMMENT ON TABLE tolls IS 'Every figure of people killed, wounded, captured, missing or displaced, with who gives it.';
COMMENT ON COLUMN tolls.report_id IS 'Report of the event that cost them';
COMMENT ON COLUMN tolls.position IS 'Order within the report, from 0';
COMMENT ON COLUMN tolls.kind IS 'What befell them';
COMMENT ON COLUMN tolls.low IS 'Lowest number claimed; null when left open below';
COMMENT ON COLUMN tolls.high IS 'Highest number claimed; null when left open above';
COMMENT ON COLUMN tolls.victims IS 'Who they were, in the article''s words';
COMMENT ON COLUMN tolls.victims_country IS 'Their country, ISO 3166 alpha-3';
COMMENT ON COLUMN tolls.victims_sector IS 'Their PLOVER sector';
COMMENT ON COLUMN tolls.claimed_by_entity_id IS 'Who gives the figure';
COMMENT ON COLUMN tolls.claimed_by IS 'The same by name';
COMMENT ON COLUMN tolls.scope IS 'Of this event, or a running total';
COMMENT ON COLUMN tolls.start_char IS 'First character of the figure in articles.text';
COMMENT ON COLUMN tolls.end_char IS 'Character after the last one of it';
COMMENT ON COLUMN tolls.figure IS 'The figure in the article''s words';
COMMENT ON COLUMN tolls.sentence IS 'The sentence that gives it';
