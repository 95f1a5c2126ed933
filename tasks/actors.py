"""Names and phrases to country and sector: who somebody acts for, as PLOVER codes it."""

import re
from dataclasses import dataclass
from functools import cache

import pycountry

from tasks.wordlists import rows

WORD = re.compile(r"[\w.'’-]*\w\.?|\w")
LONGEST = 7  # words in the longest name that is looked up
# An office in the armed forces, then one in government, tells more of a person than a rank does.
OFFICES = ("chief of the general staff", "chief of staff", "commander")


@dataclass(frozen=True, slots=True)
class ActorCode:
    """Country (ISO3 or international code), PLOVER sector, and the words that neither explains."""

    country: str | None
    sector: str | None
    remainder: str


@dataclass(frozen=True, slots=True)
class Known:
    """A body of the codebook: its full name, country and sector."""

    name: str
    country: str | None
    sector: str | None


@cache
def country_names() -> dict[str, str]:
    """Return ISO3 by country name in lower case, without the article."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for name in {country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")}:
            found[name.casefold()] = country.alpha_3
    for row in rows("countries.csv"):
        names = [name for name in row["names"].split("|") if name and not name.isupper()]
        found |= {name.casefold().removeprefix("the "): row["iso3"] for name in names}
    found.pop("", None)
    return found


@cache
def acronyms() -> dict[str, str]:
    """Return ISO3 by country acronym, case kept: US, not us."""
    return {name: row["iso3"] for row in rows("countries.csv") for name in row["names"].split("|") if name.isupper()}


@cache
def demonyms() -> dict[str, str]:
    """Return ISO3 by demonym in lower case."""
    pairs = ((name, row["iso3"]) for row in rows("countries.csv") for name in row["demonyms"].split("|") if name)
    return {name.casefold(): iso3 for name, iso3 in pairs if not name.isupper()}


@cache
def display_names() -> dict[str, str]:
    """Return the usual English name by ISO3."""
    return {c.alpha_3: getattr(c, "common_name", c.name).split(",")[0] for c in pycountry.countries} | {
        "RUS": "Russia", "SYR": "Syria", "IRN": "Iran", "PSE": "Palestine", "GBR": "United Kingdom",
        "USA": "United States",
        "TUR": "Turkey", "COD": "DR Congo", "PRK": "North Korea", "KOR": "South Korea", "XKX": "Kosovo",
    }  # fmt: skip


@cache
def adjectives() -> dict[str, str]:
    """Return the first demonym by ISO3."""
    return {row["iso3"]: row["demonyms"].split("|")[0] for row in rows("countries.csv") if row["demonyms"]}


@cache
def bodies() -> dict[str, Known]:
    """Return the named bodies of the codebook by name and alias; acronyms keep their case, others are in lower case."""
    found: dict[str, Known] = {}
    for row in rows("actors.csv"):
        known = Known(row["name"], row["country"] or None, row["sector"] or None)
        for name in [row["name"], *row["aliases"].split("|")]:
            if name:
                bare = name.removeprefix("the ")
                found[bare if bare.isupper() or len(bare) < 6 else _folded(bare)] = known
    return found


@cache
def agents() -> dict[str, tuple[str | None, str]]:
    """Return sector and kind (G group, O body, T title) by agent noun or phrase, in lower case."""
    return {row["word"]: (row["sector"] or None, row["type"]) for row in rows("agents.csv")}


def _folded(name: str) -> str:
    return name.casefold().replace("’", "").replace("'", "")


def body(name: str) -> Known | None:
    """Return the codebook's body of that name, None when there is none."""
    bare = re.sub(r"^(?:[Tt]he|THE)\s+", "", name)
    return bodies().get(bare) or (bodies().get(_folded(bare)) if len(bare) >= 6 else None)


def country(name: str) -> str | None:
    """Return the ISO3 of a country's name, acronym or demonym, None when it is none."""
    bare = re.sub(r"^(?:[Tt]he)\s+", "", name).removesuffix("'s").removesuffix("’s")
    key = bare.casefold()
    return acronyms().get(bare) or country_names().get(key) or demonyms().get(key)


def resolve(phrase: str) -> ActorCode:
    """Return country and sector of a phrase such as "four Saudi men" or "the outlawed Kurdistan Workers' Party"."""
    words = WORD.findall(phrase)
    found_country: str | None = None
    sectors: list[tuple[str, str, str]] = []  # phrase, sector, kind
    left: list[str] = []
    at = 0
    while at < len(words):
        size, iso3, known, agent = _longest(words, at)
        if known:
            found_country, sectors = known.country or found_country, [*sectors, ("", known.sector or "", "B")]
        elif iso3:
            found_country = found_country or iso3
        elif agent:
            sectors.append((" ".join(words[at : at + size]).casefold(), agent[0] or "", agent[1]))
        else:
            left.append(words[at])
        at += max(size, 1)
    return ActorCode(found_country or _of_office(phrase), _sector(sectors), " ".join(left))


def _of_office(phrase: str) -> str | None:
    """Return the country that alone has an office of that name, None when several do."""
    padded = f" {' '.join(phrase.casefold().split())} "
    found = [row for row in rows("titles.csv") if f" {row['phrase']} " in padded]
    return max(found, key=lambda row: len(row["phrase"]))["country"] if found else None


def _longest(words: list[str], at: int) -> tuple[int, str | None, Known | None, tuple[str | None, str] | None]:
    for size in range(min(LONGEST, len(words) - at), 0, -1):
        text = " ".join(words[at : at + size])
        bare = text.removesuffix("'s").removesuffix("’s")
        known = body(bare) if bare[:1].isupper() or bare.startswith("al") else None
        if known:
            return size, None, known, None
        iso3 = country(bare) if bare[:1].isupper() else None
        if iso3:
            return size, iso3, None, None
        agent = agents().get(bare.casefold())
        if agent:
            return size, None, None, agent
    return 0, None, None, None


def _sector(found: list[tuple[str, str, str]]) -> str | None:
    """Return the sector that says most: a known body, an office, then the last noun."""
    said = [each for each in found if each[1]]
    for phrase, sector, _ in said:
        if phrase in OFFICES:
            return sector
    for _, sector, kind in said:
        if kind == "B" or (kind == "T" and sector != "MIL"):
            return sector
    return said[-1][1] if said else None
