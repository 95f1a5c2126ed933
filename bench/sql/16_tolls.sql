INSERT INTO tolls BY NAME
SELECT report_id, 0 AS position, ['killed', 'wounded'][1 + (hash(report_id) % 2)::INTEGER] AS kind,
    (hash(report_id, 1) % 90)::BIGINT AS low, low AS high, 'people' AS victims, 'AAA' AS victims_country,
    'claimant ' || hash(report_id, 2) % 2000 AS claimed_by, 'event' AS scope, evidence[1].start AS start_char,
    evidence[1].start + 2 AS end_char, sentence[: 2] AS figure, sentence
FROM chunk_reports
WHERE type = 'ASSAULT'
ORDER BY i, report_id
