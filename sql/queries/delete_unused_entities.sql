-- Deletes the entities that no mention, party, place or claim refers to.
DELETE FROM entities
WHERE entity_id NOT IN (
    SELECT entity_id FROM mentions
    UNION
    SELECT entity_id FROM participants
    UNION
    SELECT entity_id FROM report_places
    UNION
    SELECT claimed_by_entity_id FROM reports WHERE claimed_by_entity_id IS NOT NULL
    UNION
    SELECT claimed_by_entity_id FROM tolls WHERE claimed_by_entity_id IS NOT NULL
)
