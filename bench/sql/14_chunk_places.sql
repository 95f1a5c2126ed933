CREATE OR REPLACE TEMP TABLE chunk_places AS
WITH drawn AS (
    -- Every fifth entity is a place.
    SELECT i, report_id,
        format('{:016x}', hash(3 + 5 * ($n_entities // 5 * ((hash(event_id, 'place') % 1000000) / 1e6) ** 3)::BIGINT, 'entity'))
            AS entity_id
    FROM chunk_reports
    WHERE hash(event_id, 'where') % 10 < 7
)
SELECT drawn.*, 0 AS position, e.name, e.country, e.lat, e.lon, e.place_precision
FROM drawn
JOIN entities AS e USING (entity_id)
