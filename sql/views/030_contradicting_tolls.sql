CREATE OR REPLACE VIEW contradicting_tolls AS
WITH told AS MATERIALIZED (
    SELECT r.event_id, t.kind, t.report_id, t.position, t.low, t.high
    FROM tolls AS t
    JOIN reports AS r USING (report_id)
),
-- Few figures are disputed; what is wide, names and sentences, is read for those alone.
disputed AS (
    SELECT report_id, position
    FROM told
    WHERE (event_id, kind) IN (
        SELECT (event_id, kind)
        FROM told
        GROUP BY event_id, kind
        HAVING min(low) < max(low) OR min(high) < max(high)
            OR count(low) BETWEEN 1 AND count(*) - 1 OR count(high) BETWEEN 1 AND count(*) - 1
    )
),
told_by AS (
    SELECT r.event_id, e.event_date, e.place_name, t.kind, t.low, t.high, t.victims, t.victims_country,
        -- As in claimed_tolls.
        coalesce(m.name, en.name, t.claimed_by, CASE WHEN t.sentence = r.sentence THEN r.claimed_by END) AS claimed_by,
        a.source, a.published_at, t.figure, t.sentence
    FROM (FROM tolls WHERE (report_id, position) IN (FROM disputed)) AS t
    JOIN (FROM reports WHERE report_id IN (SELECT report_id FROM disputed)) AS r USING (report_id)
    JOIN events AS e USING (event_id)
    JOIN articles AS a ON a.article_id = r.article_id
    LEFT JOIN entities AS en
        ON en.entity_id = if(t.claimed_by IS NULL AND t.sentence = r.sentence, r.claimed_by_entity_id, t.claimed_by_entity_id)
    LEFT JOIN merged_entities AS m ON m.entity_id = en.entity_id
),
-- A claim that many articles repeat is one claim, in the words of the first.
claims AS (
    FROM told_by
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
