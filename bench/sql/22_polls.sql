INSERT INTO polls BY NAME
SELECT format('{:016x}', hash(i, k, 'poll')) AS poll_id, 'bench' AS run_id, 'https://outlet-' || i || '.example/rss' AS feed_url,
    TIMESTAMP '2023-01-01' + INTERVAL (k) HOUR AS started_at, 200 AS duration_ms, 'ok' AS outcome, 20000 AS size_bytes,
    20 AS n_entries, 18 AS n_known, 2 AS n_new
FROM range(500) AS t(i), range(200) AS u(k)
