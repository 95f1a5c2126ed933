CREATE OR REPLACE VIEW who_met_whom AS
WITH meetings AS (
    SELECT *, list_distinct(list_concat(actor_ids, recipient_ids)) AS parties
    FROM events
    WHERE type = 'CONSULT' AND status = 'actual' AND len(actors) + len(recipients) > 1
),
met AS (
    SELECT event_id, unnest(parties) AS entity_id FROM meetings
),
-- By the name that each goes by; two of one name are one.
named AS (
    SELECT event_id, list_sort(list_distinct(list(coalesce(m.name, en.name)))) AS names
    FROM met
    JOIN entities AS en USING (entity_id)
    LEFT JOIN merged_entities AS m USING (entity_id)
    GROUP BY event_id
),
one AS (
    SELECT meetings.*, names, unnest(names) AS one, generate_subscripts(names, 1) AS position
    FROM meetings
    JOIN named USING (event_id)
)
SELECT event_date, one, unnest(names[position + 1 :]) AS other, main_mode AS mode, place_name, sentence, n_sources,
    article_id, event_id
FROM one
ORDER BY event_date DESC, one, other, event_id;

COMMENT ON VIEW who_met_whom IS 'Meetings, visits, calls and talks, one row per pair of parties, merged people as one';
