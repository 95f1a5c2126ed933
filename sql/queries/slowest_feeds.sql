-- The feeds that took longest to poll in the run $run_id.
SELECT
    f.source,
    round(p.duration_ms / 1000, 1) AS seconds,
    p.outcome,
    p.code AS fault,
    p.n_entries AS entries,
    p.n_new AS new,
    p.feed_url AS feed
FROM polls AS p
JOIN feeds AS f USING (feed_url)
WHERE p.run_id = $run_id
ORDER BY p.duration_ms DESC, p.feed_url
LIMIT 20
