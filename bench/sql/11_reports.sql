INSERT INTO reports BY NAME SELECT * EXCLUDE (i, published_at) FROM chunk_reports ORDER BY i, position
