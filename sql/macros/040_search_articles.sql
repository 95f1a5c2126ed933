CREATE OR REPLACE MACRO search_articles(words) AS TABLE
WITH hits AS (
    SELECT *, position(lower(string_split(trim(words), ' ')[1]) IN lower(text)) AS first_at
    FROM articles
    WHERE list_bool_and([contains(lower(title || ' ' || text), lower(word)) FOR word IN string_split(trim(words), ' ')])
)
SELECT published_at, source, title,
    if(first_at > 81, '… ', '') || replace(text[greatest(first_at - 80, 1) : greatest(first_at, 1) + 120], chr(10), ' ')
        || if(first_at + 120 < length(text), ' …', '') AS snippet,
    url, article_id
FROM hits
ORDER BY published_at DESC, article_id;

COMMENT ON MACRO TABLE search_articles IS 'Articles that hold every one of the words, any case, with the words around the first: FROM search_articles(''grain corridor'')';
