-- One story for each article that is not its neighbour's text again.
INSERT INTO stories BY NAME
SELECT
    article_id AS story_id, article_id AS original_article_id, if(i % 10 = 0, 2, 1) AS n_articles, n_articles AS n_sources,
    published_at AS first_seen_at, published_at + if(i % 10 = 0, INTERVAL 63 SECOND, INTERVAL 0 SECOND) AS last_seen_at
FROM chunk
WHERE i % 10 <> 1
ORDER BY i
