"""Datelines: the place, day, clock and agency that open an article, apart from its body."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
MONTH = r"(?P<month>" + "|".join(MONTHS) + r")\.?"
STAMP = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s+{MONTH}\s+(?P<year>(?:19|20)\d\d)|{MONTH.replace('month', 'month2')}\s+"
    rf"(?P<day2>\d{{1,2}}),?\s+(?P<year2>(?:19|20)\d\d))"
    r"(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)\s*\(?(?:UTC|GMT)\s*(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?\)?)?",
    re.IGNORECASE,
)
OPENING = re.compile(
    rf"^(?P<place>[A-Z][A-Z'’. -]{{2,40}}?(?:,\s*(?!(?i:{'|'.join(MONTHS)})\b)[A-Z][\w.' -]{{1,30}}?)?)"
    rf"(?:,\s*(?P<when>(?i:{'|'.join(MONTHS)})\.?\s+\d{{1,2}}))?"
    r"\s*(?:[(/](?P<agency>[A-Z][\w ]{1,30}?)[)/])?\s*(?:--|[-–—:])\s+(?=\S)",
)
WHEN = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens an article; the clock of a full stamp is an instant with its zone."""

    place: str | None = None
    day: date | None = None
    agency: str | None = None
    stamp: tuple[datetime, str] | None = None


def dateline(text: str, year: int | None) -> Dateline:
    """Return what the first lines of an article's text say; `year` is that of its publication, for days without one."""
    opening = OPENING.match(text)
    stamp = stamp_in("\n".join(text.splitlines()[:2])[:200])
    if not opening:
        return Dateline(stamp=stamp, day=stamp[0].date() if stamp else None)
    when = WHEN.match(opening["when"] or "")
    day = _day(when[1], int(when[2]), year) if when and year else None
    return Dateline(
        opening["place"].strip(" ,").title(), day or (stamp[0].date() if stamp else None), opening["agency"], stamp
    )


def stamp_in(text: str) -> tuple[datetime, str] | None:
    """Return the first full date with clock and UTC offset in `text`, with its words; None when there is none."""
    for match in STAMP.finditer(text):
        zone = match["zone"]
        if match["hour"] and ("UTC" in match[0].upper() or "GMT" in match[0].upper()):
            day = _day(
                match["month"] or match["month2"],
                int(match["day"] or match["day2"]),
                int(match["year"] or match["year2"]),
            )
            if day and int(match["hour"]) < 24 and int(match["minute"]) < 60:
                offset = _offset(zone or "+0")
                return datetime(
                    day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=offset
                ), match[0]
    return None


def without_stamp(text: str) -> str:
    """Return `text` without a leading line that is nothing but a date stamp or a byline."""
    lines = text.split("\n")
    while (
        lines
        and len(lines[0]) < 80
        and (STAMP.fullmatch(lines[0].strip()) or re.fullmatch(r"[Bb]y\s[\w .'’-]{3,60}", lines[0].strip()))
    ):
        lines.pop(0)
    return "\n".join(lines)


def _day(month: str, day: int, year: int) -> date | None:
    name = month.lower()[:3]
    number = next((at for at, each in enumerate(MONTHS[12:], 1) if each == name), 0)
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _offset(zone: str) -> timezone:
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-total if zone[0] == "-" else total) if total < timedelta(hours=24) else UTC
