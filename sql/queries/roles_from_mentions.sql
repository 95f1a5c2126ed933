-- Puts the roles of the people named in $entity_ids together again from all articles.
INSERT INTO roles BY NAME
WITH said AS (
    SELECT m.entity_id, m.office, m.body, m.country, m.article_id, m.said,
        coalesce(a.published_at, a.fetched_at) AS seen_at
    FROM role_mentions AS m
    SEMI JOIN (SELECT unnest($entity_ids::VARCHAR[]) AS entity_id) AS given USING (entity_id)
    JOIN articles AS a USING (article_id)
),
told AS (
    SELECT entity_id, office, body, country, article_id, min(seen_at) AS seen_at, max_by(said, (length(said), said)) AS said
    FROM said
    GROUP BY ALL
)
SELECT
    md5(concat_ws(chr(31), entity_id, office, coalesce(body, ''), coalesce(country, '')))[:16] AS role_id,
    entity_id, office, body, country,
    max_by(said, (length(said), said)) AS said,
    min(seen_at) AS first_seen_at,
    max(seen_at) AS last_seen_at,
    count(*)::INTEGER AS n_articles,
    list(article_id ORDER BY seen_at, article_id) AS article_ids
FROM told
GROUP BY entity_id, office, body, country
