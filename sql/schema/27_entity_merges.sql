CREATE TABLE entity_merges (
    merge_id       VARCHAR NOT NULL,
    entity_id      VARCHAR NOT NULL,
    into_entity_id VARCHAR NOT NULL,
    reason         VARCHAR NOT NULL,
    undone_at      TIMESTAMP,
    undone_why     VARCHAR,
    PRIMARY KEY (merge_id), CHECK (entity_id <> into_entity_id)
);

COMMENT ON TABLE entity_merges IS 'Entities of different articles held to be one person, by name, role, country and company. Nothing else is changed by a merge, and one that is undone is not made again.';
COMMENT ON COLUMN entity_merges.merge_id IS 'Stable id of the two entities';
COMMENT ON COLUMN entity_merges.entity_id IS 'The entity merged';
COMMENT ON COLUMN entity_merges.into_entity_id IS 'The entity that stands for both, never merged itself';
COMMENT ON COLUMN entity_merges.reason IS 'What they have in common';
COMMENT ON COLUMN entity_merges.undone_at IS 'When it was undone, UTC; null while it holds';
COMMENT ON COLUMN entity_merges.undone_why IS 'Why it was undone';
