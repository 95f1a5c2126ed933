"""The dates of feeds, as they are: RFC 822, ISO 8601, epochs, day-first, month names in any language, odd zones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dateparser
import pycountry
from babel import Locale, UnknownLocaleError

from tasks.records import Feed
from tasks.wordlists import rows

FUTURE = timedelta(hours=26)  # a day, and the widest zone mistaken for UTC
EPOCH = re.compile(r"(\d{10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?")
OUT_OF_RANGE = re.compile(r"-\d|\d{5,}-")  # year -1, year 10000
OFFSET = re.compile(
    r"(?P<clock>.*:\d{2}(?:\.\d+)?(?:\s*[ap]\.?m\.?)?)\s*\(?(?:GMT|UTC|UT|Z)?\s*"
    r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\)?(?:\s*[(\[].*[)\]])?",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(r"(?P<clock>.*\d.*?)\s*\(?\b(?P<name>Z|UT|(?![AP]M\b)[A-Z]{3,5})\)?")
UNIX = re.compile(r"(.*:\d{2}) ([A-Z]{2,5}) (\d{4})")
CLOCK = r"(?:[\s,T|–-]+(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
NUMBERS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?:(?P<y1>\d{4})[./-](?P<m1>\d{1,2})[./-](?P<d1>\d{1,2})\.?"
    r"|(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?P<y2>\d{4}|\d{2})\.?)" + CLOCK,
    re.IGNORECASE,
)
RFC_822 = re.compile(r"(?:[A-Z]{3,9},?\s+)?\d{1,2}[ -][A-Z]{3}[ -]\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?", re.IGNORECASE)
UTC_NAMES = ("GMT", "UTC", "UT", "Z")
BUDDHIST_YEARS = 543


@dataclass(frozen=True, slots=True)
class DateRead:
    """An instant with its zone, None when none was given, and what was odd about it."""

    moment: datetime | None
    flags: tuple[str, ...] = ()


def read_date(raw: str | None, feed: Feed, fetched_at: datetime) -> DateRead:
    """Return the instant that `raw` means in a feed of that country, language and zone.

    Flags: `bad_date` (unreadable, before 1970 or after 9000: the fetch time is given instead), `date_no_zone` (read in
    the feed's zone, else UTC), `date_future` (later than the fetch by over 26 hours: the fetch time is given instead).
    """
    if not raw or not raw.strip():
        return DateRead(None)
    moment = _read(" ".join(raw[:100].split()), feed, fetched_at)
    if moment is None or moment.year < 1970 or moment.year > 9000:
        return DateRead(fetched_at, ("bad_date",))
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


def _read(raw: str, feed: Feed, fetched_at: datetime) -> datetime | None:
    epoch = EPOCH.fullmatch(raw)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if OUT_OF_RANGE.match(raw):
        return None
    unix = UNIX.fullmatch(raw)
    text = f"{unix[1]} {unix[3]} {unix[2]}" if unix else raw
    return (
        _with_offset(text, feed, fetched_at)
        or _with_zone_name(text, feed, fetched_at)
        or _naive(text, feed, fetched_at)
    )


def _with_offset(raw: str, feed: Feed, fetched_at: datetime) -> datetime | None:
    match = OFFSET.fullmatch(raw)
    if not match:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    clock = _naive(match["clock"], feed, fetched_at)
    if clock is None or offset > timedelta(hours=14):
        return None
    return clock.replace(tzinfo=timezone(-offset if match["sign"] == "-" else offset))


def _with_zone_name(raw: str, feed: Feed, fetched_at: datetime) -> datetime | None:
    match = ABBREVIATION.fullmatch(raw)
    if not match:
        return None
    clock = _naive(match["clock"], feed, fetched_at)
    is_known = match["name"] in _zones() or match["name"] in UTC_NAMES
    return clock.replace(tzinfo=_named_zone(match["name"], clock, feed)) if clock and is_known else clock


def _named_zone(name: str, clock: datetime, feed: Feed) -> tzinfo:
    if name in UTC_NAMES:
        return UTC
    hours = _zones()[name]
    own = clock.replace(tzinfo=zone_of(feed.timezone))
    if feed.country not in hours and own.tzname() == name:
        return timezone(own.utcoffset() or timedelta())
    return timezone(timedelta(hours=hours.get(feed.country or "", hours.get("", 0.0))))


@cache
def _zones() -> Mapping[str, Mapping[str, float]]:
    """Return, by abbreviation, its hours from UTC by country; under "" those meant anywhere else."""
    zones: dict[str, dict[str, float]] = {}
    for row in rows("zones.csv"):
        zones.setdefault(row["abbreviation"], {})[row["country"]] = float(row["hours"])
    return zones


def _naive(raw: str, feed: Feed, fetched_at: datetime) -> datetime | None:
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        pass
    try:
        numbers = NUMBERS.fullmatch(raw)
        if numbers:
            return _from_numbers(numbers, feed, fetched_at)
        if RFC_822.fullmatch(raw):
            return parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return _in_words(raw, feed)


def _from_numbers(match: re.Match[str], feed: Feed, fetched_at: datetime) -> datetime:
    hour, minute, second = (int(match[name] or 0) for name in ("h", "m", "s"))
    half = (match["half"] or "").lower()
    hour = hour % 12 + 12 * half.startswith("p") if half else hour
    if match["y1"]:
        return datetime(int(match["y1"]), int(match["m1"]), int(match["d1"]), hour, minute, second)
    year = int(match["y2"]) + (2000 if len(match["y2"]) == 2 else 0)
    a, b = int(match["a"]), int(match["b"])
    days_and_months = [(a, b), (b, a)] if _is_day_first(feed.country, feed.language) else [(b, a), (a, b)]
    readings = [datetime(year, month, day, hour, minute, second) for day, month in days_and_months if month <= 12]
    latest = fetched_at.replace(tzinfo=None) + FUTURE
    return next((each for each in readings if each <= latest), readings[0])


@cache
def _is_day_first(country: str | None, language: str | None) -> bool:
    """Return whether the outlet writes the day before the month, after the CLDR date patterns of its country."""
    found = pycountry.countries.get(alpha_3=country) if country else None
    codes = [f"{language}_{found.alpha_2}", f"und_{found.alpha_2}"] if found else [language] if language else []
    for code in codes:
        try:
            formats = Locale.parse(code).date_formats
        except (UnknownLocaleError, ValueError):
            continue
        short = formats["short"].pattern
        # Where the year comes first, numbers in another order follow the way that dates are spoken.
        pattern = formats["long"].pattern if short.lstrip("'").startswith("y") else short
        return bool(pattern.find("d") < pattern.find("M"))
    return False


def _in_words(raw: str, feed: Feed) -> datetime | None:
    text = re.sub(r"(\d{1,2})\s?h\s?(\d{2})\b", r"\1:\2", re.sub(r"\s(às|à|at|um|kl|alle)\s", " ", raw))
    languages = list(dict.fromkeys(filter(None, (feed.language, "en"))))
    order = "DMY" if _is_day_first(feed.country, feed.language) else "MDY"
    settings = {"DATE_ORDER": order, "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    moment = _parsed(text, languages, settings) or _parsed(text, ["en"], settings)
    is_thai = feed.country == "THA" or feed.language == "th"
    if moment and is_thai and 2400 < moment.year < 2800:
        return moment.replace(year=moment.year - BUDDHIST_YEARS)
    return moment


def _parsed(text: str, languages: list[str], settings: dict[str, object]) -> datetime | None:
    try:
        return dateparser.parse(text, languages=languages, settings=settings)
    except (ValueError, TypeError, OverflowError, RecursionError):  # a language that it does not know is among them
        return None
