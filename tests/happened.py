"""Reads the labelled articles of `tests/cases/happenings`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from tasks import actors, happenings, places
from tasks.records import Article
from tasks.settings import ROOT
from tests.conftest import article

FOLDER = ROOT / "tests" / "cases" / "happenings"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An event as a reader labels it: which happening it is, the sentence that tells it, and all that is known of it."""

    happening: str
    start: int
    end: int
    key: happenings.HappeningKey


@dataclass(frozen=True, slots=True)
class Told:
    """An article and the events labelled in it."""

    article: Article
    events: tuple[Labelled, ...]


@cache
def cases() -> tuple[Told, ...]:
    """Return all labelled articles."""
    return tuple(told for path in sorted(FOLDER.glob("*.txt")) for told in _read(path.read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[Told]:
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        group, *parts = re.split(r"^== ", section, flags=re.MULTILINE)
        yield from (_told(group.strip(), at, part) for at, part in enumerate(parts))


def _told(group: str, at: int, part: str) -> Told:
    head, *lines = part.strip().splitlines()
    source, published, title = (field.strip() for field in head.split("|"))
    body = "\n".join(line for line in lines if not line.startswith("!"))
    made = replace(article(body, f"{published}:00+00:00", title, f"{group}-{at}"), source=source)
    events, start, end = [], 0, -1
    for line in lines:
        if line.startswith("!"):
            events.append(_labelled(group, line[1:], made, start, end, len(events)))
        else:
            start, end = end + 1, end + 1 + len(line)
    return Told(made, tuple(events))


def _labelled(group: str, line: str, told: Article, start: int, end: int, number: int) -> Labelled:
    what, by, to, where, when = (field.strip() for field in line.split("|"))
    letter, kind = what.split()
    type_, _, mode = kind.partition("/")
    words, names = happenings.telling(told.text[start:end], f"{told.title}\n{told.text[: happenings.HEAD]}")
    key = happenings.HappeningKey(
        report_id=f"{told.article_id}-{number}",
        article_id=told.article_id,
        type=type_,
        status="actual",
        modes=frozenset({mode} - {""}),
        event_date=date.fromisoformat(when if len(when) == 10 else f"{when}-01") if when else None,
        date_precision={10: "day", 7: "month"}.get(len(when), "unknown"),
        published_at=told.published_at,
        actors=_parties(by),
        recipients=_parties(to),
        places=tuple(_spot(party) for party in _parties(where)),
        words=words,
        names=names,
    )
    return Labelled(f"{group}-{letter}", start, end, key)


def _parties(field: str) -> tuple[happenings.Party, ...]:
    pairs = (each.strip().partition(":") for each in field.split("+") if each.strip())
    return tuple(
        happenings.Party(iso3 if actors.country(name) == iso3 else name.casefold(), name, iso3 or None)
        for name, _, iso3 in pairs
    )


def _spot(party: happenings.Party) -> happenings.Spot:
    place = places.resolve(party.name, [party.country] if party.country else [])
    if place is None or place.country != party.country:
        return happenings.Spot(party.entity_id, party.country, None, None, None)
    return happenings.Spot(party.entity_id, party.country, place.lat, place.lon, place.precision)
