-- Events whose best report is not one of theirs, or not what they say of it; and events that count their reports wrongly.
SELECT e.event_id
FROM events AS e
LEFT JOIN reports AS r USING (report_id)
WHERE r.event_id IS DISTINCT FROM e.event_id OR r.article_id IS DISTINCT FROM e.article_id
    OR r.sentence IS DISTINCT FROM e.sentence
UNION ALL
SELECT e.event_id
FROM events AS e
JOIN (SELECT event_id, count(*) AS n FROM reports GROUP BY event_id) AS told USING (event_id)
WHERE told.n <> e.n_reports
