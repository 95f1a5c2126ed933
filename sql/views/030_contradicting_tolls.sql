CREATE OR REPLACE VIEW contradicting_tolls AS
SELECT one.event_id, one.event_date, one.place_name, one.kind,
    one.low AS low_1, one.high AS high_1, one.victims AS victims_1, one.claimed_by AS claimed_by_1,
    other.low AS low_2, other.high AS high_2, other.victims AS victims_2, other.claimed_by AS claimed_by_2
FROM claimed_tolls AS one
JOIN claimed_tolls AS other
    ON other.event_id = one.event_id AND other.kind = one.kind
    AND coalesce(one.claimed_by, '') < coalesce(other.claimed_by, '')
WHERE (one.low IS DISTINCT FROM other.low OR one.high IS DISTINCT FROM other.high);
COMMENT ON VIEW contradicting_tolls IS 'Figures of one event that differ between claimants, side by side';
