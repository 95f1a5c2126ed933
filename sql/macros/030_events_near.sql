CREATE OR REPLACE MACRO events_near(point_lat, point_lon, radius_km) AS TABLE
SELECT haversine_km(point_lat, point_lon, lat, lon) AS km, event_date, type, modes, actors, recipients, place_name,
    country, claimed_by, sentence, n_sources, event_id
FROM events
-- A degree of latitude is 111 km nowhere by more than 0.6: spares the sines of what is far north or south.
WHERE lat BETWEEN point_lat - radius_km / 110 AND point_lat + radius_km / 110
    AND haversine_km(point_lat, point_lon, lat, lon) <= radius_km
ORDER BY km, event_date DESC, event_id;

COMMENT ON MACRO TABLE events_near IS 'Events within radius_km of a point in degrees, nearest first: FROM events_near(40.4, 49.9, 100)';
