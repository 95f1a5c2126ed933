SELECT *, fetched_at::DATE AS day FROM article_versions
