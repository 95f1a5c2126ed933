CREATE OR REPLACE VIEW country_weeks AS
SELECT
    country,
    date_trunc('week', event_date)::DATE AS week,
    count(*) FILTER (quad_class = 'verbal cooperation') AS verbal_cooperation,
    count(*) FILTER (quad_class = 'material cooperation') AS material_cooperation,
    count(*) FILTER (quad_class = 'verbal conflict') AS verbal_conflict,
    count(*) FILTER (quad_class = 'material conflict') AS material_conflict,
    avg(score) AS mean_score
FROM events
WHERE status = 'actual' AND date_precision = 'day' AND country IS NOT NULL
GROUP BY ALL
ORDER BY week DESC, country;

COMMENT ON VIEW country_weeks IS 'Per country in which it happened and week (its Monday): cooperation and conflict counted, mean score';
