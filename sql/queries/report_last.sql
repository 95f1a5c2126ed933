-- The last instant before $until at which an event (of $country, when given) was reported.
SELECT max(least(coalesce(a.published_at, a.fetched_at), a.fetched_at)) AS last_at
FROM reports AS r
JOIN events AS e USING (event_id)
JOIN articles AS a ON a.article_id = r.article_id
WHERE least(coalesce(a.published_at, a.fetched_at), a.fetched_at) < $until
    AND (
        $country IS NULL OR e.country = $country
        OR list_contains(e.actor_countries, $country) OR list_contains(e.recipient_countries, $country)
    )
