CREATE OR REPLACE VIEW merged_entities AS
SELECT m.entity_id, m.into_entity_id AS main_id, en.name, en.type
FROM entity_merges AS m
JOIN entities AS en ON en.entity_id = m.into_entity_id
WHERE m.undone_at IS NULL;

COMMENT ON VIEW merged_entities IS 'The entities that are one with another, which stands for them, with its name; only merges that hold';
