CREATE OR REPLACE VIEW contradicting_tolls AS
SELECT
    one.event_id, one.event_date, one.place_name, one.kind,
    one.low AS low_1, one.high AS high_1, one.victims AS victims_1, one.claimed_by AS claimed_by_1,
    one.sentence AS sentence_1, one.source AS source_1,
    other.low AS low_2, other.high AS high_2, other.victims AS victims_2, other.claimed_by AS claimed_by_2,
    other.sentence AS sentence_2, other.source AS source_2
FROM claimed_tolls AS one
JOIN claimed_tolls AS other
    ON other.event_id = one.event_id AND other.kind = one.kind
    AND coalesce(one.claimed_by, '') < coalesce(other.claimed_by, '')
    -- The losses of one side do not contradict those of the other.
    AND coalesce(one.victims_country, other.victims_country, '')
        = coalesce(other.victims_country, one.victims_country, '')
WHERE one.low IS DISTINCT FROM other.low OR one.high IS DISTINCT FROM other.high
ORDER BY one.event_date DESC, one.event_id, one.kind, claimed_by_1, claimed_by_2, low_1, low_2;

COMMENT ON VIEW contradicting_tolls IS 'Figures of one event that differ between claimants, side by side';
