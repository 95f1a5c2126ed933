"""Political violence and protest in the columns of ACLED: like it, not equivalent.

Columns as in the public ACLED codebook (2023). Only events that happened, have a date and a class there. Fatalities
are the lowest claim for each group of victims, added up, and a figure that says of nobody which side he was on counts
only where no other does; an event whose toll nobody gives has 0, as there.
"""

from dataclasses import dataclass
from datetime import UTC

from tasks.exports.records import EventRow, Party, country

LABEL = "ACLED-like, not equivalent: coded by sitrep, not by ACLED"
DEMONSTRATIONS = {"Protests", "Riots"}
REGIONS = {"AF": "Africa", "AS": "Asia", "EU": "Europe", "NA": "North America", "SA": "South America", "OC": "Oceania"}
INTER = {"state": 1, "armed": 2, "civilian": 7, "other": 8}
CROWDS = {"Riots": 5, "Protests": 6}  # what civilians are there
GEO = {"exact": 1, "town": 1, "district": 2, "province": 3, "country": 3, "region": 3}
TIME = {"day": 1, "month": 3}


@dataclass(frozen=True, slots=True)
class Event:
    """One line, 31 columns in ACLED's order."""

    event_id_cnty: str
    event_date: str
    year: int
    time_precision: int
    disorder_type: str
    event_type: str
    sub_event_type: str
    actor1: str
    assoc_actor_1: str
    inter1: int
    actor2: str
    assoc_actor_2: str
    inter2: int
    interaction: int
    civilian_targeting: str
    iso: int | None
    region: str
    country: str
    admin1: str
    admin2: str
    admin3: str
    location: str
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    source: str
    source_scale: str
    notes: str
    fatalities: int
    tags: str
    timestamp: int


def event(row: EventRow) -> Event | None:
    """Return an event's line, None for one that ACLED would not have."""
    if row.acled_type is None or row.status != "actual" or row.event_date is None or row.date_precision not in TIME:
        return None
    first, second = row.sides
    inter1 = _inter(first, row.actor_kind, CROWDS.get(row.acled_type, INTER["civilian"]))
    inter2 = _inter(second, row.recipient_kind or row.actor_kind, INTER["civilian"])
    land = country(row.country)
    return Event(
        f"{row.country or 'XXX'}{row.event_id}", row.event_date.isoformat(), row.event_date.year,
        TIME[row.date_precision], _disorder(row), row.acled_type, row.acled_subtype or "", _name(first),
        _others(row.actors, first, second), inter1, _name(second), _others(row.recipients, first, second), inter2,
        _interaction(inter1, inter2), "Civilian targeting" if row.ucdp_type == "one-sided" else "",
        land.get("isonumeric"), REGIONS.get(land.get("continentcode", ""), ""), land.get("name", ""), "", "", "",
        row.place_name or "", row.lat, row.lon, GEO.get(row.place_precision or ""), row.source, "", row.sentence,
        row.deaths or 0, "", int(row.fetched_at.replace(tzinfo=UTC).timestamp()),
    )  # fmt: skip


def _disorder(row: EventRow) -> str:
    if row.acled_type == "Strategic developments":
        return "Strategic developments"
    if row.acled_type in DEMONSTRATIONS and row.acled_subtype != "Mob violence":
        return "Demonstrations"
    return "Political violence"


def _inter(party: Party | None, kind: str, civilian: int) -> int:
    number = (party.acled_code or INTER[kind]) if party else 0
    return civilian if number == INTER["civilian"] else number


def _interaction(inter1: int, inter2: int) -> int:
    """The two kinds side by side, the lower first; one party alone comes before a 0: 10 is a state's forces alone."""
    low, high = sorted((inter1, inter2), key=lambda each: each or 10)
    return 10 * low + high if low else 0


def _name(party: Party | None) -> str:
    return party.name if party else ""


def _others(parties: tuple[Party, ...], *named: Party | None) -> str:
    return "; ".join(party.name for party in parties if party not in named)
