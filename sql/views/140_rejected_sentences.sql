CREATE OR REPLACE VIEW rejected_sentences AS
SELECT r.code, r.detail, r.words, a.source, a.title, a.published_at, a.url
FROM rejects AS r
JOIN articles AS a USING (article_id)
WHERE r.stage = 'events'
ORDER BY r.code, a.published_at DESC, r.reject_id;

COMMENT ON VIEW rejected_sentences IS 'What the coder read in articles and did not take for an event, by reason, with the words where it keeps them';
