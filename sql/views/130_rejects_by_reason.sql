CREATE OR REPLACE VIEW rejects_by_reason AS
SELECT stage, code, count(*) AS n, min(detail) AS example
FROM rejects
GROUP BY ALL
ORDER BY n DESC, stage, code;

COMMENT ON VIEW rejects_by_reason IS 'What was skipped, counted by stage and reason';
