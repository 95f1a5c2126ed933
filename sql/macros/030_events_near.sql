CREATE OR REPLACE MACRO events_near(point_lat, point_lon, radius_km) AS TABLE
SELECT haversine_km(point_lat, point_lon, e.lat, e.lon) AS km, e.event_date, e.type, e.modes,
    coalesce(m.actors, e.actors) AS actors, coalesce(m.recipients, e.recipients) AS recipients, e.place_name, e.country,
    coalesce(m.claimed_by, e.claimed_by) AS claimed_by, e.sentence, e.n_sources, e.event_id
FROM events AS e
LEFT JOIN merged_events AS m USING (event_id)
-- A degree of latitude is 111 km nowhere by more than 0.6: spares the sines of what is far north or south.
WHERE e.lat BETWEEN point_lat - radius_km / 110 AND point_lat + radius_km / 110
    AND haversine_km(point_lat, point_lon, e.lat, e.lon) <= radius_km
ORDER BY km, e.event_date DESC, e.event_id;

COMMENT ON MACRO TABLE events_near IS 'Events within radius_km of a point in degrees, nearest first, merged people by one name: FROM events_near(40.4, 49.9, 100)';
