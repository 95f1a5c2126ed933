CREATE OR REPLACE MACRO party_kind(party_sectors, party_countries) AS
    CASE
        WHEN list_has_any(party_sectors, (SELECT list(sector) FROM sectors WHERE kind = 'armed')) THEN 'armed'
        WHEN list_has_any(party_sectors, (SELECT list(sector) FROM sectors WHERE kind = 'state')) THEN 'state'
        WHEN list_has_any(party_sectors, (SELECT list(sector) FROM sectors WHERE kind = 'civilian')) THEN 'civilian'
        -- A country without a sector stands for its state.
        WHEN len(party_sectors) = 0
            AND len(list_filter(party_countries, lambda each: each NOT IN ('IGO', 'UNO', 'EUR', 'NGO', 'ISM', 'IMG', 'MNC'))) > 0
        THEN 'state'
        ELSE 'other'
    END;

COMMENT ON MACRO party_kind IS 'state, armed, civilian or other: what the parties of these PLOVER sectors and countries are';
