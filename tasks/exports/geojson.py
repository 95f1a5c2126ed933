"""Events with a place as GeoJSON (RFC 7946): points in longitude and latitude, WGS 84."""

from typing import Any

from tasks.exports.records import EventRow


def feature(row: EventRow) -> dict[str, Any] | None:
    """Return an event as a feature, None for one that cannot be put on a map."""
    if row.lat is None or row.lon is None:
        return None
    return {
        "type": "Feature",
        "id": row.event_id,
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "date": row.event_date.isoformat() if row.event_date else None,
            "date_precision": row.date_precision,
            "type": row.type,
            "mode": row.main_mode,
            "status": row.status,
            "score": row.score,
            "actors": [party.name for party in row.actors],
            "recipients": [party.name for party in row.recipients],
            "place": row.place_name,
            "place_precision": row.place_precision,
            "country": row.country,
            "killed": row.deaths,
            "claimed_by": row.claimed_by,
            "sentence": row.sentence,
            "source": row.source,
            "url": row.url,
        },
    }
