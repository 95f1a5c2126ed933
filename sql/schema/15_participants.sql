CREATE TABLE participants (
    report_id  VARCHAR NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    role       VARCHAR NOT NULL CHECK (role IN ('actor', 'recipient')),
    entity_id  VARCHAR NOT NULL,
    name       VARCHAR NOT NULL,
    country    VARCHAR,
    sector     VARCHAR,
    start_char INTEGER,
    end_char   INTEGER,
    how        VARCHAR NOT NULL CHECK (how IN ('named', 'reference', 'carried')),
    PRIMARY KEY (report_id, position)
);

COMMENT ON TABLE participants IS 'The parties to each reported event.';
COMMENT ON COLUMN participants.report_id IS 'Report';
COMMENT ON COLUMN participants.position IS 'Order within the report, from 0';
COMMENT ON COLUMN participants.role IS 'actor did it, recipient had it done; both sides of a mutual act are actors';
COMMENT ON COLUMN participants.entity_id IS 'The party';
COMMENT ON COLUMN participants.name IS 'Its name';
COMMENT ON COLUMN participants.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN participants.sector IS 'PLOVER sector';
COMMENT ON COLUMN participants.start_char IS 'First character of the mention that put it here';
COMMENT ON COLUMN participants.end_char IS 'Character after the last one of that mention';
COMMENT ON COLUMN participants.how IS 'named in the clause, referred to, or carried over from an earlier sentence';
