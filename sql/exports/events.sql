SELECT *, coalesce(event_date, first_reported_at::DATE) AS day FROM events
