CREATE TABLE event_types (
    type          VARCHAR NOT NULL,
    quad_class    VARCHAR NOT NULL,
    quad          INTEGER NOT NULL CHECK (quad BETWEEN 1 AND 4),
    score         DOUBLE NOT NULL,
    meaning       VARCHAR NOT NULL,
    cameo_code    VARCHAR NOT NULL,
    acled_type    VARCHAR,
    acled_subtype VARCHAR,
    PRIMARY KEY (type)
);

COMMENT ON TABLE event_types IS 'The PLOVER event types; loaded from codebook/event_types.csv.';
COMMENT ON COLUMN event_types.type IS 'Name of the type';
COMMENT ON COLUMN event_types.quad_class IS 'verbal or material, cooperation or conflict';
COMMENT ON COLUMN event_types.quad IS 'The same as GDELT numbers it, 1 to 4';
COMMENT ON COLUMN event_types.score IS 'Conflict-cooperation score of the type without a mode';
COMMENT ON COLUMN event_types.meaning IS 'What counts';
COMMENT ON COLUMN event_types.cameo_code IS 'Nearest CAMEO code';
COMMENT ON COLUMN event_types.acled_type IS 'ACLED-like event type of the type without a mode';
COMMENT ON COLUMN event_types.acled_subtype IS 'ACLED-like sub-event type of the type without a mode';
