INSERT INTO report_places BY NAME
WITH drawn AS (
    -- Every fifth entity is a place.
    SELECT report_id,
        format('{:016x}', hash(3 + 5 * ($n_entities // 5 * ((hash(event_id, 'place') % 1000000) / 1e6) ** 3)::BIGINT, 'entity'))
            AS entity_id
    FROM chunk_reports
    WHERE hash(event_id, 'where') % 10 < 7
)
SELECT drawn.report_id, 0 AS position, entity_id, e.name, e.country, e.lat, e.lon, e.place_precision
FROM drawn
JOIN entities AS e USING (entity_id)
