-- 200,000 sentences of 20 words each.
CREATE OR REPLACE TEMP TABLE sentences AS
SELECT number, string_agg(word, ' ') || '.' AS sentence
FROM (
    SELECT number, j, (20000 * ((hash(number, j) % 1000000) / 1e6) ** 3)::INTEGER % 20000 AS i
    FROM range(200000) AS t(number), range(20) AS u(j)
)
JOIN words USING (i)
GROUP BY number
