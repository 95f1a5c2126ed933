CREATE OR REPLACE VIEW dyads_per_day AS
WITH actors AS (
    SELECT event_id, event_date, score, unnest(actor_countries) AS actor, recipient_countries, actor_countries
    FROM events WHERE status = 'actual' AND date_precision = 'day'
),
pairs AS (
    SELECT event_id, event_date, score, actor,
        unnest(if(len(recipient_countries) > 0, recipient_countries, actor_countries)) AS recipient
    FROM actors
)
SELECT event_date, actor, recipient, count(DISTINCT event_id) AS n_events, avg(score) AS mean_score
FROM pairs
WHERE actor <> recipient
GROUP BY ALL
ORDER BY event_date DESC, n_events DESC, actor, recipient;
COMMENT ON VIEW dyads_per_day IS 'Per day and pair of countries: events and mean conflict-cooperation score (-10 to 10)';
