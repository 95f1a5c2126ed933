CREATE OR REPLACE VIEW source_coverage AS
WITH told AS (
    SELECT article_id, count(*) AS n_reports FROM reports GROUP BY article_id
)
SELECT
    a.source, a.source_country AS country, count(*) AS n_articles,
    count(*) FILTER (a.coding = 'coded') AS n_coded,
    count(*) FILTER (a.coding = 'language') AS n_other_language,
    count(*) FILTER (a.is_paywalled) AS n_paywalled,
    count(*) FILTER (a.is_from_feed) AS n_from_feed,
    coalesce(sum(told.n_reports), 0)::BIGINT AS n_reports,
    round(avg(a.word_count))::INTEGER AS mean_words,
    min(a.published_at) AS first_published_at, max(a.published_at) AS last_published_at
FROM articles AS a
LEFT JOIN told USING (article_id)
GROUP BY ALL
ORDER BY n_articles DESC, a.source, country;

COMMENT ON VIEW source_coverage IS 'What each outlet has brought: articles, how they were coded, event reports, span of time';
