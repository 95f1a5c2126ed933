-- Every article, and each of its reports with what two coders may differ in.
WITH parties AS (
    SELECT report_id, role,
        string_agg(name || coalesce(' (' || nullif(concat_ws(' ', country, sector), '') || ')', ''), ', ' ORDER BY position) AS named
    FROM participants
    GROUP BY report_id, role
),
figures AS (
    SELECT report_id,
        string_agg(
            CASE
                WHEN low IS NULL AND high IS NULL THEN 'some'
                WHEN low = high THEN low::VARCHAR
                ELSE coalesce(low::VARCHAR, '?') || '-' || coalesce(high::VARCHAR, '?')
            END
            || concat_ws(' ', '', victims_country, victims_sector, kind, if(scope = 'to_date', 'to date', NULL))
            || coalesce(', says ' || claimed_by, ''),
            '; ' ORDER BY position
        ) AS told
    FROM tolls
    GROUP BY report_id
)
SELECT a.url, a.content_sha256, a.title, r.coder_version, r.type, r.trigger, r.trigger_start, r.sentence, r.status,
    array_to_string(list_sort(r.modes), ', ') AS modes, array_to_string(list_sort(r.contexts), ', ') AS contexts,
    r.event_date::VARCHAR AS event_date, r.date_precision, r.claimed_by, actors.named AS actors,
    recipients.named AS recipients, p.name || coalesce(' (' || p.country || ')', '') AS place, figures.told AS tolls
FROM articles AS a
LEFT JOIN reports AS r USING (article_id)
LEFT JOIN parties AS actors ON actors.report_id = r.report_id AND actors.role = 'actor'
LEFT JOIN parties AS recipients ON recipients.report_id = r.report_id AND recipients.role = 'recipient'
LEFT JOIN report_places AS p ON p.report_id = r.report_id AND p.position = 0
LEFT JOIN figures ON figures.report_id = r.report_id
ORDER BY a.url, r.position
