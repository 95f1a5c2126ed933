CREATE TABLE reports (
    report_id            VARCHAR NOT NULL,
    event_id             VARCHAR NOT NULL,
    article_id           VARCHAR NOT NULL,
    position             INTEGER NOT NULL CHECK (position >= 0),
    type                 VARCHAR NOT NULL,
    modes                VARCHAR[] NOT NULL,
    contexts             VARCHAR[] NOT NULL,
    status               VARCHAR NOT NULL CHECK (status IN ('actual', 'planned', 'hypothetical', 'denied')),
    trigger              VARCHAR NOT NULL,
    trigger_start        INTEGER NOT NULL CHECK (trigger_start >= 0),
    trigger_end          INTEGER NOT NULL,
    sentence             VARCHAR NOT NULL,
    evidence             STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    event_date           DATE,
    date_precision       VARCHAR NOT NULL CHECK (date_precision IN ('day', 'month', 'year', 'unknown')),
    date_method          VARCHAR,
    date_start           INTEGER,
    date_end             INTEGER,
    claimed_by_entity_id VARCHAR,
    claimed_by           VARCHAR,
    claim_start          INTEGER,
    claim_end            INTEGER,
    carrier              VARCHAR,
    confidence           DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    coder_version        VARCHAR NOT NULL,
    PRIMARY KEY (report_id), CHECK (trigger_end > trigger_start)
);

COMMENT ON TABLE reports IS 'One row per event and article: what that article says of it, with its evidence.';
COMMENT ON COLUMN reports.report_id IS 'Stable id';
COMMENT ON COLUMN reports.event_id IS 'The happening it reports';
COMMENT ON COLUMN reports.article_id IS 'Article';
COMMENT ON COLUMN reports.position IS 'Order in the article, from 0';
COMMENT ON COLUMN reports.type IS 'PLOVER event type';
COMMENT ON COLUMN reports.modes IS 'PLOVER modes';
COMMENT ON COLUMN reports.contexts IS 'PLOVER contexts';
COMMENT ON COLUMN reports.status IS 'Whether it happened, as told';
COMMENT ON COLUMN reports.trigger IS 'The words that tell the event';
COMMENT ON COLUMN reports.trigger_start IS 'First character of the trigger in articles.text';
COMMENT ON COLUMN reports.trigger_end IS 'Character after the last one of the trigger';
COMMENT ON COLUMN reports.sentence IS 'The sentence that tells it best';
COMMENT ON COLUMN reports.evidence IS 'All sentences that tell it, best first, as offsets into articles.text';
COMMENT ON COLUMN reports.event_date IS 'First day of the period in which it happened';
COMMENT ON COLUMN reports.date_precision IS 'Length of that period';
COMMENT ON COLUMN reports.date_method IS 'How the date was worked out';
COMMENT ON COLUMN reports.date_start IS 'First character of the words that dated it';
COMMENT ON COLUMN reports.date_end IS 'Character after the last one of them';
COMMENT ON COLUMN reports.claimed_by_entity_id IS 'Who says so, when the text attributes it';
COMMENT ON COLUMN reports.claimed_by IS 'The same by name';
COMMENT ON COLUMN reports.claim_start IS 'First character of the words of attribution';
COMMENT ON COLUMN reports.claim_end IS 'Character after the last one of them';
COMMENT ON COLUMN reports.carrier IS 'Medium that passes the claim on, when named';
COMMENT ON COLUMN reports.confidence IS 'How sure the coder is, 0 to 1';
COMMENT ON COLUMN reports.coder_version IS 'Version of the coder';
