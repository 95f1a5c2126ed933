INSERT INTO participants BY NAME SELECT * EXCLUDE i FROM chunk_participants ORDER BY i, report_id, position
