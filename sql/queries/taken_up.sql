-- What is held of the entries of the registered table `wanted`: the row, and the place of a capture already made.
-- An entry whose address was captured with the same bytes for another entry, dealt with, counts as loaded.
WITH captured AS (
    SELECT entry_id, warc_file, warc_offset
    FROM pages
    SEMI JOIN wanted USING (entry_id)
    WHERE kind IN ('page', 'entry')
    QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY fetched_at DESC, page_id) = 1
),
twins AS (
    SELECT DISTINCT wanted.entry_id
    FROM wanted
    JOIN pages ON pages.sha256 = wanted.sha256 AND pages.final_url = wanted.url AND pages.entry_id <> wanted.entry_id
    JOIN entries ON entries.entry_id = pages.entry_id AND entries.state <> 'pending'
)
SELECT
    entries.* EXCLUDE (entry_id, state),
    wanted.entry_id,
    CASE WHEN twins.entry_id IS NOT NULL THEN 'loaded' ELSE entries.state END AS state,
    captured.warc_file,
    captured.warc_offset
FROM wanted
LEFT JOIN entries USING (entry_id)
LEFT JOIN captured USING (entry_id)
LEFT JOIN twins USING (entry_id)
