-- Deletes the events that no report tells.
DELETE FROM events WHERE event_id NOT IN (SELECT event_id FROM reports)
