"""Countries: their names, acronyms, demonyms and usual English names, by ISO 3166 alpha-3."""

from functools import cache

import pycountry

from tasks.wordlists import rows


@cache
def names() -> dict[str, str]:
    """Return ISO3 by country name in lower case, without the article."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for name in {country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")}:
            found[name.casefold()] = country.alpha_3
    for row in rows("countries.csv"):
        listed = [name for name in row["names"].split("|") if name and not name.isupper()]
        found |= {name.casefold().removeprefix("the "): row["iso3"] for name in listed}
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
def capitals() -> dict[str, str]:
    """Return ISO3 by capital, in lower case."""
    return {row["capital"].casefold(): row["iso3"] for row in rows("countries.csv") if row["capital"]}


def of(name: str) -> str | None:
    """Return the ISO3 of a country's name, acronym or demonym, None when it is none."""
    bare = name.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s")
    key = bare.casefold()
    return acronyms().get(bare) or names().get(key) or demonyms().get(key)
