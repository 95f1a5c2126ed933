CREATE OR REPLACE VIEW claimed_tolls AS
WITH told AS (
    SELECT
        t.*, r.event_id, r.type, r.article_id, r.claimed_by AS event_claimed_by,
        list_filter(r.evidence, span -> span.start <= t.start_char AND t.start_char < span.end)[1] AS span
    FROM tolls AS t
    JOIN reports AS r USING (report_id)
)
SELECT
    told.event_id, told.type, e.event_date, e.place_name, told.kind, told.low, told.high, told.victims,
    told.victims_country, told.victims_sector, coalesce(told.claimed_by, told.event_claimed_by) AS claimed_by,
    told.scope, a.source, a.published_at, a.url, a.text[told.span.start + 1 : told.span.end] AS sentence,
    a.text[told.start_char + 1 : told.end_char] AS figure
FROM told
JOIN events AS e USING (event_id)
JOIN articles AS a USING (article_id);

COMMENT ON VIEW claimed_tolls IS 'Every figure of people hurt, with its claimant and the sentence that gives it';
