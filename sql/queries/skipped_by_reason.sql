-- How many items the run $run_id skipped for each reason; clauses of loaded articles that are no events left out.
SELECT code, count(*) AS n
FROM rejects
WHERE run_id = $run_id AND stage <> 'events'
GROUP BY code
ORDER BY n DESC, code
