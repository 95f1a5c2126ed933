INSERT INTO roles BY NAME
SELECT md5(entity_id || office)[:16] AS role_id, entity_id, office, country, any_value(said) AS said,
    min(published_at) AS first_seen_at, max(published_at) AS last_seen_at, count(DISTINCT article_id)::INTEGER AS n_articles,
    list(DISTINCT article_id) AS article_ids
FROM (SELECT r.*, a.published_at FROM role_mentions AS r JOIN articles AS a USING (article_id))
GROUP BY entity_id, office, country
