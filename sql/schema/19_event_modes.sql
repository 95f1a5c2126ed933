CREATE TABLE event_modes (
    type          VARCHAR NOT NULL,
    mode          VARCHAR NOT NULL,
    score         DOUBLE NOT NULL,
    cameo_code    VARCHAR,
    acled_type    VARCHAR,
    acled_subtype VARCHAR,
    PRIMARY KEY (type, mode)
);

COMMENT ON TABLE event_modes IS 'The PLOVER modes of each type; loaded from codebook/event_modes.csv.';
COMMENT ON COLUMN event_modes.type IS 'Type that has the mode';
COMMENT ON COLUMN event_modes.mode IS 'Name of the mode';
COMMENT ON COLUMN event_modes.score IS 'Conflict-cooperation score with this mode';
COMMENT ON COLUMN event_modes.cameo_code IS 'Nearest CAMEO code';
COMMENT ON COLUMN event_modes.acled_type IS 'ACLED-like event type';
COMMENT ON COLUMN event_modes.acled_subtype IS 'ACLED-like sub-event type';
