-- Lines that stand in five different stories of an outlet and in a fifth of its newest 200 articles. Outlets with articles of
-- runs begun after the last completed one are looked at.
INSERT OR IGNORE INTO boilerplate BY NAME
WITH begun AS (
    SELECT run_id
    FROM runs
    WHERE started_at > coalesce((SELECT max(started_at) FROM runs WHERE state = 'completed'), '-infinity'::TIMESTAMP)
),
newest AS (
    SELECT source, article_id
    FROM articles
    WHERE source IN (SELECT source FROM articles SEMI JOIN begun USING (run_id))
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY fetched_at DESC, article_id) <= 200
),
sizes AS (
    SELECT source, count(*)::INTEGER AS n_articles FROM newest GROUP BY source
),
lines AS (
    SELECT source, article_id, unnest(string_split(text, chr(10))) AS line
    FROM articles
    SEMI JOIN newest USING (article_id)
)
SELECT
    l.source, l.line, count(DISTINCT coalesce(s.story_id, l.article_id))::INTEGER AS n_stories,
    any_value(z.n_articles) AS n_articles, $run_id AS first_run_id
FROM lines AS l
JOIN sizes AS z USING (source)
LEFT JOIN story_articles AS s USING (article_id)
GROUP BY l.source, l.line
HAVING n_stories >= 5 AND n_stories >= 0.2 * any_value(z.n_articles)
