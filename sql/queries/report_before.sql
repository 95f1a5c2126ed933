-- Events by type that were reported from $since until $until, for comparison with another period.
SELECT e.type, count(DISTINCT e.event_id) AS n
FROM events AS e
JOIN reports AS r USING (event_id)
JOIN articles AS a ON a.article_id = r.article_id
WHERE least(coalesce(a.published_at, a.fetched_at), a.fetched_at) >= $since
    AND least(coalesce(a.published_at, a.fetched_at), a.fetched_at) < $until
    AND (
        $country IS NULL OR e.country = $country
        OR list_contains(e.actor_countries, $country) OR list_contains(e.recipient_countries, $country)
    )
GROUP BY e.type
