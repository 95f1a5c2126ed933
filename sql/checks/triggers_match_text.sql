-- Reports whose trigger or sentence is not what the article's text has at their offsets.
SELECT r.report_id
FROM reports AS r
JOIN checked_texts AS a USING (article_id) -- the articles of one run, or all
WHERE a.text[r.trigger_start + 1 : r.trigger_end] <> r.trigger
    OR a.text[r.evidence[1].start + 1 : r.evidence[1].end] <> r.sentence
