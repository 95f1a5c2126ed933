-- Entries that wait to become articles and may be tried by $now, oldest publication first, with the place of a capture
-- already made. What two feeds offer comes in the order of the feeds, so that every run gives it to the same outlet.
SELECT entries.*, pages.warc_file, pages.warc_offset
FROM entries
LEFT JOIN (
    SELECT entry_id, warc_file, warc_offset
    FROM pages
    WHERE entry_id IS NOT NULL AND kind IN ('page', 'entry')
    QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY fetched_at DESC, page_id) = 1
) AS pages USING (entry_id)
WHERE entries.state = 'pending' AND (entries.next_try_at IS NULL OR entries.next_try_at <= $now)
ORDER BY entries.published_at, entries.feed_url, entries.entry_id
