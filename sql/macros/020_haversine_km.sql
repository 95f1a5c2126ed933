CREATE OR REPLACE MACRO haversine_km(lat_1, lon_1, lat_2, lon_2) AS
    2 * 6371.0088 * asin(least(1, sqrt(
        sin(radians(lat_2 - lat_1) / 2) ** 2
        + cos(radians(lat_1)) * cos(radians(lat_2)) * sin(radians(lon_2 - lon_1) / 2) ** 2
    )));

COMMENT ON MACRO haversine_km IS 'Kilometres between two points in degrees, on a sphere of 6371.0088 km';
