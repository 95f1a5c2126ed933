-- Keeps the articles of $ids as they stand where another version than that of $versions stands.
INSERT OR REPLACE INTO article_versions BY NAME
SELECT article_id, articles.version, page_id, title, text, content_sha256, fetched_at
FROM articles
JOIN (SELECT unnest($ids::VARCHAR[]) AS article_id, unnest($versions::INTEGER[]) AS version) AS next USING (article_id)
WHERE articles.version <> next.version
