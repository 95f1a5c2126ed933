"""Bylines to the people in them, and the agencies and desks apart."""

import re
from collections.abc import Iterable
from functools import cache

from tasks.articles.sources import in_outlet, unescaped
from tasks.text import folded
from tasks.wordlists import rows, words

SPACED = re.compile(r"\s*(?:;|\||｜|•|·|\n|\s/\s|、|，|،|\s&\s|\s\+\s)\s*")
TAIL = re.compile(
    r"\s*(?:<.*>|[\w.+-]+@[\w-]+\.\w+|https?://\S+|\s[-–|]\s.*|"
    r"\b(?:stand|updated?|published|aktualisiert|today|yesterday|\d{1,2}[.:/]\d|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day).*)\s*$",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]")
BAD = re.compile(r"https?://|www\.|@|^\W*$|\d", re.IGNORECASE)
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
LONGEST_NAME = 60
LONGEST_BYLINE = 1_000


def people(values: Iterable[str], outlet: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people named in bylines, and the organisations, each once and in order.

    `outlet` holds the names of the outlet itself, which counts as an organisation.
    """
    own = tuple(outlet)
    names = [name for value in values for name in _split(value[:LONGEST_BYLINE])]
    nobody = words("agencies.csv", "nobody")
    unique = list({folded(name): name for name in reversed(names) if folded(name) not in nobody}.values())[::-1]
    organisations = tuple(name for name in unique if is_organisation(name, own))
    return tuple(name for name in unique if name not in organisations), organisations


def _split(value: str) -> list[str]:
    value = without_lead(TAIL.sub("", BRACKETS.sub(_bracketed, unescaped(value)).strip(" ,")))
    if DOMAIN.match(value):
        return [value]
    if BAD.search(value):
        value = re.split(r"\d|https?://|@", value)[0]
    parts = [part for chunk in SPACED.split(value) for each in _between().split(chunk) for part in _commas(each)]
    cleaned = [without_lead(TAIL.sub("", part)).strip(" ,.:;-–|/()*") for part in parts]
    names = [name for name in cleaned if name and len(name) <= LONGEST_NAME and not BAD.search(name)]
    # Beside full names, one capitalised word is the place they wrote from.
    places = {name for name in names if " " not in name and name[0].isupper() and not _known([name])}
    return [name for name in names if name not in places] if any(" " in name for name in names) else names


def _bracketed(match: re.Match[str]) -> str:
    """Return the agency in brackets as one more name; a byline all in brackets without them; else nothing."""
    if match.start() == 0:
        return match[1]
    return f", {match[1]}" if match[1] and is_organisation(match[1], ()) else ""


def without_lead(value: str) -> str:
    """Return a byline without "By", "Von", "Written by" and the like before its first name."""
    return _lead().sub("", value, count=1)


def _commas(chunk: str) -> list[str]:
    """Return the names in a comma list, jobs and places left out; "Last, First" is one name turned round."""
    parts = [part.strip() for part in chunk.split(",") if part.strip()]
    if len(parts) == 2 and all(len(part.split()) == 1 and part[:1].isupper() for part in parts) and not _known(parts):
        return [f"{parts[1]} {parts[0]}"]
    named = [part for part in parts if not _is_role(part)]
    full = [part for part in named if len(part.split()) > 1 or len(parts) == 1 or _known([part]) or part.islower()]
    return full or named[:1]


def _known(parts: list[str]) -> bool:
    return any(is_organisation(part, ()) for part in parts)


def _is_role(part: str) -> bool:
    return bool(set(folded(part).split()) & words("bylines.csv", "role"))


def is_organisation(name: str, outlet: tuple[str, ...]) -> bool:
    """Return whether a byline's name is that of an agency, a desk or the outlet, or a domain."""
    plain = folded(name)
    known = plain in words("agencies.csv", "name") or bool(set(plain.split()) & words("agencies.csv", "word"))
    return known or bool(DOMAIN.match(name)) or in_outlet(name, outlet)


def _listed(kind: str) -> str:
    values = sorted((row["value"] for row in rows("bylines.csv") if row["kind"] == kind), key=len, reverse=True)
    return "|".join(re.escape(value) for value in values)


@cache
def _lead() -> re.Pattern[str]:
    # A short lead without a colon stands before a space: "Von Anna", not "Vonnegut"; CJK labels carry a colon.
    return re.compile(rf"^\s*(?:{_listed('lead')})(?:\s*[:：]\s*|\s+(?=\S))", re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rf",?\s+(?:{_listed('between')})\s+", re.IGNORECASE)
