CREATE OR REPLACE VIEW dyads_per_day AS
WITH acts AS (
    SELECT event_date, score, unnest(actor_countries) AS actor,
        -- In a mutual act each party is the other's recipient.
        if(len(recipient_countries) > 0, recipient_countries, actor_countries) AS recipients
    FROM events
    WHERE status = 'actual' AND date_precision = 'day' AND len(actor_countries) + len(recipient_countries) > 1
),
pairs AS (
    SELECT event_date, score, actor, unnest(recipients) AS recipient FROM acts
)
SELECT event_date, actor, recipient, count(*) AS n_events, avg(score) AS mean_score
FROM pairs
WHERE actor <> recipient
GROUP BY ALL
ORDER BY event_date DESC, n_events DESC, actor, recipient;

COMMENT ON VIEW dyads_per_day IS 'Per day and pair of countries: events and mean conflict-cooperation score (-10 to 10)';
