-- Five mentions an article; people are called by an office in one of four.
INSERT INTO mentions BY NAME
SELECT
    format('{:016x}', hash(i, k, 'mention')) AS mention_id, article_id,
    format('{:016x}', hash(($n_entities * ((hash(i, k) % 1000000) / 1e6) ** 3)::BIGINT % $n_entities, 'entity')) AS entity_id,
    k * 200 AS start_char, k * 200 + 9 AS end_char, text[k * 200 + 1 : k * 200 + 9] AS text, 'name' AS kind,
    if(hash(i, k, 9) % 4 = 0, 'minister ' || hash(i, k, 10) % 200, NULL) AS role
FROM chunk, range(5) AS t(k)
ORDER BY i, k
