CREATE OR REPLACE MACRO search_events(words) AS TABLE
SELECT event_date, type, actors, recipients, place_name, claimed_by, sentence, n_sources, event_id
FROM events
WHERE list_bool_and([contains(lower(sentence), lower(word)) FOR word IN string_split(trim(words), ' ')])
ORDER BY event_date DESC, event_id;

COMMENT ON MACRO TABLE search_events IS 'Events whose sentence holds every one of the words, any case: FROM search_events(''prisoners exchanged'')';
