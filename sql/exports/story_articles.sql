SELECT s.* EXCLUDE minhash, coalesce(a.published_at, a.fetched_at)::DATE AS day
FROM story_articles AS s
JOIN articles AS a USING (article_id)
