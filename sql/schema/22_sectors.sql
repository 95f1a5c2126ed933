CREATE TABLE sectors (
    sector     VARCHAR NOT NULL,
    meaning    VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL CHECK (kind IN ('state', 'armed', 'civilian', 'other')),
    cameo_code VARCHAR,
    acled_code INTEGER NOT NULL,
    PRIMARY KEY (sector)
);

COMMENT ON TABLE sectors IS 'The PLOVER sectors of actors; loaded from codebook/sectors.csv.';
COMMENT ON COLUMN sectors.sector IS 'PLOVER sector';
COMMENT ON COLUMN sectors.meaning IS 'Who belongs to it';
COMMENT ON COLUMN sectors.kind IS 'A state''s people, armed people without a state, or civilians';
COMMENT ON COLUMN sectors.cameo_code IS 'CAMEO role or type code';
COMMENT ON COLUMN sectors.acled_code IS 'ACLED-like number of the actor''s kind';
