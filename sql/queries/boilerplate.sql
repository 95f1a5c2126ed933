-- The lines that each of the outlets $sources is known to repeat.
SELECT source, line FROM boilerplate WHERE source IN (SELECT unnest($sources::VARCHAR[]))
