"""Datelines: the place, day, clock and agency that open an article, apart from its body, in many languages."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from babel import Locale, UnknownLocaleError

from tasks.articles.names import is_organisation
from tasks.text import folded
from tasks.wordlists import words

WORD = r"[^\s\d_.,;:()/–—-]{2,14}"
DAY = rf"(?:(?P<day>\d{{1,2}})\.?\s+(?:de\s+)?(?P<month>{WORD})|(?P<month2>{WORD})\.?\s+(?P<day2>\d{{1,2}}))"
YEAR = r"(?P<year>(?:19|20)\d\d)"
STAMP = re.compile(
    rf"{DAY}\.?,?\s+(?:de\s+)?{YEAR}(?:\s?(?:г|р)\.)?"
    r"(?:,?\s+(?:\w{1,4}\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)\s*\(?(?:UTC|GMT)\s*(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?\)?)?",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^(?:[(\[](?P<first>[^()\[\]\n]{2,30})[)\]]\s*[-–—]\s*)?"
    r"(?P<place>[^\W\d_][^\n()\[\]:;,.\d–—]{1,40}?)(?:,\s*(?P<region>[^\W\d_][^\n()\d,.;:–—-]{1,30}?))??"
    rf"(?:[,.]?\s+(?P<when>{DAY}(?:\.?,?\s+(?:de\s+)?{YEAR})?))?\.?,?\s*"
    r"(?:[(/（](?P<agency>[^()/（）\n]{2,40})[)/）])?\s*(?P<end>\.?\s?--?|\.?[–—]|:|\.|(?<=[)/）]))\s+(?=\S)",
)
CHINESE = re.compile(
    r"^[（(]?(?P<agency>[\u4e00-\u9fff]{1,5}(?:社|网|通讯))(?P<place>[\u4e00-\u9fff]{2,8}?)"
    r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:电|讯|電)"
)
BYLINE = re.compile(r"[Bb]y\s[\w .'’-]{3,60}")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens an article; the clock of a full stamp is an instant with its zone."""

    place: str | None = None
    day: date | None = None
    agency: str | None = None
    stamp: tuple[datetime, str] | None = None


def dateline(text: str, year: int | None, language: str | None = None) -> Dateline:
    """Return what the first lines of an article's text say.

    `year` is that of its publication, for days without one; `language` an ISO 639-1 code for the names of months
    (English ones are always known).
    """
    stamp = stamp_in("\n".join(text.splitlines()[:2])[:200], language)
    stamped = stamp[0].date() if stamp else None
    if match := CHINESE.match(text):
        day = _date(int(match["month"]), int(match["day"]), year) if match["month"] else None
        return Dateline(match["place"], day or stamped, match["agency"], stamp)
    match = OPENING.match(text)
    day = _day(match, year, language) if match and match["when"] else None
    if not match or not _is_opening(match, day):
        return Dateline(stamp=stamp, day=stamped)
    place = ", ".join(part for part in (match["place"], match["region"]) if part)
    return Dateline(
        place.title() if match["place"].isupper() else place, day or stamped, match["agency"] or match["first"], stamp
    )


def _is_opening(match: re.Match[str], day: date | None) -> bool:
    """Return whether an opening is a dateline: a day or agency in it, or a place in capitals before a dash."""
    place, agency = match["place"], match["agency"] or match["first"]
    if folded(place).partition(" ")[0] in words("agencies.csv", "label") or (match["when"] and not day):
        return False
    if len(place.split()) > 4 or place[0].islower():
        return False
    if agency:
        return _is_agency(agency) and match["end"] != ":"
    # A full stop alone ends a dateline in capitals only: "On May 24." begins a sentence.
    return bool(day and (match["end"] != "." or place.isupper())) or (place.isupper() and match["end"] != ".")


def _is_agency(name: str) -> bool:
    has_no_case = name.upper() == name.lower()
    return has_no_case or name.isupper() or is_organisation(name, ())


def stamp_in(text: str, language: str | None = None) -> tuple[datetime, str] | None:
    """Return the first full date with clock and UTC offset in `text`, with its words; None when there is none."""
    for match in STAMP.finditer(text):
        day = _day(match, None, language) if match["hour"] else None
        if day and int(match["hour"]) < 24 and int(match["minute"]) < 60:
            clock = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]))
            return clock.replace(tzinfo=_offset(match["zone"] or "+0")), match[0]
    return None


def without_stamp(text: str) -> str:
    """Return `text` without leading lines that are nothing but a date stamp or a byline."""
    lines = text.split("\n")
    while len(lines) > 1 and len(lines[0]) < 80 and (STAMP.fullmatch(lines[0]) or BYLINE.fullmatch(lines[0])):
        lines.pop(0)
    return "\n".join(lines)


def _day(match: re.Match[str], year: int | None, language: str | None) -> date | None:
    name = folded(match["month"] or match["month2"])
    months = _months("en") | _months(language or "en")
    number = months.get(name) or months.get(name[:3] if len(name) <= 4 else name)
    said = int(match["year"]) if match["year"] else year
    return _date(number, int(match["day"] or match["day2"]), said) if number else None


def _date(month: int, day: int, year: int | None) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None


@cache
def _months(language: str) -> dict[str, int]:
    """Return the months by their names, long and short, as the Unicode CLDR has them."""
    try:
        forms = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    named = [forms[use][width] for use in forms for width in ("abbreviated", "wide") if width in forms[use]]
    return {folded(name): number for names in named for number, name in names.items() if folded(name)}


def _offset(zone: str) -> timezone:
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-total if zone[0] == "-" else total) if total < timedelta(hours=24) else UTC
