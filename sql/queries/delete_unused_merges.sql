-- Deletes the merges of entities that are no more, unless a hand has undone them.
DELETE FROM entity_merges
WHERE undone_at IS NULL AND (
    entity_id NOT IN (SELECT entity_id FROM entities) OR into_entity_id NOT IN (SELECT entity_id FROM entities)
)
