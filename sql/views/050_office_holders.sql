CREATE OR REPLACE VIEW office_holders AS
SELECT en.name, m.role, en.country, min(a.published_at) AS first_seen, max(a.published_at) AS last_seen,
    count(DISTINCT m.article_id) AS n_articles
FROM mentions AS m
JOIN entities AS en USING (entity_id)
JOIN articles AS a USING (article_id)
WHERE en.type = 'PERSON' AND m.role IS NOT NULL
GROUP BY ALL
ORDER BY last_seen DESC, en.name, m.role;
COMMENT ON VIEW office_holders IS 'Who is said to hold which office, first and last seen';
