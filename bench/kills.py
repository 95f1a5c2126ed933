"""`python -m bench.kills [KILLS]`: runs killed at seeded moments, again and again, against uninterrupted ones.

Three series, each over as many runs as it takes: kills while 300 coded articles are loaded and published; the same with
a reader asking the snapshot all the while; kills while the sample site is polled, fetched, read and loaded.
"""

import asyncio
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bench.shared import console, tell
from sample_site import feeds as sample_feeds
from sample_site import serve
from tasks import acquire, archive, articles, events, isolate, replay, warehouse
from tasks.errors import SitrepError
from tasks.feeds import parse
from tasks.fetch import Fetcher
from tasks.records import (
    Article,
    Coding,
    Entity,
    EventPlace,
    Feed,
    FeedEntry,
    Happening,
    Mention,
    Page,
    Participant,
    Report,
    Run,
    Span,
    StoryArticle,
    Toll,
    stable_id,
)
from tasks.settings import Settings
from tasks.tables import Batch, Outcome
from tasks.text import digest

ARTICLES, BATCH, SEED = 300, 25, 20260101
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEED = Feed("http://news.example/rss", "Example", "news.example")
# What two runs over the same input share: all but ids and times of runs, and where in the archive a capture lies.
ALIKE = {
    "articles": "* EXCLUDE (run_id, fetched_at, page_id)",
    "entries": "* EXCLUDE (first_run_id, first_seen_at)",
    "entities": "*",
    "mentions": "*",
    "role_mentions": "*",
    "roles": "* EXCLUDE (first_seen_at, last_seen_at)",
    "entity_merges": "merge_id, entity_id, into_entity_id",
    "reports": "*",
    "report_places": "*",
    "participants": "*",
    "tolls": "*",
    "story_articles": "*",
    "stories": "* EXCLUDE (first_seen_at, last_seen_at)",
    "events": "*",
    "rejects": "* EXCLUDE (reject_id, run_id)",
}


@dataclass(frozen=True, slots=True)
class Series:
    """What came of a series of kills: how many runs were equal to an uninterrupted one, and what was broken."""

    kills: int
    runs: int
    equal: int
    broken: tuple[str, ...]
    queries: int = 0
    reader_errors: int = 0


Work = Callable[[Settings, str], None]


def main() -> None:
    """Measure and tell, after each series of what was found so far."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found: dict[str, Series] = {}
    with tempfile.TemporaryDirectory() as folder, serve(0) as base:
        found["load"] = series(Path(folder) / "load", load_run, kills, per_run=20)
        _tell(kills, found)
        found["load with a reader"] = series(
            Path(folder) / "reader", load_run, max(kills // 10, 1), per_run=10, reader=True
        )
        _tell(kills, found)
        found["acquisition"] = series(Path(folder) / "acquire", acquire_run, max(kills // 4, 1), per_run=4, base=base)
        _tell(kills, found)


def _tell(kills: int, found: dict[str, Series]) -> None:
    names = ("series", "kills", "runs", "equal", "broken", "queries", "reader errors")
    rows = [(name, s.kills, s.runs, s.equal, len(s.broken), s.queries, s.reader_errors) for name, s in found.items()]
    figures = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows}
    told = {"command": f"python -m bench.kills {kills}", "seed": SEED, "articles": ARTICLES, "compared": ALIKE}
    tell("kills", told | figures, rows, names)


def series(
    folder: Path, work: Work, kills: int, *, per_run: int | None = None, reader: bool = False, base: str = ""
) -> Series:
    """Kill runs of `work` so many times, each begun again until it ends; compare each end with an uninterrupted run.

    With `per_run`, a run is killed that often at most, at moments all over it, and then left to end.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.kills"])
    chance = random.Random(SEED)
    with warehouse.writer(_settings(folder / "empty"), "empty") as store:
        warehouse.publish(store)
    shutil.copytree(folder / "empty", folder / "clean")
    begin = time.monotonic()
    clean = _run_to_end(context, work, folder / "clean", base)
    whole_s = time.monotonic() - begin
    longest_s = 2 * whole_s / per_run if per_run else whole_s / 10
    done = equal = runs = queries = errors = 0
    broken: list[str] = []
    while done < kills:
        runs += 1
        data = folder / f"run-{runs}"
        shutil.copytree(folder / "empty", data)
        with ExitStack() as stack:
            asked = stack.enter_context(Reader(context, data)) if reader else None
            last = min(kills, done + per_run) if per_run else kills
            while done < last and _killed(context, work, data, base, chance.uniform(0, longest_s)):
                done += 1
                broken += _faults(data)
            found = _run_to_end(context, work, data, base)
        if asked:
            queries, errors = queries + asked.queries, errors + asked.errors
        equal += found == clean
        broken += _faults(data) + _twice(data)
        shutil.rmtree(data)
        console.print(f"{work.__name__}: {done} kills, {equal} of {runs} runs equal", style="dim")
    return Series(done, runs, equal, tuple(broken), queries, errors)


def _run_to_end(context: Any, work: Work, data: Path, base: str) -> dict[str, list[tuple[str, ...]]]:
    settings = _settings(data)
    process = context.Process(target=work, args=(settings, base))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"an uninterrupted run failed with exit code {process.exitcode}; see above")
    with duckdb.connect(str(settings.snapshot), read_only=True) as con:
        return {
            table: sorted(tuple(map(str, row)) for row in con.execute(f"SELECT {columns} FROM {table}").fetchall())
            for table, columns in ALIKE.items()
        }


def _killed(context: Any, work: Work, data: Path, base: str, after_s: float) -> bool:
    """Run `work` and kill it after so many seconds; return whether it was still at it."""
    process = context.Process(target=work, args=(_settings(data), base))
    process.start()
    process.join(after_s)
    alive = process.exitcode is None
    process.kill()
    process.join()
    return alive


def _settings(data: Path) -> Settings:
    return Settings(data_dir=data, allow_loopback=True, host_delay_s=0, min_free_bytes=0, batch_size=5)


def _faults(data: Path) -> list[str]:
    """Return the pages that were parsed and are in no WARC file."""
    log = data / "parsed"
    parsed = set(log.read_text().split()) if log.exists() else set()
    return [f"parsed but not kept: {page_id}" for page_id in parsed - {page.page_id for page in _captures(data)}]


def _twice(data: Path) -> list[str]:
    entries = [page.entry_id for page in _captures(data) if page.entry_id]
    return [f"captured twice: {each}" for each in set(entries) if entries.count(each) > 1]


def _captures(data: Path) -> list[Page]:
    return [page for path in sorted((data / "warc").glob("*.warc.gz")) for page in archive.scan(path)]


class Reader:
    """A process that asks the published snapshot without a pause, and counts what it was answered."""

    def __init__(self, context: Any, data: Path) -> None:
        self._counts = context.Array("q", 2)
        self._end = context.Event()
        self._process = context.Process(target=_ask, args=(data, self._counts, self._end))

    def __enter__(self) -> "Reader":
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._process.join()
        if self._process.exitcode:
            self._counts[1] += 1  # it ended by an error of another kind

    @property
    def queries(self) -> int:
        """Queries asked."""
        return int(self._counts[0])

    @property
    def errors(self) -> int:
        """Queries not answered."""
        return int(self._counts[1])


def _ask(data: Path, counts: Any, end: Any) -> None:
    while not end.is_set():
        counts[0] += 1
        try:
            warehouse.query(
                _settings(data), "SELECT count(*), max(published_at) FROM articles JOIN reports USING (article_id)"
            )
        except SitrepError:
            counts[1] += 1


# --- loading ----------------------------------------------------------------------------------------------------------


def load_run(settings: Settings, _: str) -> None:
    """Load what of the made-up articles is not loaded yet, publishing now and then, as a run would."""
    run_id = stable_id(time.time(), os.getpid())
    with warehouse.writer(settings, run_id) as store:
        run = Run(run_id, "ingest", datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, "bench")
        store.start_run(run)
        store.record_polls([], [], [_entry(number) for number in range(ARTICLES)], [], [])
        pending = [entry for entry, _ in store.pending(datetime.now(UTC) + timedelta(days=1))]
        for at in range(0, len(pending), BATCH):
            store.load(_coded([int(entry.title) for entry in pending[at : at + BATCH]], run_id))
            if at // BATCH % 4 == 3:
                warehouse.publish(store)
        store.finish_run(replace(run, state="completed", ended_at=datetime.now(UTC)))
        warehouse.publish(store)


def _entry(number: int) -> FeedEntry:
    url = f"http://news.example/{number}"
    published_at = NOW + timedelta(minutes=number)
    return FeedEntry(
        f"e{number}", FEED.feed_url, None, url, url, str(number), "", None, (), published_at, None, None, "en", (),
        digest(url),
    )  # fmt: skip


def _coded(numbers: list[int], run_id: str) -> Batch:
    found = [_article(number) for number in numbers]
    reports = [_report(article, at) for article in found for at in range(3)]
    return Batch(
        run_id=run_id,
        articles=tuple(found),
        codings=tuple(
            _coding(article, [r for r in reports if r.article_id == article.article_id]) for article in found
        ),
        stories=tuple((StoryArticle(a.article_id, a.article_id, "original", 1.0, "first"), bytes(512)) for a in found),
        # Ten articles in a row tell the same three happenings, across batches.
        happenings=tuple(Happening(f"ev{r.article_id[:-1]}-{r.position}", (r.report_id,)) for r in reports),
        outcomes=tuple(Outcome(f"e{number}", "loaded", f"a{number:04}") for number in numbers),
        rejects=(),
    )


def _article(number: int) -> Article:
    text = f"Rebels killed 14 soldiers in town {number} on Thursday, the army said. " * 6
    url, name = f"http://news.example/{number}", f"a{number:04}"
    return Article(
        article_id=name, version=1, url=url, canonical_url=url, source="news.example", feed_url=FEED.feed_url,
        entry_id=f"e{number}", page_id=None, title=f"Story {number}", title_from=None, authors=(), authors_from=None,
        agency=None, published_at=NOW + timedelta(minutes=number), published_raw=None, published_from=None,
        modified_at=None, fetched_at=NOW, language="en", language_from=None, dateline_place=None, dateline_date=None,
        dateline_agency=None, section=None, tags=(), image_url=None, is_paywalled=False, is_from_feed=False, flags=(),
        text=text, word_count=len(text.split()), content_sha256=digest(name, text),
    )  # fmt: skip


def _coding(article: Article, reports: list[Report]) -> Coding:
    entities = (
        Entity("rebels", "GROUP", "Rebels", "COD", "REB"),
        Entity("soldiers", "GROUP", "soldiers", "COD", "MIL"),
        Entity(f"town-{article.title}", "PLACE", article.title.replace("Story", "town"), "COD"),
    )
    mentions = tuple(
        Mention(f"{article.article_id}-{at}", article.article_id, "rebels", at, at + 6, "Rebels", "group")
        for at in range(0, len(article.text) - 6)
        if article.text.startswith("Rebels", at)
    )
    return Coding(article.article_id, "coded", "bench", entities, mentions, tuple(reports), ())


def _report(article: Article, at: int) -> Report:
    sentence = len(article.text) // 6
    start = at * sentence
    parties = (
        Participant("actor", "rebels", "Rebels", "COD", "REB", start, start + 6, "named"),
        Participant("recipient", "soldiers", "soldiers", "COD", "MIL", start + 17, start + 25, "named"),
    )
    name = article.title.replace("Story", "town")
    place = EventPlace(
        f"town-{article.title}", name, "COD", -1.7, 29.2, None, "town", start + 29, start + 29 + len(name)
    )
    toll = Toll("killed", 14, 14, "14 soldiers", "COD", "MIL", None, None, "event", start + 14, start + 25)
    return Report(
        f"{article.article_id}-r{at}", article.article_id, at, "ASSAULT", (), (), "actual", "killed", start + 7,
        start + 13, (Span(start, start + sentence - 1),), NOW.date(), "day", "weekday", None, None, (place,), parties,
        (toll,),
        None, None, None, None, None, 0.8, "bench",
    )  # fmt: skip


# --- acquisition ------------------------------------------------------------------------------------------------------


def acquire_run(settings: Settings, base: str) -> None:
    """Poll, fetch, read and load the sample site as the ingest flow does, with the coder left out."""
    asyncio.run(_acquire(settings, base))


async def _acquire(settings: Settings, base: str) -> None:
    run_id = stable_id(time.time(), os.getpid())
    os.environ["BENCH_PARSED"] = str(settings.data_dir / "parsed")
    listed = sample_feeds(base)
    with ExitStack() as stack:
        store = stack.enter_context(warehouse.writer(settings, run_id))
        writer = stack.enter_context(archive.Writer(settings.warc_dir, run_id, 40_000))
        parser = stack.enter_context(isolate.Child(parse, **settings.parse_limits))
        reader = stack.enter_context(isolate.Child(logged_read, **settings.parse_limits))
        run = Run(run_id, "ingest", datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, events.CODER_VERSION)
        store.start_run(run)
        replay.recover(store)
        store.sync_feeds(listed)
        async with Fetcher(settings) as fetcher:
            asked = store.feeds(datetime.now(UTC), due_only=False)
            polled = [await acquire.poll(f, s, fetcher, writer, parser, run_id, 1000) for f, s in asked]
            entries = {entry.entry_id: entry for each in polled for entry in each.entries}
            pages = [each.page for each in polled if each.page]
            states = [each.state for each in polled]
            store.record_polls([each.poll for each in polled], states, list(entries.values()), pages, [])
            pending = store.pending(datetime.now(UTC))
            for at in range(0, len(pending), settings.batch_size):
                group = [await _capture(*each, settings, fetcher, writer, run_id) for each in pending[at : at + 5]]
                writer.sync()
                store.load(_uncoded(group, {feed.feed_url: feed for feed in listed}, reader, run_id))
        store.finish_run(replace(run, state="completed", ended_at=datetime.now(UTC)))
        warehouse.publish(store)


async def _capture(
    entry: FeedEntry,
    place: tuple[str, int] | None,
    settings: Settings,
    fetcher: Fetcher,
    writer: archive.Writer,
    run_id: str,
) -> acquire.Captured:
    if place:
        return acquire.Captured(entry, archive.read(settings.warc_dir, *place), None)
    return await acquire.capture(entry, fetcher, writer, run_id, 0)


def logged_read(page: Page, entry: FeedEntry | None, feed: Feed | None) -> Article:
    """Read a page as `articles.read` does, once a file tells that it is about to be parsed."""
    with Path(os.environ["BENCH_PARSED"]).open("a") as log:
        log.write(f"{page.page_id}\n")
    return articles.read(page, entry, feed)


def _uncoded(captured: list[acquire.Captured], feeds: dict[str, Feed], reader: isolate.Child, run_id: str) -> Batch:
    read = [(each, reader.call(each.page, each.entry, feeds.get(each.entry.feed_url))) for each in captured]
    found = {article.article_id: article for _, article in read}
    return Batch(
        run_id=run_id,
        articles=tuple(found.values()),
        codings=tuple(Coding(name, "no_events", "bench", (), (), (), ()) for name in found),
        stories=(),
        happenings=(),
        outcomes=tuple(Outcome(each.entry.entry_id, "loaded", article.article_id) for each, article in read),
        rejects=(),
        pages=tuple(each.page for each in captured if each.page),
    )


if __name__ == "__main__":
    from bench import kills  # the processes that are killed must find what they run under its own name

    kills.main()
