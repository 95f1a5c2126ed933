-- Entries of the registered table `wanted` that are in the warehouse; without $waiting, only those dealt with.
SELECT entry_id
FROM entries
SEMI JOIN wanted USING (entry_id)
WHERE $waiting OR state <> 'pending'
