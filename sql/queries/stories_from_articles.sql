-- Puts stories together again from all their articles: the registered tables `told_members` and `told_articles`.
INSERT INTO stories BY NAME
SELECT
    s.story_id,
    min_by(s.article_id, (s.kind <> 'original', coalesce(a.published_at, a.fetched_at), s.article_id))
        AS original_article_id,
    count(*)::INTEGER AS n_articles,
    count(DISTINCT a.source)::INTEGER AS n_sources,
    min(coalesce(a.published_at, a.fetched_at)) AS first_seen_at,
    max(coalesce(a.published_at, a.fetched_at)) AS last_seen_at
FROM told_members AS s
JOIN told_articles AS a USING (article_id)
GROUP BY s.story_id
