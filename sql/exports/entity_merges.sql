SELECT * FROM entity_merges
