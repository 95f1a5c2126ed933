CREATE OR REPLACE VIEW who_met_whom AS
SELECT e.event_date, one.name AS one, other.name AS other, e.modes, e.place_name, r.sentence, a.url
FROM reports AS r
JOIN events AS e USING (event_id)
JOIN articles AS a USING (article_id)
JOIN participants AS one USING (report_id)
JOIN participants AS other ON other.report_id = one.report_id AND other.position > one.position
WHERE r.type = 'CONSULT' AND r.status = 'actual'
ORDER BY e.event_date DESC, one.name, other.name;
COMMENT ON VIEW who_met_whom IS 'Meetings, visits, calls and talks, one row per pair of parties';
