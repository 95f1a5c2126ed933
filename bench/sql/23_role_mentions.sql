-- What the mentions with an office say, once all articles are there.
INSERT INTO role_mentions BY NAME
SELECT mention_id, 0 AS position, article_id, entity_id, role AS office, 'GBR' AS country, 'the ' || role AS said
FROM mentions
WHERE role IS NOT NULL
