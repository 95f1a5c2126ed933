-- Puts events together again from all their reports: the registered tables `told_reports`, `told_participants` and
-- `told_places`, the articles they are in, and the stories and origins of those.
INSERT INTO events BY NAME
WITH told AS (
    SELECT told_reports.*, told_articles.published_at, coalesce(origins.source, told_articles.source) AS origin
    FROM told_reports
    JOIN told_articles USING (article_id)
    LEFT JOIN told_members USING (article_id)
    LEFT JOIN told_stories USING (story_id)
    LEFT JOIN told_articles AS origins ON origins.article_id = told_stories.original_article_id
),
best AS (
    SELECT * FROM told
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY confidence DESC, published_at, report_id) = 1
),
dated AS (
    SELECT event_id, event_date, date_precision FROM told
    QUALIFY row_number() OVER (
        PARTITION BY event_id
        ORDER BY array_position(['day', 'month', 'year', 'unknown'], date_precision), confidence DESC, report_id
    ) = 1
),
spots AS (
    SELECT
        told.event_id, told.report_id, told.confidence, p.name, p.country, p.lat, p.lon, p.place_precision,
        count(*) OVER (PARTITION BY told.event_id, p.country) AS n_in_country
    FROM told
    JOIN told_places AS p ON p.report_id = told.report_id AND p.position = 0
),
-- In the country that most reports name, the place told most exactly.
placed AS (
    SELECT * FROM spots
    QUALIFY row_number() OVER (
        PARTITION BY event_id
        ORDER BY
            lat IS NULL, n_in_country DESC,
            array_position(['exact', 'town', 'district', 'province', 'country', 'region'], place_precision) NULLS LAST,
            confidence DESC, report_id
    ) = 1
),
parties AS (
    SELECT
        told.event_id,
        list_sort(list_distinct(list(p.name) FILTER (p.role = 'actor'))) AS actors,
        list_sort(list_distinct(list(p.name) FILTER (p.role = 'recipient'))) AS recipients,
        list_sort(list_distinct(list(p.entity_id) FILTER (p.role = 'actor'))) AS actor_ids,
        list_sort(list_distinct(list(p.entity_id) FILTER (p.role = 'recipient'))) AS recipient_ids,
        list_sort(list_distinct(list(p.sector) FILTER (p.role = 'actor' AND p.sector IS NOT NULL))) AS actor_sectors,
        list_sort(list_distinct(list(p.sector) FILTER (p.role = 'recipient' AND p.sector IS NOT NULL)))
            AS recipient_sectors,
        list_sort(list_distinct(list(p.country) FILTER (p.role = 'actor' AND p.country IS NOT NULL))) AS actor_countries,
        list_sort(list_distinct(list(p.country) FILTER (p.role = 'recipient' AND p.country IS NOT NULL)))
            AS recipient_countries
    FROM told
    JOIN told_participants AS p USING (report_id)
    GROUP BY told.event_id
),
counted AS (
    SELECT
        event_id,
        list_sort(list_distinct(flatten(list(modes)))) AS modes,
        list_sort(list_distinct(flatten(list(contexts)))) AS contexts,
        count(*)::INTEGER AS n_reports,
        count(DISTINCT article_id)::INTEGER AS n_articles,
        count(DISTINCT origin)::INTEGER AS n_sources,
        min(published_at) AS first_reported_at,
        max(published_at) AS last_reported_at,
        max(confidence) AS confidence
    FROM told
    GROUP BY event_id
),
scored AS (
    SELECT given.event_id, event_modes.mode AS main_mode, event_modes.score
    FROM (SELECT event_id, unnest(modes) AS mode FROM counted) AS given
    JOIN best USING (event_id)
    JOIN event_modes ON event_modes.type = best.type AND event_modes.mode = given.mode
    QUALIFY row_number() OVER (
        PARTITION BY given.event_id ORDER BY abs(event_modes.score) DESC, event_modes.mode
    ) = 1
)
SELECT
    counted.*,
    best.type,
    best.status,
    best.report_id,
    best.article_id,
    best.claimed_by,
    best.sentence,
    scored.main_mode,
    event_types.quad_class,
    coalesce(scored.score, event_types.score) AS score,
    dated.event_date,
    dated.date_precision,
    placed.name AS place_name,
    placed.country,
    placed.lat,
    placed.lon,
    placed.place_precision,
    coalesce(parties.actors, []) AS actors,
    coalesce(parties.recipients, []) AS recipients,
    coalesce(parties.actor_ids, []) AS actor_ids,
    coalesce(parties.recipient_ids, []) AS recipient_ids,
    coalesce(parties.actor_countries, []) AS actor_countries,
    coalesce(parties.recipient_countries, []) AS recipient_countries,
    coalesce(parties.actor_sectors, []) AS actor_sectors,
    coalesce(parties.recipient_sectors, []) AS recipient_sectors
FROM counted
JOIN best USING (event_id)
JOIN dated USING (event_id)
JOIN event_types ON event_types.type = best.type
LEFT JOIN scored USING (event_id)
LEFT JOIN placed USING (event_id)
LEFT JOIN parties USING (event_id)
