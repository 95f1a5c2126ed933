CREATE OR REPLACE VIEW latest_events AS
SELECT
    e.event_id,
    CASE e.date_precision
        WHEN 'day' THEN strftime(e.event_date, '%Y-%m-%d')
        WHEN 'month' THEN strftime(e.event_date, '%Y-%m')
        WHEN 'year' THEN strftime(e.event_date, '%Y')
    END AS happened,
    e.event_date, e.date_precision, e.type, e.modes, e.actors, e.recipients, e.place_name, e.country,
    e.claimed_by, e.sentence, e.n_sources, a.title, a.source, a.url, a.published_at, e.confidence
FROM events AS e
JOIN articles AS a USING (article_id)
ORDER BY coalesce(e.last_reported_at, a.fetched_at) DESC, e.event_id;

COMMENT ON VIEW latest_events IS 'Every event with the sentence that tells it best and who says so, last reported first';
