SELECT *, fetched_at::DATE AS day FROM pages
