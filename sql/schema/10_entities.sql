CREATE TABLE entities (
    entity_id       VARCHAR NOT NULL,
    type            VARCHAR NOT NULL CHECK (type IN ('PERSON', 'ORG', 'PLACE', 'GROUP')),
    name            VARCHAR NOT NULL,
    country         VARCHAR,
    sector          VARCHAR,
    role            VARCHAR,
    geonames_id     BIGINT,
    lat             DOUBLE CHECK (lat BETWEEN -90 AND 90),
    lon             DOUBLE CHECK (lon BETWEEN -180 AND 180),
    place_precision VARCHAR CHECK (place_precision IN ('exact', 'town', 'district', 'province', 'country', 'region')),
    PRIMARY KEY (entity_id)
);

COMMENT ON TABLE entities IS 'People, organisations, places and unnamed groups, once each across all articles.';
COMMENT ON COLUMN entities.entity_id IS 'Stable id';
COMMENT ON COLUMN entities.type IS 'Kind of entity';
COMMENT ON COLUMN entities.name IS 'Fullest name seen';
COMMENT ON COLUMN entities.country IS 'ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC';
COMMENT ON COLUMN entities.sector IS 'PLOVER sector, e.g. GOV MIL REB; of a place, what it is as an actor';
COMMENT ON COLUMN entities.role IS 'Office or rank last said of a person';
COMMENT ON COLUMN entities.geonames_id IS 'GeoNames id of a place';
COMMENT ON COLUMN entities.lat IS 'Latitude, WGS 84 degrees';
COMMENT ON COLUMN entities.lon IS 'Longitude, WGS 84 degrees';
COMMENT ON COLUMN entities.place_precision IS 'How exact the coordinates are';
