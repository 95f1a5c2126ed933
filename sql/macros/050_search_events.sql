CREATE OR REPLACE MACRO search_events(words) AS TABLE
WITH likely AS (
    SELECT event_date, type, actors, recipients, place_name, claimed_by, sentence, n_sources, event_id
    FROM events
    WHERE article_id IN (FROM articles_with(words))
    OFFSET 0  -- keeps the search below from being done in all sentences first
)
SELECT e.event_date, e.type, coalesce(m.actors, e.actors) AS actors, coalesce(m.recipients, e.recipients) AS recipients,
    e.place_name, coalesce(m.claimed_by, e.claimed_by) AS claimed_by, e.sentence, e.n_sources, e.event_id
FROM likely AS e
LEFT JOIN merged_events AS m USING (event_id)
WHERE list_bool_and([contains(lower(e.sentence), lower(word)) FOR word IN string_split(trim(words), ' ')])
-- As a number: see search_articles.
ORDER BY epoch(e.event_date) DESC, e.event_id;

COMMENT ON MACRO TABLE search_events IS 'Events whose sentence holds every one of the words, any case, also within longer words, merged people by one name: FROM search_events(''prisoners exchanged'')';
