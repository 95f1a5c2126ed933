CREATE OR REPLACE VIEW event_crosswalk AS
WITH kinds AS (
    SELECT *, party_kind(actor_sectors, actor_countries) AS actor_kind,
        -- In two-sided fighting both sides are actors.
        if(len(recipients) > 0, party_kind(recipient_sectors, recipient_countries), NULL) AS recipient_kind
    FROM events
)
SELECT
    k.event_id, k.type, k.main_mode, k.score,
    coalesce(m.cameo_code, t.cameo_code) AS cameo_code,
    left(coalesce(m.cameo_code, t.cameo_code), 2) AS cameo_root,
    t.quad, k.actor_kind, k.recipient_kind,
    CASE WHEN m.mode IS NULL OR m.acled_type = 'Battles' THEN coalesce(v.acled_type, m.acled_type, t.acled_type)
        ELSE m.acled_type END AS acled_type,
    CASE WHEN m.mode IS NULL OR m.acled_type = 'Battles' THEN coalesce(v.acled_subtype, m.acled_subtype, t.acled_subtype)
        ELSE m.acled_subtype END AS acled_subtype,
    v.ucdp_type
FROM kinds AS k
JOIN event_types AS t USING (type)
LEFT JOIN event_modes AS m ON m.type = k.type AND m.mode = k.main_mode
LEFT JOIN violence_types AS v
    ON k.type = 'ASSAULT' AND v.actor_kind = k.actor_kind
    AND v.recipient_kind = coalesce(k.recipient_kind, k.actor_kind) AND len(k.actors) + len(k.recipients) > 1;

COMMENT ON VIEW event_crosswalk IS 'Each event in the terms of CAMEO, GDELT, ACLED and UCDP; compatible with them, not equivalent';
