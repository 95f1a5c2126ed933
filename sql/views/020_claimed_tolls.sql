CREATE OR REPLACE VIEW claimed_tolls AS
SELECT
    r.event_id, r.type, e.event_date, e.place_name, t.kind, t.low, t.high, t.victims, t.victims_country,
    t.victims_sector,
    -- By the name that it goes by, however an article writes it. Who tells the event vouches for a figure in the same
    -- sentence, not for one elsewhere.
    coalesce(m.name, en.name, t.claimed_by, CASE WHEN t.sentence = r.sentence THEN r.claimed_by END) AS claimed_by,
    t.scope, a.source, a.published_at, a.url, t.sentence, t.figure
FROM tolls AS t
JOIN reports AS r USING (report_id)
JOIN events AS e USING (event_id)
JOIN articles AS a ON a.article_id = r.article_id
LEFT JOIN entities AS en
    ON en.entity_id = if(t.claimed_by IS NULL AND t.sentence = r.sentence, r.claimed_by_entity_id, t.claimed_by_entity_id)
LEFT JOIN merged_entities AS m ON m.entity_id = en.entity_id;

COMMENT ON VIEW claimed_tolls IS 'Every figure of people hurt, with its claimant and the sentence that gives it';
