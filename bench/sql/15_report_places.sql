INSERT INTO report_places BY NAME SELECT * EXCLUDE i FROM chunk_places ORDER BY i, report_id
