SELECT t.*, coalesce(a.published_at, a.fetched_at)::DATE AS day
FROM tolls AS t
JOIN reports AS r USING (report_id)
JOIN articles AS a ON a.article_id = r.article_id
