-- Gives, for each pair of `pairs`, how many people and bodies are named in articles of both.
WITH near AS (
    SELECT DISTINCT who.entity_id, other.entity_id AS companion
    FROM (SELECT one AS entity_id FROM pairs UNION SELECT other FROM pairs) AS who
    JOIN mentions AS m USING (entity_id)
    JOIN mentions AS other USING (article_id)
    JOIN entities AS en ON en.entity_id = other.entity_id
    WHERE en.type IN ('PERSON', 'ORG') AND other.kind = 'name'
)
SELECT pairs.one, pairs.other, count(*) AS n
FROM pairs
JOIN near AS a ON a.entity_id = pairs.one
JOIN near AS b ON b.entity_id = pairs.other AND b.companion = a.companion
WHERE a.companion NOT IN (pairs.one, pairs.other)
GROUP BY ALL
