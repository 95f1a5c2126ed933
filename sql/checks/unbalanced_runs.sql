-- Completed runs whose entries are not all loaded, known or rejected.
SELECT run_id FROM runs WHERE state = 'completed' AND n_entries <> n_loaded + n_known + n_rejected
