-- Gives the people who share the last word of a name with those in $entity_ids, with the offices they held.
WITH named AS (
    SELECT entity_id, name, country, regexp_extract(lower(strip_accents(name)), '(\w+)\W*$', 1) AS surname
    FROM entities
    WHERE type = 'PERSON'
),
wanted AS (
    SELECT DISTINCT surname
    FROM named
    SEMI JOIN (SELECT unnest($entity_ids::VARCHAR[]) AS entity_id) AS given USING (entity_id)
),
held AS (
    SELECT entity_id, list(DISTINCT office || ' ' || coalesce(country, '')) AS offices
    FROM roles
    WHERE office NOT LIKE 'former %'
    GROUP BY entity_id
)
SELECT named.entity_id, named.name, named.country, named.surname, coalesce(held.offices, []) AS offices
FROM named
JOIN wanted USING (surname)
LEFT JOIN held USING (entity_id)
ORDER BY named.entity_id
