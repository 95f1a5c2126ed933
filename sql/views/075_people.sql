CREATE OR REPLACE VIEW people AS
WITH told AS (
    SELECT coalesce(m.into_entity_id, en.entity_id) AS main_id, en.entity_id, en.name
    FROM entities AS en
    LEFT JOIN entity_merges AS m ON m.entity_id = en.entity_id AND m.undone_at IS NULL
    WHERE en.type = 'PERSON'
),
seen AS (
    SELECT told.main_id, count(DISTINCT mentions.article_id) AS n_articles
    FROM told
    LEFT JOIN mentions USING (entity_id)
    GROUP BY told.main_id
),
named AS (
    SELECT main_id, list_sort(list_distinct(list(name))) AS names, list_sort(list(entity_id)) AS entity_ids
    FROM told
    GROUP BY main_id
)
SELECT en.name, en.country, en.sector, en.role, named.names, seen.n_articles, named.main_id AS entity_id, named.entity_ids
FROM named
JOIN seen USING (main_id)
JOIN entities AS en ON en.entity_id = named.main_id
ORDER BY seen.n_articles DESC, en.name, named.main_id;

COMMENT ON VIEW people IS 'Every person once, merged entities together, with all names and in how many articles';
