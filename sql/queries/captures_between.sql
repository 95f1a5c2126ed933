-- Entries captured from $since until $until, with the place of their latest capture, in the order they were first coded.
SELECT entries.*, pages.warc_file, pages.warc_offset
FROM entries
JOIN (
    SELECT entry_id, warc_file, warc_offset
    FROM pages
    WHERE entry_id IS NOT NULL AND kind IN ('page', 'entry') AND fetched_at >= $since AND fetched_at < $until
    QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY fetched_at DESC, page_id) = 1
) AS pages USING (entry_id)
ORDER BY entries.published_at, entries.entry_id
