INSERT INTO participants BY NAME SELECT * FROM chunk_participants
