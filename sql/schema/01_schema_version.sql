CREATE TABLE schema_version (
    version    INTEGER NOT NULL,
    applied_at TIMESTAMP NOT NULL,
    PRIMARY KEY (version)
);

COMMENT ON TABLE schema_version IS 'Which version of this schema the database holds.';
COMMENT ON COLUMN schema_version.version IS 'Version number; a higher one than the program knows is refused';
COMMENT ON COLUMN schema_version.applied_at IS 'When it was made or migrated, UTC';
