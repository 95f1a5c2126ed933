-- Over two years, from 500 outlets.
INSERT INTO articles BY NAME
SELECT
    article_id, if(i % 20 = 0, 2, 1) AS version, url, url AS canonical_url, source, feed_url, entry_id, page_id,
    text[: 60] AS title, [text[: 12]] AS authors, published_at, '+00:00' AS published_zone, fetched_at, 'en' AS language,
    [] AS tags, false AS is_paywalled, i % 20 = 0 AS is_from_feed, [] AS flags, text, 400 AS word_count, content_sha256,
    'GBR' AS source_country, 'coded' AS coding, 'bench' AS coder_version, 'bench' AS run_id
FROM chunk
ORDER BY i
