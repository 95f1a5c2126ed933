"""Publication and modification instants of a page, each from the best of its sources, with the source kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.articles.evidence import Origin, origins, said, values_at
from tasks.articles.sources import Sources, printed_dates
from tasks.feeds.dates import read_date, zone_of
from tasks.records import Feed

TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d{2}\b|T\d{4}|^\d{10}")
IN_URL = re.compile(r"[/-]((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
DAY = re.compile(
    r"(?P<cjk>(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:\s*\d{1,2}:\d\d)?)|"
    r"(?P<iso>(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:[T\s,]+\d{1,2}:\d\d(?::\d\d)?)?)|"
    r"(?P<figures>\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d)(?:[\s,|–-]+(?:\w{1,3}\s)?(?P<clock>\d{1,2}[:.h]\d\d))?|"
    r"(?P<words>\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|"
    r"[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d)(?:[\s,|–-]+(?:\w{1,3}\s)?(?P<at>\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m)?))?",
    re.IGNORECASE,
)
IMPOSSIBLE = {"bad_date", "date_future"}
DATE_LIKE = re.compile(r"\d{4}|\d[./-]\d")
NEAR = timedelta(hours=15)  # two clocks of one instant differ by less, whatever their zones


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant as found: with its zone, the words it was read from, and the source."""

    moment: datetime
    raw: str
    source: str
    has_zone: bool
    has_time: bool


def published(
    page: Sources, fetched_at: datetime, dateline: tuple[datetime, str] | None
) -> tuple[Instant | None, tuple[str, ...]]:
    """Return the publication instant and flags; the feed's own instant when the page gives none.

    A naive time is read with the zone of another source that shows the same clock, else in the outlet's zone, else
    UTC with the flag `date_no_zone`. A page that shows only a day, in print or in its address, gives that day. Where
    the only dates given cannot be (`bad_date`) or lie far ahead (`date_future`) it is the fetch time, source `fetch`.
    """
    found: list[Instant] = []
    for each in _instants(page, fetched_at, dateline):
        found.append(each)
        if each.has_time and each.has_zone and found[0].has_time:
            break
    timed = [each for each in found if each.has_time] or found
    if not timed:
        return _impossible(page, fetched_at)
    best = _zoned(timed[0], timed, _modified(page, fetched_at))
    return best, () if best.has_zone else ("date_no_zone",)


def _impossible(page: Sources, fetched_at: datetime) -> tuple[Instant | None, tuple[str, ...]]:
    raws = [raw for _, raw in said(page, "published")] + [page.entry.published_raw or "" if page.entry else ""]
    for raw in filter(DATE_LIKE.search, raws):
        odd = [flag for flag in read_date(raw, _reader(page), fetched_at).flags if flag in IMPOSSIBLE]
        if odd:
            return Instant(fetched_at, raw, "fetch", True, True), (odd[0],)
    return None, ()


def _instants(page: Sources, fetched_at: datetime, dateline: tuple[datetime, str] | None) -> Iterator[Instant]:
    for origin in origins("published"):
        if origin.source == "dateline":
            yield from [Instant(dateline[0], dateline[1], "dateline", True, True)] if dateline else ()
        elif origin.source == "feed":
            yield from _from_entry(page)
        elif origin.source == "printed":
            yield from filter(None, (_printed(text, page, fetched_at) for text in printed_dates(page.tree)))
        elif origin.source == "url":
            days = [f"{year}-{month}-{day}" for year, month, day in IN_URL.findall(page.url)[:1]]
            yield from filter(None, (_instant("url", day, page, fetched_at) for day in days))
        else:
            given = ((_source(page, origin), raw) for raws in values_at(page, origin) for raw in raws[: origin.most])
            yield from filter(None, (_instant(source, raw, page, fetched_at) for source, raw in given))


def _source(page: Sources, origin: Origin) -> str:
    return "feed" if page.is_from_feed else origin.source


def _from_entry(page: Sources) -> Iterator[Instant]:
    if page.entry and page.entry.published_at and not IMPOSSIBLE & set(page.entry.flags):
        raw = page.entry.published_raw or ""
        yield Instant(page.entry.published_at, raw, "feed", "date_no_zone" not in page.entry.flags, True)


def _zoned(first: Instant, found: list[Instant], changes: Iterable[Instant]) -> Instant:
    if first.has_zone:
        return first
    clock = first.moment.replace(tzinfo=None, second=0, microsecond=0)
    for other in (*found, *changes):
        same = abs(other.moment.replace(tzinfo=None, second=0, microsecond=0) - clock) <= timedelta(minutes=1)
        if other.has_zone and same:
            return Instant(other.moment, first.raw, first.source, True, True)
    return next((each for each in found if each.has_zone and abs(each.moment - first.moment) < NEAR), first)


def modified(page: Sources, fetched_at: datetime) -> tuple[datetime | None, str | None]:
    """Return the instant of the last change that the page gives, else its feed entry's, and its source."""
    found = next(_modified(page, fetched_at), None)
    updated = page.entry.updated_at if page.entry else None
    return (found.moment, found.source) if found else (updated, "feed" if updated else None)


def _modified(page: Sources, fetched_at: datetime) -> Iterator[Instant]:
    for source, raw in said(page, "modified"):
        if each := _instant(source, raw, page, fetched_at):
            yield each


def _printed(text: str, page: Sources, fetched_at: datetime) -> Instant | None:
    """Return the instant in a line that readers see, such as "erstellt: 1. April 2025, 15:25"."""
    match = DAY.search(text)
    if not match:
        return None
    clock = match["clock"] or match["at"] or ""
    day = match["cjk"] or match["iso"] or match["figures"] or match["words"]
    if match["cjk"]:
        year, month, date, *rest = re.findall(r"\d+", day)
        day, clock = f"{year}-{int(month):02}-{int(date):02}", ":".join(rest)
    return _instant("printed", f"{day} {re.sub('[.h]', ':', clock, count=1)}".strip(), page, fetched_at)


def _instant(source: str, raw: str, page: Sources, fetched_at: datetime) -> Instant | None:
    tidy = re.sub(r"(:\d\d)\.\d+(?=$|Z|[+-]|\s)", r"\1", raw.strip())
    tidy = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\s+([+-]\d{2}:?\d{2})$", r"\1\2", tidy)
    tidy = re.sub(r"([+-]\d{2})$", r"\g<1>:00", tidy) if "T" in tidy or ":" in tidy else tidy
    reader = _reader(page)
    read = read_date(tidy, reader, fetched_at + timedelta(days=1))
    if read.moment is None or IMPOSSIBLE & set(read.flags):
        return None
    moment = read.moment if read.moment.tzinfo else read.moment.replace(tzinfo=zone_of(reader.timezone))
    zoned = "date_no_zone" not in read.flags or bool(reader.timezone)
    return Instant(moment, raw, source, zoned, bool(TIME_OF_DAY.search(tidy)))


def _reader(page: Sources) -> Feed:
    """Return the outlet as its feed describes it, with the language that the page declares where that is unset."""
    reader = page.feed or Feed("", "", "")
    said = next((code[:2].lower() for code in page.languages if code[:2].isalpha()), None)
    return reader if reader.language or not said else replace(reader, language=said)
