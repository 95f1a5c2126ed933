"""The dates of feeds, as they are: RFC 822, ISO 8601, epochs, day-first, month names in any language, odd zones."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dateparser

from tasks.records import Feed

# Zone abbreviations that mean different things in different countries; the first is for any other country.
ZONES: dict[str, dict[str | None, float]] = {
    "IST": {None: 5.5, "IRL": 1, "ISR": 2},
    "CST": {None: -6, "CHN": 8, "TWN": 8, "CUB": -5},
    "BST": {None: 1, "BGD": 6},
    "AST": {None: -4, "SAU": 3, "KWT": 3, "BHR": 3, "QAT": 3},
    "EST": {None: -5, "AUS": 10},
    "PST": {None: -8, "PHL": 8},
    "MSK": {None: 3},
    "CET": {None: 1},
    "CEST": {None: 2},
    "EET": {None: 2},
    "EEST": {None: 3},
    "WIB": {None: 7},
    "PKT": {None: 5},
    "SGT": {None: 8},
    "HKT": {None: 8},
    "JST": {None: 9},
    "KST": {None: 9},
    "AZT": {None: 4},
    "AEST": {None: 10},
    "AEDT": {None: 11},
    "SAST": {None: 2},
    "EAT": {None: 3},
    "WAT": {None: 1},
    "BRT": {None: -3},
    "ART": {None: -3},
}
ABBREVIATION = re.compile(r"\s\(?([A-Z]{3,4})\)?$")
FUTURE = timedelta(hours=26)  # a day, and the widest zone mistaken for UTC
EPOCH = re.compile(r"^\d{10}(\d{3})?$")


@dataclass(frozen=True, slots=True)
class DateRead:
    """An instant with its zone, None when unreadable or absent, and what was odd about it."""

    moment: datetime | None
    flags: tuple[str, ...] = ()


def read_date(raw: str | None, feed: Feed, fetched_at: datetime) -> DateRead:
    """Return the instant that `raw` means in a feed of that country, language and zone.

    Flags: `bad_date` (unreadable, or before 1970), `date_no_zone` (read in the feed's zone, else UTC),
    `date_future` (later than the fetch by more than a day: the fetch time is given instead).
    """
    if not raw or not raw.strip():
        return DateRead(None)
    moment = _read(" ".join(raw.split()), feed)
    if moment is None or moment.year < 1970 or moment.year > 9000:
        return DateRead(None, ("bad_date",))
    flags: tuple[str, ...] = ()
    if moment.tzinfo is None:
        moment, flags = moment.replace(tzinfo=zone_of(feed.timezone)), ("date_no_zone",)
    if moment > fetched_at + FUTURE:
        return DateRead(fetched_at, (*flags, "date_future"))
    return DateRead(moment, flags)


def zone_of(name: str | None) -> tzinfo:
    """Return the IANA zone `name`, UTC where it is unset or unknown."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _read(raw: str, feed: Feed) -> datetime | None:
    if EPOCH.match(raw):
        return datetime.fromtimestamp(int(raw[:10]), UTC)
    named = _named_zone(raw, feed)
    if named is not None:
        return named
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return reader(raw)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return _in_words(raw, feed)


def _named_zone(raw: str, feed: Feed) -> datetime | None:
    match = ABBREVIATION.search(raw)
    if not match or match[1] not in ZONES:
        return None
    hours = ZONES[match[1]].get(feed.country, ZONES[match[1]][None])
    sign, minutes = "-" if hours < 0 else "+", int(abs(hours) * 60)
    return _read(f"{raw[: match.start()]} {sign}{minutes // 60:02}{minutes % 60:02}", feed)


def _in_words(raw: str, feed: Feed) -> datetime | None:
    order = "MDY" if feed.country in (None, "USA", "PHL") else "DMY"
    languages = list(dict.fromkeys(filter(None, (feed.language, "en"))))
    settings = {"DATE_ORDER": order, "STRICT_PARSING": True}
    try:
        return dateparser.parse(raw[:80], languages=languages, settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
