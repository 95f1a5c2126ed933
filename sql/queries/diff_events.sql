-- Every article, and each of its reports with what two coders may differ in.
SELECT a.url, a.content_sha256, a.title, r.coder_version, r.type, r.trigger, r.trigger_start, r.sentence, r.status,
    array_to_string(list_sort(r.modes), ', ') AS modes, r.event_date::VARCHAR AS event_date, r.date_precision,
    r.claimed_by,
    (SELECT string_agg(p.name, ', ' ORDER BY p.position) FROM participants AS p
        WHERE p.report_id = r.report_id AND p.role = 'actor') AS actors,
    (SELECT string_agg(p.name, ', ' ORDER BY p.position) FROM participants AS p
        WHERE p.report_id = r.report_id AND p.role = 'recipient') AS recipients,
    (SELECT p.name FROM report_places AS p WHERE p.report_id = r.report_id AND p.position = 0) AS place,
    (SELECT string_agg(t.kind || ' ' || coalesce(t.low::VARCHAR, '?') || '-' || coalesce(t.high::VARCHAR, '?')
        || coalesce(' (' || t.claimed_by || ')', ''), ', ' ORDER BY t.position)
        FROM tolls AS t WHERE t.report_id = r.report_id) AS tolls
FROM articles AS a
LEFT JOIN reports AS r USING (article_id)
ORDER BY a.url, r.position
