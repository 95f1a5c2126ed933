CREATE TABLE report_places (
    report_id       VARCHAR NOT NULL,
    position        INTEGER NOT NULL CHECK (position >= 0),
    entity_id       VARCHAR NOT NULL,
    name            VARCHAR NOT NULL,
    country         VARCHAR,
    lat             DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon             DOUBLE CHECK (lon BETWEEN -180 AND 180),
    geonames_id     BIGINT,
    place_precision VARCHAR,
    start_char      INTEGER,
    end_char        INTEGER,
    PRIMARY KEY (report_id, position)
);

COMMENT ON TABLE report_places IS 'Where each reported event happened; position 0 is the place to map.';
COMMENT ON COLUMN report_places.report_id IS 'Report';
COMMENT ON COLUMN report_places.position IS 'Order, from 0';
COMMENT ON COLUMN report_places.entity_id IS 'Place as an entity';
COMMENT ON COLUMN report_places.name IS 'Name of the place';
COMMENT ON COLUMN report_places.country IS 'ISO 3166 alpha-3';
COMMENT ON COLUMN report_places.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN report_places.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN report_places.geonames_id IS 'GeoNames id';
COMMENT ON COLUMN report_places.place_precision IS 'How exact the coordinates are';
COMMENT ON COLUMN report_places.start_char IS 'First character of the words that name it';
COMMENT ON COLUMN report_places.end_char IS 'Character after the last one of them';
