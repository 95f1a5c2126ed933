-- Writes the words of the articles of part $part; sorted, so that they take little room.
INSERT INTO article_words BY NAME
SELECT $part AS part, word, list(position ORDER BY position) AS positions
FROM (
    SELECT position, unnest(words_of(title || ' ' || text)) AS word
    FROM indexed_articles
    JOIN articles USING (article_id)
    WHERE part = $part
)
GROUP BY word
ORDER BY word
