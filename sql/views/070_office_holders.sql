CREATE OR REPLACE VIEW office_holders AS
WITH said AS (
    SELECT en.name, m.role, en.country, min(a.published_at) AS first_seen, max(a.published_at) AS last_seen,
        count(DISTINCT m.article_id) AS n_articles
    FROM mentions AS m
    JOIN entities AS en USING (entity_id)
    JOIN articles AS a USING (article_id)
    WHERE en.type = 'PERSON' AND m.role IS NOT NULL
    GROUP BY ALL
)
SELECT *, last_seen = max(last_seen) OVER (PARTITION BY lower(role), country) AS is_latest
FROM said
ORDER BY last_seen DESC, name, role;

COMMENT ON VIEW office_holders IS 'Who is said to hold which office, first and last seen; is_latest marks the last one so called';
