-- The sentences that tell the events $event_ids until $until, best first, at most six an event, cut around the trigger.
SELECT
    r.event_id, r.report_id, r.status, r.carrier, a.title, a.source, a.url,
    -- Who is said to tell the event in another sentence of the article is not said to tell this one.
    CASE WHEN coalesce(r.claim_start BETWEEN r.evidence[1].start AND r.evidence[1].end, TRUE)
        THEN coalesce(m.name, r.claimed_by)
    END AS claimed_by,
    least(coalesce(a.published_at, a.fetched_at), a.fetched_at) AS told_at,
    a.text[r.evidence[1].start + 1 : greatest(r.trigger_start, r.evidence[1].start)] AS before,
    a.text[greatest(r.trigger_start, r.evidence[1].start) + 1 : least(r.trigger_end, r.evidence[1].end)] AS marked,
    a.text[least(r.trigger_end, r.evidence[1].end) + 1 : r.evidence[1].end] AS after
FROM reports AS r
JOIN articles AS a ON a.article_id = r.article_id
LEFT JOIN merged_entities AS m ON m.entity_id = r.claimed_by_entity_id
WHERE r.event_id IN (SELECT unnest($event_ids::VARCHAR[])) AND told_at < $until
QUALIFY row_number() OVER (PARTITION BY r.event_id ORDER BY r.confidence DESC, told_at, r.report_id) <= 6
ORDER BY r.event_id, r.confidence DESC, told_at, r.report_id
