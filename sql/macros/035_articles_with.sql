CREATE OR REPLACE MACRO articles_with(words) AS TABLE
WITH asked AS (
    SELECT unnest(words_of(words)) AS piece
),
found AS (
    SELECT part, word, positions
    FROM article_words
    WHERE list_bool_or([contains(word, piece) FOR piece IN words_of(words)])
),
held AS (
    SELECT DISTINCT piece, part, unnest(positions) AS position
    FROM found
    JOIN asked ON contains(word, piece)
),
places AS (
    SELECT part, position FROM held GROUP BY ALL HAVING count(*) = len(words_of(words))
)
SELECT article_id
FROM places
JOIN indexed_articles USING (part, position);

COMMENT ON MACRO TABLE articles_with IS 'Ids of the articles in which each run of letters and digits that is asked for stands, in a word or as one, by the index; none where only signs are asked for: FROM articles_with(''grain corridor'')';
