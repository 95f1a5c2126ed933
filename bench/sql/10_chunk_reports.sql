-- Three reports an article, each of an event of its own, and a fourth in the articles that repeat their neighbour: of its first event.
CREATE OR REPLACE TEMP TABLE chunk_reports AS
WITH kinds AS (
    SELECT row_number() OVER (ORDER BY type, mode) - 1 AS number, count(*) OVER () AS n, type, mode FROM event_modes
),
told AS (
    SELECT *, if(k = 3, i - 1, i) AS told_by, if(k = 3, 0, k) AS told_as, (hash(told_by, told_as) % (SELECT any_value(n) FROM kinds))::BIGINT AS number
    FROM chunk, range(4) AS t(k)
    WHERE k < 3 OR i % 10 = 1
)
SELECT
    i, format('{:016x}', hash(i, k, 'report')) AS report_id, format('{:016x}', hash(told_by, told_as, 'event')) AS event_id,
    article_id, k AS position, type, [mode] AS modes, [] AS contexts,
    ['actual', 'actual', 'actual', 'planned'][1 + (hash(told_by, told_as, 1) % 4)::INTEGER] AS status,
    text[k * 300 + 11 : k * 300 + 18] AS trigger, k * 300 + 10 AS trigger_start, k * 300 + 18 AS trigger_end,
    text[k * 300 + 1 : k * 300 + 140] AS sentence, [{'start': k * 300, 'end': k * 300 + 140}] AS evidence,
    if(hash(told_by, told_as, 2) % 10 < 7, published_at::DATE - (hash(told_by, told_as, 3) % 3)::INTEGER, NULL) AS event_date,
    if(event_date IS NULL, 'unknown', 'day') AS date_precision,
    if(hash(i, k, 4) % 3 = 0, 'claimant ' || hash(i, k, 5) % 2000, NULL) AS claimed_by,
    0.5 + (hash(i, k, 6) % 50)::DOUBLE / 100 AS confidence, 'bench' AS coder_version, published_at
FROM told
JOIN kinds USING (number)
