-- Events that happened, or were first reported where that is unknown, from $since to before $until; with $country, those in
-- it or with a party of it. With their codes in other schemes, the parties of their best report (merged people as one), and the
-- people killed: the lowest claim for each group of victims, added up; a figure of no group only where none is of one.
WITH deaths AS (
    SELECT event_id, coalesce(sum(lowest) FILTER (is_of_a_group), min(lowest))::BIGINT AS deaths
    FROM (
        SELECT r.event_id, min(coalesce(t.low, t.high)) AS lowest,
            t.victims_country IS NOT NULL OR t.victims_sector IS NOT NULL AS is_of_a_group
        FROM tolls AS t
        JOIN reports AS r USING (report_id)
        WHERE t.kind = 'killed' AND t.scope = 'event'
        GROUP BY r.event_id, t.victims_country, t.victims_sector
    )
    GROUP BY event_id
),
parties AS (
    SELECT p.report_id,
        list({
            'role': p.role, 'entity_id': coalesce(m.main_id, p.entity_id), 'name': coalesce(m.name, p.name),
            'country': p.country, 'sector': p.sector,
            'type': n.type, 'start_char': p.start_char, 'cameo_code': s.cameo_code, 'acled_code': s.acled_code
        } ORDER BY p.position) AS parties
    FROM participants AS p
    LEFT JOIN entities AS n USING (entity_id)
    LEFT JOIN merged_entities AS m USING (entity_id)
    LEFT JOIN sectors AS s ON s.sector = p.sector
    GROUP BY p.report_id
)
SELECT e.* REPLACE (coalesce(named.claimed_by, e.claimed_by) AS claimed_by), c.cameo_code, c.quad, c.acled_type, c.acled_subtype, c.ucdp_type, c.actor_kind, c.recipient_kind,
    deaths.deaths, coalesce(parties.parties, []) AS parties, a.url, a.source, a.title, a.language, a.published_at,
    a.fetched_at, r.trigger_start <= instr(a.text || chr(10), chr(10)) AS is_lead
FROM events AS e
JOIN event_crosswalk AS c USING (event_id)
JOIN articles AS a USING (article_id)
JOIN reports AS r USING (report_id)
LEFT JOIN merged_events AS named USING (event_id)
LEFT JOIN deaths USING (event_id)
LEFT JOIN parties ON parties.report_id = e.report_id
WHERE ($since IS NULL OR coalesce(e.event_date, e.first_reported_at, a.fetched_at) >= $since)
    AND ($until IS NULL OR coalesce(e.event_date, e.first_reported_at, a.fetched_at) < $until)
    AND (
        $country IS NULL OR e.country = $country
        OR list_contains(e.actor_countries, $country) OR list_contains(e.recipient_countries, $country)
    )
ORDER BY coalesce(e.event_date, e.first_reported_at, a.fetched_at), e.event_id
