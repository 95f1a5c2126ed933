-- The feed list with its polling state; with $due_only just those whose time has come by $now.
SELECT *
FROM feeds
WHERE retired_at IS NULL
    AND (
        next_poll_at IS NULL
        OR next_poll_at <= $now
        OR NOT ($due_only OR coalesce(last_code LIKE 'http_%' OR last_code = 'host_busy', false))
    )
ORDER BY feed_url
