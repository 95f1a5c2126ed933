INSERT INTO rejects BY NAME
SELECT format('{:016x}', hash(i, 'reject')) AS reject_id, 'bench' AS run_id, 'events' AS stage,
    ['no_speaker', 'unlikely', 'modal', 'negated'][1 + (i % 4)::INTEGER] AS code, '1 clause' AS detail, article_id,
    40 AS start_char, 90 AS end_char, text[41:90] AS words
FROM chunk
WHERE i % 3 = 0
ORDER BY i
