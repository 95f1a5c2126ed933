-- The parts of the index: how many articles each was made of, and how many of them are as they were.
SELECT part, max(position) + 1 AS n_made, count(*) AS n_left
FROM indexed_articles
GROUP BY part
ORDER BY n_left, part
