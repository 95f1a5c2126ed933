-- What is needed to tell whether a new article is one of the texts of those days.
-- Articles fetched from $remade_from until $remade_until count only as $run_id has made them again.
SELECT
    a.article_id, s.story_id, a.source, a.published_at, a.title, a.agency, a.dateline_agency, a.canonical_url,
    a.word_count, s.minhash,
    left(a.text, 4000) AS text -- as much as is compared word by word
FROM story_articles AS s
JOIN articles AS a USING (article_id)
WHERE coalesce(a.published_at, a.fetched_at) BETWEEN $since AND $until
    AND NOT (a.fetched_at >= $remade_from AND a.fetched_at < $remade_until AND a.run_id <> $run_id)
