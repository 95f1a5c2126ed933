-- $n_entities entities of every type; one in five is a place with coordinates.
INSERT INTO entities BY NAME
SELECT
    format('{:016x}', hash(t.i, 'entity')) AS entity_id,
    ['PERSON', 'ORG', 'GROUP', 'PLACE', 'PERSON'][1 + (t.i % 5)::INTEGER] AS type,
    one.word || ' ' || other.word AS name,
    chr(65 + (hash(t.i, 3) % 13)::INTEGER) || chr(65 + (hash(t.i, 4) % 14)::INTEGER) || 'A' AS country,
    ['GOV', 'MIL', 'REB', 'CVL', 'COP', NULL][1 + (hash(t.i, 5) % 6)::INTEGER] AS sector,
    if(t.i % 5 = 3, (hash(t.i, 6) % 14000)::DOUBLE / 100 - 60, NULL) AS lat,
    if(t.i % 5 = 3, (hash(t.i, 7) % 36000)::DOUBLE / 100 - 180, NULL) AS lon,
    if(t.i % 5 = 3, 'town', NULL) AS place_precision
FROM range($n_entities) AS t(i)
JOIN words AS one ON one.i = (hash(t.i, 1) % 20000)::BIGINT
JOIN words AS other ON other.i = (hash(t.i, 2) % 20000)::BIGINT
