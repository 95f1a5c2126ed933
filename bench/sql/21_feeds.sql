INSERT INTO feeds BY NAME
SELECT 'https://outlet-' || i || '.example/rss' AS feed_url, 'Outlet ' || i AS title, 'outlet-' || i || '.example' AS source,
    0 AS consecutive_failures, 0 AS moved_seen, [] AS skip_hours, [] AS skip_days
FROM range(500) AS t(i)
