INSERT INTO reports BY NAME SELECT * FROM chunk_reports
