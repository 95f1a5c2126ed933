-- Entries of the registered table `wanted` that are in the warehouse; with $due_by, less those that are to be tried by then.
SELECT entry_id
FROM entries
SEMI JOIN wanted USING (entry_id)
WHERE CAST($due_by AS TIMESTAMP) IS NULL OR state <> 'pending' OR next_try_at > CAST($due_by AS TIMESTAMP)
