"""Events as PLOVER records, one JSON object a line.

Field names after the PLOVER manual (2021 draft, Open Event Data Alliance) and the POLECAT data set that follows it, in
lower case; what sitrep knows besides (status, precision, claim, evidence) is added under its own names.
"""

from typing import Any

from tasks.exports.records import EventRow, Party


def event(row: EventRow) -> dict[str, Any]:
    """Return an event's object; every key is there in each, null where nothing is known."""
    return {
        "event_id": row.event_id,
        "event_date": row.event_date.isoformat() if row.event_date else None,
        "date_precision": row.date_precision,
        "event_type": row.type,
        "event_mode": row.main_mode,
        "event_modes": list(row.modes),
        "contexts": list(row.contexts),
        "quad_code": row.quad_class.upper(),
        "intensity": row.score,
        "status": row.status,
        "actors": [_party(each) for each in row.actors],
        "recipients": [_party(each) for each in row.recipients],
        "placename": row.place_name,
        "country": row.country,
        "latitude": row.lat,
        "longitude": row.lon,
        "place_precision": row.place_precision,
        "claimed_by": row.claimed_by,
        "text": row.sentence,
        "headline": row.title,
        "publisher": row.source,
        "source_url": row.url,
        "publication_date": row.published_at.isoformat() + "Z" if row.published_at else None,
        "language": row.language,
        "n_sources": row.n_sources,
        "confidence": row.confidence,
    }


def _party(party: Party) -> dict[str, str | None]:
    return {"name": party.name, "country": party.country, "sector": party.sector}
