INSERT INTO article_versions BY NAME
SELECT article_id, 1 AS version, page_id, title, text, content_sha256, fetched_at FROM chunk
