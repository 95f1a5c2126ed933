-- What is needed to tell whether a new article is one of the last days' texts.
SELECT
    a.article_id, s.story_id, a.source, a.published_at, a.title, a.agency, a.dateline_agency, a.canonical_url,
    a.word_count, s.minhash
FROM story_articles AS s
JOIN articles AS a USING (article_id)
WHERE coalesce(a.published_at, a.fetched_at) >= $since
