INSERT INTO pages BY NAME
SELECT page_id, url, url AS final_url, 'page' AS kind, fetched_at, 200 AS http_status, 60000 AS size_bytes,
    format('{:064x}', hash(i, 'sha')) AS sha256, feed_url, entry_id, 'bench' AS run_id,
    'bench-' || i // 20000 || '.warc.gz' AS warc_file, (i % 20000) * 15000 AS warc_offset, 15000 AS warc_length
FROM chunk
ORDER BY i
