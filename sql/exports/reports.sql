SELECT t.*, coalesce(a.published_at, a.fetched_at)::DATE AS day
FROM reports AS t
JOIN articles AS a USING (article_id)
