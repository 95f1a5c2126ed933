-- Ids, or addresses that stand for one thing, which occur more than once.
SELECT 'article' AS what, canonical_url AS id FROM articles GROUP BY canonical_url HAVING count(*) > 1
UNION ALL
SELECT 'report', article_id || ' ' || position FROM reports GROUP BY article_id, position HAVING count(*) > 1
UNION ALL
SELECT 'capture', warc_file || ' ' || warc_offset FROM pages GROUP BY warc_file, warc_offset HAVING count(*) > 1
