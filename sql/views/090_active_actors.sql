CREATE OR REPLACE VIEW active_actors AS
WITH acts AS (
    SELECT unnest(actor_ids) AS entity_id, event_id, quad_class, score, event_date
    FROM events
    WHERE status = 'actual'
),
-- An act of two who are one is one.
merged AS (
    SELECT DISTINCT coalesce(m.main_id, acts.entity_id) AS entity_id, event_id, quad_class, score, event_date
    FROM acts
    LEFT JOIN merged_entities AS m USING (entity_id)
),
counted AS (
    SELECT
        entity_id, count(*) AS n_events,
        count(*) FILTER (quad_class LIKE '%cooperation') AS n_cooperation,
        count(*) FILTER (quad_class LIKE '%conflict') AS n_conflict,
        avg(score) AS mean_score, max(event_date) AS last_event
    FROM merged
    GROUP BY entity_id
)
SELECT en.name, en.type, en.country, en.sector, counted.*
FROM counted
JOIN entities AS en USING (entity_id)
ORDER BY n_events DESC, en.name, entity_id;

COMMENT ON VIEW active_actors IS 'Who acts most: events as an actor, cooperation and conflict, mean score; merged people as one';
