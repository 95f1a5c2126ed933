-- Every figure of people hurt in the events $event_ids, told before $until, with the words around it.
WITH told AS (
    SELECT
        -- By the name that it goes by, however an article writes it. Who tells the event vouches for a figure in the same
        -- sentence, not for one elsewhere.
        t.*, r.event_id, coalesce(m.name, en.name, t.claimed_by, CASE WHEN t.sentence = r.sentence THEN r.claimed_by END) AS claimant,
        a.title, a.source, a.url, a.text,
        least(coalesce(a.published_at, a.fetched_at), a.fetched_at) AS told_at,
        list_filter(r.evidence, span -> span.start <= t.start_char AND t.end_char <= span.end)[1] AS span
    FROM tolls AS t
    JOIN reports AS r USING (report_id)
    JOIN articles AS a ON a.article_id = r.article_id
    LEFT JOIN entities AS en
        ON en.entity_id = if(t.claimed_by IS NULL AND t.sentence = r.sentence, r.claimed_by_entity_id, t.claimed_by_entity_id)
    LEFT JOIN merged_entities AS m ON m.entity_id = en.entity_id
    WHERE r.event_id IN (SELECT unnest($event_ids::VARCHAR[]))
)
SELECT
    event_id, report_id, position, kind, low, high, victims, victims_country, scope, claimant, title, source, url, told_at,
    text[coalesce(span.start, greatest(start_char - 120, 0)) + 1 : start_char] AS before,
    text[start_char + 1 : end_char] AS marked,
    text[end_char + 1 : coalesce(span.end, end_char + 120)] AS after
FROM told
WHERE told_at < $until
ORDER BY event_id, kind, told_at, report_id, position
