-- What is needed to tell whether a new report is one of the events of those days.
-- Articles fetched from $remade_from until $remade_until count only as $run_id has made them again.
SELECT
    r.report_id, r.event_id, r.article_id, r.type, r.modes, r.status, r.event_date, r.date_precision,
    r.sentence, a.published_at, a.title,
    left(a.text, 400) AS head, -- as much as is looked through for names
    list({'entity_id': p.entity_id, 'name': p.name, 'country': p.country} ORDER BY p.position)
        FILTER (p.role = 'actor') AS actors,
    list({'entity_id': p.entity_id, 'name': p.name, 'country': p.country} ORDER BY p.position)
        FILTER (p.role = 'recipient') AS recipients,
    (
        SELECT list(
            {
                'entity_id': w.entity_id, 'country': w.country, 'lat': w.lat, 'lon': w.lon,
                'place_precision': w.place_precision
            } ORDER BY w.position
        )
        FROM report_places AS w
        WHERE w.report_id = r.report_id
    ) AS places
FROM reports AS r
JOIN articles AS a USING (article_id)
LEFT JOIN participants AS p USING (report_id)
WHERE coalesce(a.published_at, a.fetched_at) BETWEEN $since AND $until
    AND NOT (a.fetched_at >= $remade_from AND a.fetched_at < $remade_until AND a.run_id <> $run_id)
GROUP BY ALL
