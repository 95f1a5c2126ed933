-- Takes articles that are not in the index into part $part, the first loaded first, $most of them at most.
INSERT INTO indexed_articles BY NAME
SELECT $part AS part, row_number() OVER (ORDER BY number)::INTEGER - 1 AS position, article_id
FROM (
    SELECT articles.rowid AS number, article_id
    FROM articles
    ANTI JOIN indexed_articles USING (article_id)
    ORDER BY number
    LIMIT $most
)
