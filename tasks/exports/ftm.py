"""Entities of FollowTheMoney, one JSON object a line: articles, events, and the parties to them.

Schemas and property names of followthemoney 4: Person, Organization and PublicBody are parties, Event has them as
`involved`, Article is the proof. Every value is text in a list; countries are lower-case ISO 3166 alpha-2.
"""

from collections.abc import Iterator
from typing import Any

from tasks.exports.records import EventRow, Party, country

SCHEMAS = {"PERSON": "Person", "ORG": "Organization", "GROUP": "LegalEntity", "PLACE": "PublicBody"}


def entities(row: EventRow) -> Iterator[dict[str, Any]]:
    """Yield an event's entities: its article, its parties, then itself."""
    yield _entity(
        f"article-{row.article_id}",
        "Article",
        title=row.title,
        publishedAt=row.published_at.date().isoformat() if row.published_at else None,
        sourceUrl=row.url,
        publisher=row.source,
    )
    for party in row.parties:
        yield _party(party)
    yield _entity(
        f"event-{row.event_id}",
        "Event",
        name=f"{row.type}: {', '.join(party.name for party in row.actors) or 'unknown'}",
        date=row.event_date.isoformat()[: {"day": 10, "month": 7}.get(row.date_precision, 4)]
        if row.event_date
        else None,
        country=_code(row.country),
        location=row.place_name,
        summary=row.sentence,
        keywords=[row.type, *row.modes],
        involved=[f"entity-{party.entity_id}" for party in row.parties],
        proof=f"article-{row.article_id}",
        sourceUrl=row.url,
    )


def _party(party: Party) -> dict[str, Any]:
    schema = SCHEMAS.get(party.type or "", "LegalEntity")
    return _entity(f"entity-{party.entity_id}", schema, name=party.name, country=_code(party.country))


def _entity(id_: str, schema: str, **given: str | list[str] | None) -> dict[str, Any]:
    values = {name: each if isinstance(each, list) else [each] for name, each in given.items() if each}
    return {"id": f"sitrep-{id_}", "schema": schema, "properties": _linked(values)}


def _linked(values: dict[str, list[str]]) -> dict[str, list[str]]:
    links = {name: [f"sitrep-{each}" for each in values[name]] for name in ("involved", "proof") if name in values}
    return values | links


def _code(iso3: str | None) -> str | None:
    known = country(iso3)
    return known["iso"].lower() if known else None
