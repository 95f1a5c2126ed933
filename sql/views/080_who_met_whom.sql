CREATE OR REPLACE VIEW who_met_whom AS
WITH meetings AS (
    SELECT *, list_distinct(list_concat(actors, recipients)) AS parties
    FROM events
    WHERE type = 'CONSULT' AND status = 'actual' AND len(actors) + len(recipients) > 1
),
one AS (
    SELECT event_date, main_mode, place_name, sentence, n_sources, article_id, event_id, parties,
        unnest(parties) AS one, generate_subscripts(parties, 1) AS position
    FROM meetings
)
SELECT event_date, one, unnest(parties[position + 1 :]) AS other, main_mode AS mode, place_name, sentence, n_sources,
    article_id, event_id
FROM one
ORDER BY event_date DESC, one, other, event_id;

COMMENT ON VIEW who_met_whom IS 'Meetings, visits, calls and talks, one row per pair of parties';
