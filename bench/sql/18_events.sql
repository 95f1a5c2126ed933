-- One event for each report that is the first of it; the text that repeats it counts as no further source.
INSERT INTO events BY NAME
WITH counted AS (
    SELECT event_id, count(*)::INTEGER AS n FROM chunk_reports GROUP BY event_id
)
SELECT
    r.event_id, r.type, r.modes, r.modes[1] AS main_mode, r.contexts, t.quad_class, m.score, r.status, r.event_date,
    r.date_precision, p.name AS place_name, p.country, p.lat, p.lon, p.place_precision,
    [a.name] AS actors, [b.name] AS recipients, [a.entity_id] AS actor_ids, [b.entity_id] AS recipient_ids,
    [a.country] AS actor_countries, [b.country] AS recipient_countries,
    if(a.sector IS NULL, [], [a.sector]) AS actor_sectors, if(b.sector IS NULL, [], [b.sector]) AS recipient_sectors,
    c.n AS n_reports, c.n AS n_articles, 1 AS n_sources, r.published_at AS first_reported_at,
    r.published_at AS last_reported_at, r.confidence, r.report_id, r.article_id, r.claimed_by, r.sentence
FROM chunk_reports AS r
JOIN counted AS c USING (event_id)
JOIN event_types AS t USING (type)
JOIN event_modes AS m ON m.type = r.type AND m.mode = r.modes[1]
JOIN chunk_participants AS a ON a.report_id = r.report_id AND a.role = 'actor'
JOIN chunk_participants AS b ON b.report_id = r.report_id AND b.role = 'recipient'
LEFT JOIN chunk_places AS p ON p.report_id = r.report_id
WHERE r.position < 3
ORDER BY r.i, r.position
