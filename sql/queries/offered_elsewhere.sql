-- Entries of the registered table `wanted` whose address another feed has brought already, and their own feed never has.
-- What another feed brought in vain does not count: this feed's offer is then worth a try.
SELECT DISTINCT wanted.entry_id
FROM wanted
SEMI JOIN entries
    ON entries.url = wanted.url AND entries.feed_url <> wanted.feed_url AND entries.state <> 'rejected'
ANTI JOIN entries AS own
    ON own.url = wanted.url AND own.feed_url = wanted.feed_url
