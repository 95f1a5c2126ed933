SELECT *, started_at::DATE AS day FROM polls
