-- The texts of articles number $first to before $last, about 400 words each; sentences are used again and again.
CREATE OR REPLACE TEMP TABLE chunk AS
SELECT i, format('{:016x}', hash(i, 'article')) AS article_id, format('{:016x}', hash(i, 'entry')) AS entry_id,
    format('{:016x}', hash(i, 'page')) AS page_id, 'outlet-' || i % 500 || '.example' AS source,
    'https://' || source || '/rss' AS feed_url, 'https://' || source || '/news/' || article_id AS url,
    format('{:064x}', hash(i, 'content')) AS content_sha256,
    TIMESTAMP '2023-01-01' + INTERVAL (i * 63) SECOND AS published_at, published_at + INTERVAL 10 MINUTE AS fetched_at, text
FROM (
    SELECT i, string_agg(sentence, ' ') AS text
    FROM (
        SELECT i, (hash(i, j) % 200000)::BIGINT AS number
        FROM range($first, $last) AS t(i), range(20) AS u(j)
    )
    JOIN sentences USING (number)
    GROUP BY i
)
