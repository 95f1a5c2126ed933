-- How each feed has fared, those that need a look first.
SELECT
    h.source, h.title, h.feed_url, f.homepage, h.verdict, h.last_ok_at, h.last_code, h.consecutive_failures,
    h.n_polls, h.n_ok, h.n_new
FROM feed_health AS h
JOIN feeds AS f USING (feed_url)
ORDER BY h.verdict = 'well', h.verdict, h.source, h.feed_url
