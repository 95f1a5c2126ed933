SELECT c.*, coalesce(e.event_date, e.first_reported_at::DATE) AS day
FROM event_crosswalk AS c
JOIN events AS e USING (event_id)
