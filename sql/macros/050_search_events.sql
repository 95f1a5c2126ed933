CREATE OR REPLACE MACRO search_events(words) AS TABLE
WITH likely AS (
    SELECT event_date, type, actors, recipients, place_name, claimed_by, sentence, n_sources, event_id
    FROM events
    WHERE article_id IN (FROM articles_with(words))
    OFFSET 0  -- keeps the search below from being done in all sentences first
)
FROM likely
WHERE list_bool_and([contains(lower(sentence), lower(word)) FOR word IN string_split(trim(words), ' ')])
-- As a number: see search_articles.
ORDER BY epoch(event_date) DESC, event_id;

COMMENT ON MACRO TABLE search_events IS 'Events whose sentence holds every one of the words, any case, also within longer words: FROM search_events(''prisoners exchanged'')';
