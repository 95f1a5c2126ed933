-- Tolls whose figure lies outside the article's text.
SELECT t.report_id
FROM tolls AS t
JOIN reports AS r USING (report_id)
JOIN articles AS a USING (article_id)
WHERE t.end_char <= t.start_char OR t.end_char > length(a.text)
