-- The articles of this chunk, numbered.
CREATE OR REPLACE TEMP TABLE chunk AS
SELECT row_number() OVER (ORDER BY published_at) - 1 + $first AS i, article_id, url, source, feed_url, entry_id, page_id,
    title, text, content_sha256, published_at, fetched_at
FROM articles
WHERE published_at >= TIMESTAMP '2023-01-01' + INTERVAL ($first * 63) SECOND
