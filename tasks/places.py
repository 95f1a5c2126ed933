"""Place names to points: towns, provinces, countries and regions, ranked by the text they stand in.

Regions, seas, borders, disputed names and other writings: `codebook/places.csv`; the rest: `tasks/gazetteer.py`.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from tasks import countries, gazetteer
from tasks.gazetteer import Candidate, key
from tasks.records import PlacePrecision
from tasks.wordlists import Finder, rows

__all__ = ["Evidence", "Place", "best", "candidates", "key", "listed", "regions", "resolve", "sure"]

FOCUS = 3.0  # a country of the document weighs as much as a thousandfold population
SOURCE = 1.5
OWN_NAME = 1.0
COUNTRY = 9.0  # what a country's name weighs as that of the country, on the scale of log10 of a population
CODEBOOK = {"exact": 5.0, "town": 5.3, "district": 5.3, "province": 6.5, "country": 7.5, "region": 7.5}
UNKNOWN = 2_000  # inhabitants of a town that GeoNames counts none in
SMALL = 15_000  # inhabitants below which a town counts only where the text is about its country
DIRECTIONS = frozenset(["north", "south", "east", "west", "central", "northern", "southern", "eastern", "western"])
"""Regions of some countries that are named so; by themselves the words mean no place: West Bank, Near East."""
SURE = 10.0  # a name means its largest place where that is so many times the size of any abroad


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. Coordinates are WGS 84 degrees; a country's are its capital's."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: PlacePrecision


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the text says of where it is: weights of countries and of first-level subdivisions (country, code)."""

    countries: Mapping[str, float] = field(default_factory=dict)
    provinces: Mapping[tuple[str | None, str | None], float] = field(default_factory=dict)
    source: str | None = None  # country of the outlet


def resolve(name: str, focus: Collection[str] = (), source: str | None = None, least: int = 0) -> Place | None:
    """Return the place that `name` most likely means, None when no place is known by it.

    `focus` holds the ISO3 codes of the countries that the document names, `source` that of its outlet; `least` is the
    least population of a town outside those countries.
    """
    if key(name) in DIRECTIONS:
        return None
    listed_place = regions().get(key(name))
    iso3 = countries.of(name)
    if listed_place or iso3:
        return listed_place or _country(iso3 or "")
    found = [each for each in gazetteer.candidates(key(name)) if each.population >= least or each.country in focus]
    return best(found, Evidence(dict.fromkeys(focus, FOCUS), {}, source)) if found else None


def best(found: Collection[Candidate], evidence: Evidence) -> Place | None:
    """Return the likeliest of the places that a name may mean; None for a small town abroad, which is another name."""
    known = [each for each in found if _is_likely(each, evidence)]
    if not known:
        return None
    top = max(known, key=lambda each: weight(each, evidence))
    return Place(top.name, top.country, top.lat, top.lon, top.geonames_id, top.precision)


def _is_likely(each: Candidate, evidence: Evidence) -> bool:
    return (
        each.population >= SMALL
        or each.precision != "town"
        or not evidence.countries
        or each.country in evidence.countries
    )


def weight(each: Candidate, evidence: Evidence) -> float:
    """Return how likely a name means a place: log10 of its population and what the text says of where it is."""
    size = COUNTRY if each.precision == "country" else math.log10(each.population or UNKNOWN)
    said = evidence.countries.get(each.country or "", 0.0)
    said += evidence.provinces.get((each.country, each.admin), 0.0) if each.admin else 0.0
    said = said or (SOURCE if evidence.source and each.country == evidence.source else 0.0)
    return size + said + OWN_NAME * each.own


def candidates(name: str) -> list[Candidate]:
    """Return every place that `name` may mean: of the codebook, a country, subdivisions and towns."""
    wanted = key(name)
    if wanted in DIRECTIONS:
        return []
    place, iso3 = regions().get(wanted), countries.of(name)
    found = [
        each
        for each in gazetteer.candidates(wanted)
        if each.lat is not None or not place or place.country != each.country
    ]
    if place:
        people = int(10 ** CODEBOOK[place.precision])
        found.append(
            Candidate(place.name, place.country, None, place.lat, place.lon, None, people, place.precision, True)
        )
    if iso3 and name.casefold() not in countries.demonyms():
        country = gazetteer.country(iso3)
        found += [country._replace(name=name)] if country else []
    return found


def sure(name: str) -> Candidate | None:
    """Return the place that `name` means without a look at the text, None where several countries have one."""
    found = sorted(candidates(name), key=lambda each: -weight(each, Evidence()))
    if not found:
        return None
    abroad = [each for each in found if each.country != found[0].country]
    return None if any(each.population * SURE > found[0].population for each in abroad) else found[0]


@cache
def regions() -> dict[str, Place]:
    """Return the places of the codebook by name and alias."""
    found: dict[str, Place] = {}
    for row in rows("places.csv"):
        precision: PlacePrecision = row["precision"]  # type: ignore[assignment]
        place = Place(row["name"], row["country"] or None, float(row["lat"]), float(row["lon"]), None, precision)
        found |= {key(name): place for name in [row["name"], *row["aliases"].split("|")] if name}
    return found


@cache
def listed() -> Finder[Place]:
    """Return the finder of the codebook's places, by name and alias."""
    found: list[tuple[str, Place]] = []
    for row in rows("places.csv"):
        names = [name.removeprefix("the ") for name in [row["name"], *row["aliases"].split("|")] if name]
        found += [(name, regions()[key(name)]) for name in names]
    return Finder(found)


def _country(iso3: str) -> Place:
    row = gazetteer.country(iso3)
    name = countries.display_names().get(iso3, row.name if row else iso3)
    lat, lon, number = (row.lat, row.lon, row.geonames_id) if row else (None, None, None)
    return Place(name, iso3, lat, lon, number, "country")
