-- The feeds that took longest to poll in the run $run_id.
SELECT f.source, p.feed_url, p.duration_ms, p.outcome, p.code, p.n_entries, p.n_new
FROM polls AS p
JOIN feeds AS f USING (feed_url)
WHERE p.run_id = $run_id
ORDER BY p.duration_ms DESC, p.feed_url
LIMIT 20
