-- Version and content hash of those articles that are in $article_ids.
SELECT article_id, version, content_sha256
FROM articles
WHERE list_contains($article_ids, article_id)
