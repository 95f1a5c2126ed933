-- Mentions whose words are not what the article's text has at their offsets.
SELECT m.mention_id
FROM mentions AS m
JOIN checked_texts AS a USING (article_id) -- the articles of one run, or all
WHERE a.text[m.start_char + 1 : m.end_char] <> m.text
