-- 20,000 invented words, the frequent ones short.
CREATE OR REPLACE TEMP TABLE words AS
SELECT i, string_agg(syllable, '' ORDER BY part) AS word
FROM (
    SELECT i, part, ['ba', 'ko', 'mi', 'ter', 'an', 'so', 'lu', 'ver', 'dra', 'ni', 'pe', 'kha', 'or', 'es', 'tu', 'gal']
        [1 + (hash(i * 7 + part) % 16)::INTEGER] AS syllable
    FROM range(20000) AS w(i), range(5) AS s(part)
    WHERE part < 1 + (i > 30)::INTEGER + (i > 500)::INTEGER + (hash(i) % 3)::INTEGER
)
GROUP BY i
