CREATE OR REPLACE VIEW contradicting_tolls AS
WITH disputed AS (
    SELECT r.event_id, t.kind
    FROM tolls AS t
    JOIN reports AS r USING (report_id)
    GROUP BY r.event_id, t.kind
    HAVING min(t.low) < max(t.low) OR min(t.high) < max(t.high)
        OR count(t.low) BETWEEN 1 AND count(*) - 1 OR count(t.high) BETWEEN 1 AND count(*) - 1
),
-- A claim that many articles repeat is one claim, in the words of the first.
claims AS (
    FROM claimed_tolls
    WHERE (event_id, kind) IN (FROM disputed)
    QUALIFY row_number() OVER (
        PARTITION BY event_id, kind, low, high, claimed_by, victims_country ORDER BY published_at, source, figure, sentence
    ) = 1
),
pairs AS (
    SELECT
        one.event_id, one.event_date, one.place_name, one.kind,
        one.low AS low_1, one.high AS high_1, one.victims AS victims_1, one.claimed_by AS claimed_by_1,
        one.sentence AS sentence_1, one.source AS source_1,
        other.low AS low_2, other.high AS high_2, other.victims AS victims_2, other.claimed_by AS claimed_by_2,
        other.sentence AS sentence_2, other.source AS source_2,
        list_sort([(one.low, one.high), (other.low, other.high)]) AS figures
    FROM claims AS one
    JOIN claims AS other
        ON other.event_id = one.event_id AND other.kind = one.kind
        AND coalesce(one.claimed_by, '') < coalesce(other.claimed_by, '')
        -- The losses of one side do not contradict those of the other.
        AND coalesce(one.victims_country, other.victims_country, '')
            = coalesce(other.victims_country, one.victims_country, '')
    WHERE one.low IS DISTINCT FROM other.low OR one.high IS DISTINCT FROM other.high
)
SELECT * EXCLUDE figures
FROM pairs
-- Two claimants once for two figures; a figure that nobody is named for only where no two claimants give the same two.
QUALIFY row_number() OVER (
    PARTITION BY event_id, kind, figures, claimed_by_1, if(claimed_by_1 IS NULL, NULL, claimed_by_2)
    ORDER BY claimed_by_2, low_1, high_1, sentence_1, sentence_2
) = 1
AND (claimed_by_1 IS NOT NULL OR count(claimed_by_1) OVER (PARTITION BY event_id, kind, figures) = 0)
ORDER BY event_date DESC, event_id, kind, claimed_by_1, claimed_by_2, low_1, low_2;

COMMENT ON VIEW contradicting_tolls IS 'Figures of one event that differ between claimants, side by side; each pair once';
