CREATE OR REPLACE VIEW feed_health AS
WITH asked AS (
    SELECT
        feed_url,
        count(*) AS n_polls,
        count(*) FILTER (outcome IN ('ok', 'unchanged')) AS n_ok,
        sum(n_entries) AS n_entries,
        sum(n_new) AS n_new,
        avg(duration_ms)::INTEGER AS mean_ms
    FROM polls
    GROUP BY feed_url
)
SELECT
    f.source, f.title, f.feed_url, f.last_ok_at, f.consecutive_failures, f.last_code, f.next_poll_at, f.retired_at,
    coalesce(asked.n_polls, 0) AS n_polls,
    coalesce(asked.n_ok, 0) AS n_ok,
    coalesce(asked.n_new, 0)::BIGINT AS n_new,
    asked.mean_ms,
    CASE
        WHEN f.retired_at IS NOT NULL THEN 'retired'
        WHEN asked.n_polls IS NULL THEN 'never asked'
        WHEN f.consecutive_failures > 0 THEN 'failing'
        WHEN asked.n_entries = 0 THEN 'empty'
        WHEN asked.mean_ms > 10000 THEN 'slow'
        ELSE 'well'
    END AS verdict
FROM feeds AS f
LEFT JOIN asked USING (feed_url)
ORDER BY verdict, f.source, f.feed_url;

COMMENT ON VIEW feed_health IS 'How each feed has fared over all polls';
