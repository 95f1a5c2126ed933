-- What is needed to tell whether a new report is one of the last days' events.
-- Articles fetched from $remade_from until $remade_until count only as $run_id has made them again.
SELECT
    r.report_id, r.event_id, r.article_id, r.type, r.modes, r.status, r.event_date, r.date_precision,
    r.trigger, r.sentence, a.published_at, a.source,
    list(p.entity_id ORDER BY p.position) FILTER (p.role = 'actor') AS actor_ids,
    list(p.entity_id ORDER BY p.position) FILTER (p.role = 'recipient') AS recipient_ids,
    list(p.country ORDER BY p.position) FILTER (p.role = 'actor') AS actor_countries,
    list(p.country ORDER BY p.position) FILTER (p.role = 'recipient') AS recipient_countries,
    (SELECT list(w.entity_id ORDER BY w.position) FROM report_places AS w WHERE w.report_id = r.report_id) AS place_ids,
    (SELECT list(DISTINCT w.country) FROM report_places AS w WHERE w.report_id = r.report_id) AS place_countries
FROM reports AS r
JOIN articles AS a USING (article_id)
LEFT JOIN participants AS p USING (report_id)
WHERE coalesce(a.published_at, a.fetched_at) >= $since
    AND NOT (a.fetched_at >= $remade_from AND a.fetched_at < $remade_until AND a.run_id <> $run_id)
GROUP BY ALL
