-- Articles number $first to $last, about 400 words each, over two years, from 500 outlets; one in ten repeats its neighbour's story.
INSERT INTO articles BY NAME
WITH texts AS (
    SELECT i, string_agg(sentence, ' ') AS text
    FROM (
        SELECT i, j, (hash(i, j) % 200000)::BIGINT AS number
        FROM range($first, $last) AS t(i), range(20) AS u(j)
    )
    JOIN sentences USING (number)
    GROUP BY i
)
SELECT
    format('{:016x}', hash(i, 'article')) AS article_id, if(i % 20 = 0, 2, 1) AS version,
    'https://outlet-' || i % 500 || '.example/news/' || format('{:016x}', hash(i, 'article')) AS url, url AS canonical_url,
    'outlet-' || i % 500 || '.example' AS source, 'https://outlet-' || i % 500 || '.example/rss' AS feed_url,
    format('{:016x}', hash(i, 'entry')) AS entry_id, format('{:016x}', hash(i, 'page')) AS page_id,
    text[: 60] AS title, [text[: 12]] AS authors,
    TIMESTAMP '2023-01-01' + INTERVAL (i * 63) SECOND AS published_at, '+00:00' AS published_zone,
    published_at + INTERVAL 10 MINUTE AS fetched_at, 'en' AS language, [] AS tags, false AS is_paywalled,
    i % 20 = 0 AS is_from_feed, [] AS flags, text, 400 AS word_count, format('{:064x}', hash(i, 'content')) AS content_sha256,
    'GBR' AS source_country, 'coded' AS coding, 'bench' AS coder_version, 'bench' AS run_id
FROM texts
