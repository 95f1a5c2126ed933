SELECT *, coalesce(published_at::DATE, event_date) AS day FROM claimed_tolls
