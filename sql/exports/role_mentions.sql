SELECT t.*, coalesce(a.published_at, a.fetched_at)::DATE AS day
FROM role_mentions AS t
JOIN articles AS a USING (article_id)
