-- One article in ten repeats its neighbour. Signatures do not compress: 512 bytes of hashes each, as the real ones.
INSERT INTO story_articles BY NAME
SELECT
    format('{:016x}', hash(if(i % 10 = 1, i - 1, i), 'article')) AS story_id, article_id,
    if(i % 10 = 1, 'republication', 'original') AS kind, 1.0 AS similarity, 'bench' AS reason,
    unhex(array_to_string([sha256((16 * i + k)::VARCHAR) FOR k IN range(16)], '')) AS minhash
FROM chunk
ORDER BY i
