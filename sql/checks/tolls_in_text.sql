-- Tolls whose figure lies outside the article's text.
SELECT t.report_id
FROM tolls AS t
JOIN reports AS r USING (report_id)
JOIN checked_texts AS a USING (article_id) -- the articles of one run, or all
WHERE t.end_char <= t.start_char OR t.end_char > length(a.text)
