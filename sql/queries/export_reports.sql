-- Every report of the events in $event_ids, with where in its article it is.
SELECT r.report_id, r.event_id, r.trigger_start, r.confidence, a.url, a.source, a.published_at, a.fetched_at,
    length(a.text) AS text_length,
    len(regexp_extract_all(left(a.text, r.trigger_start), '[.!?][”"'')]*\s')) + 1 AS sentence_number,
    (SELECT min(p.start_char) FROM participants AS p WHERE p.report_id = r.report_id AND p.role = 'actor') AS actor_start,
    (SELECT min(p.start_char) FROM participants AS p WHERE p.report_id = r.report_id AND p.role = 'recipient')
        AS recipient_start
FROM reports AS r
JOIN articles AS a USING (article_id)
SEMI JOIN (SELECT unnest($event_ids::VARCHAR[]) AS event_id) AS wanted USING (event_id)
ORDER BY a.published_at, r.report_id
