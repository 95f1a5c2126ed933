CREATE OR REPLACE VIEW article_history AS
SELECT article_id, version, page_id, title, text, content_sha256, fetched_at, true AS is_latest FROM articles
UNION ALL
SELECT article_id, version, page_id, title, text, content_sha256, fetched_at, false FROM article_versions;

COMMENT ON VIEW article_history IS 'Every version of every article: headline, text, capture';
