-- Rejected entries that have no row in rejects.
SELECT entry_id FROM entries ANTI JOIN rejects USING (entry_id) WHERE entries.state = 'rejected'
