INSERT INTO entries BY NAME
SELECT entry_id, feed_url, url AS guid, url, url AS url_raw, text[: 60] AS title, '' AS summary, [] AS authors, published_at,
    [] AS tags, content_sha256, [] AS flags, 'loaded' AS state, 0 AS attempts, article_id, 'bench' AS first_run_id,
    fetched_at AS first_seen_at
FROM chunk
ORDER BY i
