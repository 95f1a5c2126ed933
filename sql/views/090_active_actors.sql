CREATE OR REPLACE VIEW active_actors AS
WITH acts AS (
    SELECT unnest(actor_ids) AS entity_id, quad_class, score, event_date
    FROM events
    WHERE status = 'actual'
),
counted AS (
    SELECT
        entity_id, count(*) AS n_events,
        count(*) FILTER (quad_class LIKE '%cooperation') AS n_cooperation,
        count(*) FILTER (quad_class LIKE '%conflict') AS n_conflict,
        avg(score) AS mean_score, max(event_date) AS last_event
    FROM acts
    GROUP BY entity_id
)
SELECT en.name, en.type, en.country, en.sector, counted.*
FROM counted
JOIN entities AS en USING (entity_id)
ORDER BY n_events DESC, en.name, entity_id;

COMMENT ON VIEW active_actors IS 'Who acts most: events as an actor, cooperation and conflict, mean score';
