-- Signatures do not compress: 512 bytes of hashes each, as the real ones.
INSERT INTO story_articles BY NAME
SELECT
    format('{:016x}', hash(if(i % 10 = 1, i - 1, i), 'article')) AS story_id, article_id,
    if(i % 10 = 1, 'republication', 'original') AS kind, 1.0 AS similarity, 'bench' AS reason,
    unhex(string_agg(format('{:016x}', hash(i, k)), '')) AS minhash
FROM chunk, range(64) AS t(k)
GROUP BY i, article_id
