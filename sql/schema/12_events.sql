CREATE TABLE events (
    event_id            VARCHAR NOT NULL,
    type                VARCHAR NOT NULL,
    modes               VARCHAR[] NOT NULL,
    main_mode           VARCHAR,
    contexts            VARCHAR[] NOT NULL,
    quad_class          VARCHAR NOT NULL,
    score               DOUBLE NOT NULL CHECK (score BETWEEN -10 AND 10),
    status              VARCHAR NOT NULL CHECK (status IN ('actual', 'planned', 'hypothetical', 'denied')),
    event_date          DATE,
    date_precision      VARCHAR NOT NULL CHECK (date_precision IN ('day', 'month', 'year', 'unknown')),
    place_name          VARCHAR,
    country             VARCHAR,
    lat                 DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon                 DOUBLE CHECK (lon BETWEEN -180 AND 180),
    place_precision     VARCHAR,
    actors              VARCHAR[] NOT NULL,
    recipients          VARCHAR[] NOT NULL,
    actor_ids           VARCHAR[] NOT NULL,
    recipient_ids       VARCHAR[] NOT NULL,
    actor_countries     VARCHAR[] NOT NULL,
    recipient_countries VARCHAR[] NOT NULL,
    actor_sectors       VARCHAR[] NOT NULL,
    recipient_sectors   VARCHAR[] NOT NULL,
    n_reports           INTEGER NOT NULL CHECK (n_reports >= 1),
    n_articles          INTEGER NOT NULL CHECK (n_articles >= 1),
    n_sources           INTEGER NOT NULL CHECK (n_sources >= 1),
    first_reported_at   TIMESTAMP,
    last_reported_at    TIMESTAMP,
    confidence          DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    report_id           VARCHAR NOT NULL,
    article_id          VARCHAR NOT NULL,
    claimed_by          VARCHAR,
    sentence            VARCHAR NOT NULL,
    PRIMARY KEY (event_id)
);

COMMENT ON TABLE events IS 'One row per happening, put together from all reports of it.';
COMMENT ON COLUMN events.event_id IS 'Stable id';
COMMENT ON COLUMN events.type IS 'PLOVER event type';
COMMENT ON COLUMN events.modes IS 'PLOVER modes, all that any report gives';
COMMENT ON COLUMN events.main_mode IS 'The mode with the strongest score; null when no report gives one';
COMMENT ON COLUMN events.contexts IS 'PLOVER contexts';
COMMENT ON COLUMN events.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN events.score IS 'PLOVER conflict-cooperation score of its type and main mode';
COMMENT ON COLUMN events.status IS 'Whether it happened';
COMMENT ON COLUMN events.event_date IS 'First day of the period in which it happened';
COMMENT ON COLUMN events.date_precision IS 'Length of that period';
COMMENT ON COLUMN events.place_name IS 'Where it happened, most specific place';
COMMENT ON COLUMN events.country IS 'Country of that place, ISO 3166 alpha-3';
COMMENT ON COLUMN events.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN events.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN events.place_precision IS 'How exact the coordinates are';
COMMENT ON COLUMN events.actors IS 'Names of those who did it; both sides where it is mutual';
COMMENT ON COLUMN events.recipients IS 'Names of those it was done to';
COMMENT ON COLUMN events.actor_ids IS 'The actors as entities';
COMMENT ON COLUMN events.recipient_ids IS 'The recipients as entities';
COMMENT ON COLUMN events.actor_countries IS 'Countries of the actors';
COMMENT ON COLUMN events.recipient_countries IS 'Countries of the recipients';
COMMENT ON COLUMN events.actor_sectors IS 'PLOVER sectors of the actors';
COMMENT ON COLUMN events.recipient_sectors IS 'PLOVER sectors of the recipients';
COMMENT ON COLUMN events.n_reports IS 'Reports of it';
COMMENT ON COLUMN events.n_articles IS 'Articles that report it';
COMMENT ON COLUMN events.n_sources IS 'Independent sources: outlets whose own text reports it; a copied text counts for the outlet it was first seen in';
COMMENT ON COLUMN events.first_reported_at IS 'Publication of the first report, UTC';
COMMENT ON COLUMN events.last_reported_at IS 'Publication of the last report, UTC';
COMMENT ON COLUMN events.confidence IS 'Best confidence of its reports, 0 to 1';
COMMENT ON COLUMN events.report_id IS 'The report that tells it best: the surest, then the earliest';
COMMENT ON COLUMN events.article_id IS 'Article of that report';
COMMENT ON COLUMN events.claimed_by IS 'Who says so in that report';
COMMENT ON COLUMN events.sentence IS 'The sentence of that report';
