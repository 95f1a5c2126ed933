CREATE OR REPLACE MACRO search_articles(words, newest := NULL) AS TABLE
WITH likely AS (
    SELECT rowid AS number, published_at, article_id, title, text
    FROM articles
    WHERE article_id IN (FROM articles_with(words))
    OFFSET 0  -- keeps the search below from being done in all texts first
),
hits AS (
    SELECT number
    FROM likely
    -- Where only runs of letters and digits are asked for, the index has answered; other signs have to be looked for.
    WHERE list_bool_and([words_of(word) = [lower(word)] FOR word IN string_split(trim(words), ' ')])
        OR list_bool_and([
            contains(lower(text), lower(word)) OR contains(lower(title), lower(word))
            FOR word IN string_split(trim(words), ' ')
        ])
    ORDER BY epoch_us(published_at) DESC, article_id
    LIMIT newest
),
-- Texts are read by row, and only those wanted: they lie compressed by the thousand.
found AS (
    SELECT published_at, source, title, text, url, article_id
    FROM articles
    WHERE rowid IN (FROM hits)
    -- As a number: of a plain column DuckDB would compare the newest found so far with all articles, before the index is asked.
    ORDER BY epoch_us(published_at) DESC, article_id
),
-- After the order, so that with a LIMIT only what is shown gets its snippet.
placed AS (
    SELECT *, position(lower(string_split(trim(words), ' ')[1]) IN lower(text)) AS first_at
    FROM found
)
SELECT published_at, source, title,
    if(first_at > 81, '… ', '') || replace(text[greatest(first_at - 80, 1) : greatest(first_at, 1) + 120], chr(10), ' ')
        || if(first_at + 120 < length(text), ' …', '') AS snippet,
    url, article_id
FROM placed;

COMMENT ON MACRO TABLE search_articles IS 'Articles that hold every one of the words, any case, also within longer words, with the text around the first; all of them, or the newest so many, which is quicker: FROM search_articles(''grain corridor'', newest := 100)';
