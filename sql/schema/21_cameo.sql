CREATE TABLE cameo (
    cameo_code VARCHAR NOT NULL,
    type       VARCHAR NOT NULL,
    mode       VARCHAR,
    table_mode VARCHAR,
    PRIMARY KEY (cameo_code)
);

COMMENT ON TABLE cameo IS 'CAMEO codes and the PLOVER type and mode that each becomes; loaded from codebook/cameo.csv.';
COMMENT ON COLUMN cameo.cameo_code IS 'CAMEO code, three or four digits; its first two are the root';
COMMENT ON COLUMN cameo.type IS 'PLOVER event type';
COMMENT ON COLUMN cameo.mode IS 'PLOVER mode; null when the code has none';
COMMENT ON COLUMN cameo.table_mode IS 'The mode in the published table, where PLOVER''s scores do not have it';
