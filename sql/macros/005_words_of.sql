CREATE OR REPLACE MACRO words_of(said) AS
    list_distinct(list_filter(string_split_regex(lower(said), '[^\pL\pN\pM]+'), lambda word: word <> ''));

COMMENT ON MACRO words_of IS 'The different runs of letters and digits of a text, in small letters, as article_words has them';
