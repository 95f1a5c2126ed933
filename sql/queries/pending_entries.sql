-- Entries that wait to become articles, oldest publication first, with the place of a capture already made.
SELECT entries.*, pages.warc_file, pages.warc_offset
FROM entries
LEFT JOIN (
    SELECT entry_id, warc_file, warc_offset
    FROM pages
    WHERE entry_id IS NOT NULL AND kind IN ('page', 'entry')
    QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY fetched_at DESC, page_id) = 1
) AS pages USING (entry_id)
WHERE entries.state = 'pending'
ORDER BY entries.published_at, entries.entry_id
