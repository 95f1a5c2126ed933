CREATE OR REPLACE VIEW rising_violence AS
WITH violence AS (
    SELECT place_name, country, event_date, lat, lon, max(event_date) OVER () - event_date AS days_ago
    FROM events
    WHERE type = 'ASSAULT' AND status = 'actual' AND date_precision = 'day' AND place_name IS NOT NULL
)
SELECT
    place_name, country,
    count(*) FILTER (days_ago < 30) AS last_30_days,
    count(*) FILTER (days_ago BETWEEN 30 AND 59) AS the_30_before,
    last_30_days - the_30_before AS rise,
    max(event_date) AS last_event, any_value(lat) AS lat, any_value(lon) AS lon
FROM violence
WHERE days_ago < 60
GROUP BY place_name, country
HAVING rise > 0
ORDER BY rise DESC, last_30_days DESC, place_name, country;

COMMENT ON VIEW rising_violence IS 'Places with more violence in the last 30 days than in the 30 before, to the day of the newest violent event';
