CREATE OR REPLACE VIEW latest_events AS
WITH told AS (
    SELECT
        e.event_id, e.event_date, e.date_precision, e.type, e.modes, e.actors, e.recipients, e.place_name, e.country,
        e.claimed_by, e.sentence, e.n_sources, a.title, a.source, a.url, a.published_at, e.confidence,
        m.actors AS merged_actors, m.recipients AS merged_recipients, m.claimed_by AS merged_claimed_by
    FROM events AS e
    JOIN articles AS a USING (article_id)
    LEFT JOIN merged_events AS m USING (event_id)
    ORDER BY coalesce(e.last_reported_at, a.fetched_at) DESC, e.event_id
)
-- After the order: of what is shown alone dates are written out and names chosen.
SELECT
    event_id,
    CASE date_precision
        WHEN 'day' THEN strftime(event_date, '%Y-%m-%d')
        WHEN 'month' THEN strftime(event_date, '%Y-%m')
        WHEN 'year' THEN strftime(event_date, '%Y')
    END AS happened,
    event_date, date_precision, type, modes, coalesce(merged_actors, actors) AS actors,
    coalesce(merged_recipients, recipients) AS recipients, place_name, country,
    coalesce(merged_claimed_by, claimed_by) AS claimed_by, sentence, n_sources, title, source, url, published_at, confidence
FROM told;

COMMENT ON VIEW latest_events IS 'Every event with the sentence that tells it best and who says so, last reported first; merged people by one name';
