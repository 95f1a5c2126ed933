CREATE OR REPLACE MACRO search_events(words) AS TABLE
WITH likely AS MATERIALIZED (
    SELECT event_date, type, actors, recipients, place_name, claimed_by, sentence, n_sources, event_id
    FROM events
    -- The longest word goes first: it is the rarest as a rule, and leaves little to be looked through for the others.
    WHERE contains(lower(sentence), lower(list_reverse_sort([{'length': length(word), 'word': word} FOR word IN string_split(trim(words), ' ')])[1].word))
)
FROM likely
WHERE list_bool_and([contains(lower(sentence), lower(word)) FOR word IN string_split(trim(words), ' ')])
ORDER BY event_date DESC, event_id;

COMMENT ON MACRO TABLE search_events IS 'Events whose sentence holds every one of the words, any case: FROM search_events(''prisoners exchanged'')';
