CREATE OR REPLACE VIEW casualties_by_claimant AS
WITH latest AS (
    SELECT * FROM claimed_tolls
    QUALIFY row_number() OVER (
        PARTITION BY event_id, claimed_by, kind, victims_country, victims_sector, scope
        ORDER BY published_at DESC, low DESC, high DESC, figure
    ) = 1
)
SELECT
    claimed_by, kind, victims_country, victims_sector, count(DISTINCT event_id) AS n_events,
    sum(coalesce(low, high)) FILTER (scope = 'event')::BIGINT AS low,
    sum(coalesce(high, low)) FILTER (scope = 'event')::BIGINT AS high,
    max(coalesce(high, low)) FILTER (scope = 'to_date') AS running_total,
    max(published_at) AS last_claimed_at
FROM latest
GROUP BY ALL
ORDER BY high DESC NULLS LAST, running_total DESC NULLS LAST, claimed_by, kind, victims_country, victims_sector;

COMMENT ON VIEW casualties_by_claimant IS 'Who claims how many people hurt: each claimant''s last figure per event, added up; running totals apart';
