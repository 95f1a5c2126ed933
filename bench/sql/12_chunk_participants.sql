CREATE OR REPLACE TEMP TABLE chunk_participants AS
WITH drawn AS (
    SELECT i, report_id, t.role, t.position,
        format('{:016x}', hash(($n_entities * ((hash(event_id, t.role) % 1000000) / 1e6) ** 3)::BIGINT % $n_entities, 'entity'))
            AS entity_id
    FROM chunk_reports, (VALUES ('actor', 0), ('recipient', 1)) AS t(role, position)
)
SELECT drawn.*, e.name, e.country, e.sector, 'named' AS how
FROM drawn
JOIN entities AS e USING (entity_id)
