CREATE OR REPLACE VIEW casualties_by_claimant AS
WITH claims AS (
    SELECT r.event_id, t.kind, t.low, t.high, t.victims_country, t.victims_sector, t.scope, a.published_at,
        -- As in claimed_tolls, which reads more than is wanted here.
        if(t.claimed_by IS NULL AND t.sentence = r.sentence, r.claimed_by_entity_id, t.claimed_by_entity_id) AS entity_id,
        coalesce(t.claimed_by, CASE WHEN t.sentence = r.sentence THEN r.claimed_by END) AS said
    FROM tolls AS t
    JOIN reports AS r USING (report_id)
    JOIN articles AS a USING (article_id)
),
merged AS (
    SELECT claims.* REPLACE (coalesce(m.main_id, entity_id) AS entity_id, CASE WHEN entity_id IS NULL THEN said END AS said)
    FROM claims
    LEFT JOIN merged_entities AS m USING (entity_id)
),
latest AS (
    SELECT event_id, entity_id, said, kind, victims_country, victims_sector, scope,
        max({'published_at': published_at, 'low': low, 'high': high}) AS last
    FROM merged
    GROUP BY ALL
),
counted AS (
    SELECT entity_id, said, kind, victims_country, victims_sector, count(DISTINCT event_id) AS n_events,
        sum(coalesce(last.low, last.high)) FILTER (scope = 'event')::BIGINT AS low,
        sum(coalesce(last.high, last.low)) FILTER (scope = 'event')::BIGINT AS high,
        max(coalesce(last.high, last.low)) FILTER (scope = 'to_date') AS running_total,
        max(last.published_at) AS last_claimed_at
    FROM latest
    GROUP BY ALL
)
SELECT coalesce(en.name, said) AS claimed_by, en.country AS claimed_by_country, counted.* EXCLUDE (entity_id, said), entity_id
FROM counted
LEFT JOIN entities AS en USING (entity_id)
ORDER BY high DESC NULLS LAST, running_total DESC NULLS LAST, claimed_by, kind, victims_country, victims_sector, entity_id;

COMMENT ON VIEW casualties_by_claimant IS 'Who claims how many people hurt: each claimant''s last figure per event, added up; running totals apart';
