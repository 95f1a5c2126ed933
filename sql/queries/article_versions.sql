-- What is held of those articles that are in $article_ids.
SELECT article_id, version, content_sha256, page_id, fetched_at
FROM articles
SEMI JOIN (SELECT unnest($article_ids::VARCHAR[]) AS article_id) AS wanted USING (article_id)
