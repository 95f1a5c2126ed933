-- Rows whose article, report, event or entity is not there.
SELECT 'mention without article' AS what, mention_id AS id FROM mentions ANTI JOIN articles USING (article_id)
UNION ALL
SELECT 'mention without entity', mention_id FROM mentions ANTI JOIN entities USING (entity_id)
UNION ALL
SELECT 'office without mention', mention_id FROM role_mentions ANTI JOIN mentions USING (mention_id)
UNION ALL
SELECT 'role without person', role_id FROM roles ANTI JOIN entities USING (entity_id)
UNION ALL
SELECT 'role without article', role_id FROM roles ANTI JOIN role_mentions USING (entity_id)
UNION ALL
SELECT 'merge without entity', merge_id FROM entity_merges ANTI JOIN entities USING (entity_id) WHERE undone_at IS NULL
UNION ALL
SELECT 'merge into a merged entity', m.merge_id FROM entity_merges AS m
JOIN entity_merges AS o ON o.entity_id = m.into_entity_id AND o.undone_at IS NULL WHERE m.undone_at IS NULL
UNION ALL
SELECT 'report without article', report_id FROM reports ANTI JOIN articles USING (article_id)
UNION ALL
SELECT 'report without event', report_id FROM reports ANTI JOIN events USING (event_id)
UNION ALL
SELECT 'event without report', event_id FROM events ANTI JOIN reports USING (event_id)
UNION ALL
SELECT 'participant without report', report_id FROM participants ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'participant without entity', report_id FROM participants ANTI JOIN entities USING (entity_id)
UNION ALL
SELECT 'place without report', report_id FROM report_places ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'toll without report', report_id FROM tolls ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'article of no story', article_id FROM story_articles ANTI JOIN stories USING (story_id)
UNION ALL
SELECT 'story without article', story_id FROM stories ANTI JOIN story_articles USING (story_id)
UNION ALL
SELECT 'loaded entry without article', entry_id FROM entries ANTI JOIN articles USING (article_id)
WHERE entries.state = 'loaded'
