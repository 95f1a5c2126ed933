-- Writes the events that merges touch, with the names that parties and claimants go by. There are few: what all others are
-- called is read from events.
INSERT INTO merged_events BY NAME
WITH touched AS MATERIALIZED (
    SELECT event_id
    FROM reports
    WHERE report_id IN (SELECT p.report_id FROM participants AS p SEMI JOIN merged_entities USING (entity_id))
    UNION
    SELECT event_id
    FROM events
    WHERE report_id IN (
        SELECT r.report_id
        FROM reports AS r
        SEMI JOIN merged_entities AS m ON m.entity_id = r.claimed_by_entity_id
    )
),
parties AS (
    SELECT r.event_id,
        list_sort(list_distinct(list(coalesce(m.name, p.name)) FILTER (p.role = 'actor'))) AS actors,
        list_sort(list_distinct(list(coalesce(m.name, p.name)) FILTER (p.role = 'recipient'))) AS recipients
    FROM reports AS r
    JOIN participants AS p USING (report_id)
    LEFT JOIN merged_entities AS m USING (entity_id)
    WHERE r.event_id IN (FROM touched)
    GROUP BY r.event_id
),
claims AS (
    SELECT e.event_id, coalesce(m.name, r.claimed_by) AS claimed_by
    FROM events AS e
    JOIN reports AS r USING (report_id)
    LEFT JOIN merged_entities AS m ON m.entity_id = r.claimed_by_entity_id
    WHERE e.event_id IN (FROM touched)
)
SELECT claims.event_id, coalesce(parties.actors, []) AS actors, coalesce(parties.recipients, []) AS recipients,
    claims.claimed_by
FROM claims
LEFT JOIN parties USING (event_id)
