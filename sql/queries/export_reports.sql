-- Every report of the events in $event_ids, with where in its article it is, and the two parties that it is between: in a
-- mutual act the second is an actor too.
WITH parties AS (
    SELECT report_id, role, start_char, row_number() OVER (PARTITION BY report_id, role ORDER BY position) AS number
    FROM participants
),
sides AS (
    SELECT report_id,
        any_value(start_char) FILTER (role = 'actor' AND number = 1) AS actor_start,
        any_value(start_char) FILTER (role = 'recipient' AND number = 1) AS recipient_start,
        any_value(start_char) FILTER (role = 'actor' AND number = 2) AS other_start,
        bool_or(role = 'recipient') AS has_recipient
    FROM parties
    GROUP BY report_id
)
SELECT r.report_id, r.event_id, r.trigger_start, r.confidence, a.url, a.source, a.published_at, a.fetched_at,
    length(a.text) AS text_length,
    len(regexp_extract_all(left(a.text, r.trigger_start), '[.!?][”"'')]*\s')) + 1 AS sentence_number,
    sides.actor_start, if(sides.has_recipient, sides.recipient_start, sides.other_start) AS recipient_start
FROM reports AS r
JOIN articles AS a USING (article_id)
LEFT JOIN sides USING (report_id)
SEMI JOIN (SELECT unnest($event_ids::VARCHAR[]) AS event_id) AS wanted USING (event_id)
ORDER BY a.published_at, r.report_id
