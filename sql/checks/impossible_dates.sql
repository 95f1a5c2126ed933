-- Events dated more than two years after their last report, or before the year 1000.
SELECT event_id
FROM events
WHERE event_date < DATE '1000-01-01'
    OR (last_reported_at IS NOT NULL AND event_date > last_reported_at + INTERVAL 2 YEAR)
