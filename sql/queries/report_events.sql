-- The $limit weightiest events reported from $since until $until, main ones first, and how many there are in all.
-- A report counts when its article was published, or fetched where that is earlier or all that is known.
WITH told AS (
    SELECT r.event_id, r.report_id, a.source, least(coalesce(a.published_at, a.fetched_at), a.fetched_at) AS told_at
    FROM reports AS r
    JOIN articles AS a ON a.article_id = r.article_id
),
seen AS (
    SELECT event_id, min(told_at) AS first_at, max(told_at) AS last_at, list_sort(list(DISTINCT source)) AS sources
    FROM told
    WHERE told_at < $until
    GROUP BY event_id
    HAVING max(told_at) >= $since
)
SELECT
    e.* REPLACE (
        coalesce(named.actors, e.actors) AS actors, coalesce(named.recipients, e.recipients) AS recipients,
        coalesce(named.claimed_by, e.claimed_by) AS claimed_by
    ),
    seen.first_at, seen.last_at, seen.sources, seen.first_at >= $since AS is_new, count(*) OVER () AS n_in_all
FROM events AS e
JOIN seen USING (event_id)
LEFT JOIN merged_events AS named USING (event_id)
WHERE $country IS NULL OR e.country = $country
    OR list_contains(e.actor_countries, $country) OR list_contains(e.recipient_countries, $country)
ORDER BY
    e.status = 'actual' DESC, e.n_sources DESC, e.n_articles DESC,
    len(e.actors) > 0 AND len(e.actor_countries) + len(e.recipient_countries) > 0 DESC,
    abs(e.score) * e.confidence DESC, e.event_id
LIMIT $limit
