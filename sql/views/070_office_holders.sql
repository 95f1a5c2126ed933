CREATE OR REPLACE VIEW office_holders AS
WITH held AS (
    SELECT coalesce(m.into_entity_id, r.entity_id) AS entity_id, r.office, r.body, r.country,
        max_by(r.said, length(r.said)) AS role, min(r.first_seen_at) AS first_seen, max(r.last_seen_at) AS last_seen,
        list_distinct(flatten(list(r.article_ids))) AS article_ids
    FROM roles AS r
    LEFT JOIN entity_merges AS m ON m.entity_id = r.entity_id AND m.undone_at IS NULL
    GROUP BY ALL
)
SELECT en.name, held.role, held.office, held.body, held.country, held.first_seen, held.last_seen, len(held.article_ids) AS n_articles,
    held.last_seen = max(held.last_seen) OVER (PARTITION BY held.office, held.body, held.country) AS is_latest,
    held.entity_id, held.article_ids
FROM held
JOIN entities AS en USING (entity_id)
ORDER BY held.last_seen DESC, en.name, held.office, held.body;

COMMENT ON VIEW office_holders IS 'Who is said to hold which office, first and last seen, merged people as one; is_latest marks the last one so called';
