SELECT *, coalesce(published_at, fetched_at)::DATE AS day FROM articles
