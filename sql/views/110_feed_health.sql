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
),
-- the ten latest polls tell how fast it is now
recent AS (
    SELECT feed_url, avg(duration_ms)::INTEGER AS recent_ms
    FROM (FROM polls QUALIFY row_number() OVER (PARTITION BY feed_url ORDER BY started_at DESC) <= 10)
    GROUP BY feed_url
),
failing AS (
    SELECT polls.feed_url, min(polls.started_at) AS failing_since
    FROM polls
    JOIN feeds USING (feed_url)
    WHERE polls.outcome IN ('failed', 'deferred', 'retired')
        AND (feeds.last_ok_at IS NULL OR polls.started_at > feeds.last_ok_at)
    GROUP BY polls.feed_url
),
-- a date that was clamped to the time of the fetch says nothing of how new an entry is
newest AS (
    SELECT feed_url, max(coalesce(published_at, first_seen_at)) AS newest_at
    FROM entries
    WHERE NOT list_has_any(flags, ['bad_date', 'date_future'])
    GROUP BY feed_url
),
-- the latest document of each feed: two feeds with one document, or one final address, are one feed
documents AS (
    FROM pages
    WHERE kind = 'feed' AND feed_url IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY feed_url ORDER BY fetched_at DESC) = 1
),
twins AS (
    SELECT one.feed_url, min(other.feed_url) AS duplicate_of
    FROM documents AS one
    JOIN documents AS other
        ON other.feed_url < one.feed_url AND (other.sha256 = one.sha256 OR other.final_url = one.final_url)
    GROUP BY one.feed_url
)
SELECT
    f.source, f.title, f.feed_url, f.last_ok_at, f.consecutive_failures, f.last_code, f.next_poll_at, f.retired_at,
    coalesce(asked.n_polls, 0) AS n_polls,
    coalesce(asked.n_ok, 0) AS n_ok,
    coalesce(asked.n_new, 0)::BIGINT AS n_new,
    asked.mean_ms,
    recent.recent_ms,
    failing.failing_since,
    newest.newest_at,
    coalesce(f.moved_to, f.asked_at) AS moved_to,
    twins.duplicate_of,
    CASE
        WHEN f.retired_at IS NOT NULL THEN 'retired'
        WHEN asked.n_polls IS NULL THEN 'never asked'
        WHEN f.consecutive_failures > 0 THEN 'failing'
        WHEN f.moved_to IS NOT NULL THEN 'moving'  -- said, and not yet often enough to be believed
        WHEN f.asked_at IS NOT NULL THEN 'moved'
        WHEN asked.n_entries = 0 THEN 'empty'
        WHEN twins.duplicate_of IS NOT NULL OR asked.n_new = 0 THEN 'duplicate'
        WHEN newest.newest_at < f.last_ok_at - INTERVAL 14 DAYS THEN 'stale'
        WHEN recent.recent_ms > 10000 THEN 'slow'
        ELSE 'well'
    END AS verdict
FROM feeds AS f
LEFT JOIN asked USING (feed_url)
LEFT JOIN recent USING (feed_url)
LEFT JOIN failing USING (feed_url)
LEFT JOIN newest USING (feed_url)
LEFT JOIN twins USING (feed_url)
ORDER BY verdict, f.source, f.feed_url;

COMMENT ON VIEW feed_health IS 'How each feed has fared over all polls, with a verdict of one word';
