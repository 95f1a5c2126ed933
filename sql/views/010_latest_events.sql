CREATE OR REPLACE VIEW latest_events AS
WITH told AS (
    SELECT
        e.event_id, e.event_date, e.date_precision, e.type, e.modes, coalesce(m.actors, e.actors) AS actors,
        coalesce(m.recipients, e.recipients) AS recipients, e.place_name, e.country,
        coalesce(m.claimed_by, e.claimed_by) AS claimed_by, e.sentence, e.n_sources, a.title, a.source, a.url,
        a.published_at, e.confidence
    FROM events AS e
    JOIN articles AS a USING (article_id)
    LEFT JOIN merged_events AS m USING (event_id)
    ORDER BY coalesce(e.last_reported_at, a.fetched_at) DESC, e.event_id
)
-- After the order: of the latest alone the dates are written out.
SELECT
    event_id,
    CASE date_precision
        WHEN 'day' THEN strftime(event_date, '%Y-%m-%d')
        WHEN 'month' THEN strftime(event_date, '%Y-%m')
        WHEN 'year' THEN strftime(event_date, '%Y')
    END AS happened,
    * EXCLUDE event_id
FROM told;

COMMENT ON VIEW latest_events IS 'Every event with the sentence that tells it best and who says so, last reported first; merged people by one name';
