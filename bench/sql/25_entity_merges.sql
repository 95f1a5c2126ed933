-- One person in twenty is another one under a second name.
INSERT INTO entity_merges BY NAME
SELECT format('{:016x}', hash(i, 'merge')) AS merge_id, format('{:016x}', hash(i + 4, 'entity')) AS entity_id,
    format('{:016x}', hash(i, 'entity')) AS into_entity_id, 'another writing' AS reason
FROM range(0, $n_entities - 4, 50) AS t(i)
