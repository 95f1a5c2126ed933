"""What the runs that `bench.kills` kills are at: loading made-up articles, or polling and reading the sample site."""

import asyncio
import os
import re
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sample_site import feeds as sample_feeds
from tasks import acquire, archive, articles, events, isolate, replay, warehouse
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

ARTICLES, BATCH = 300, 25
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEED = Feed("http://news.example/rss", "Example", "news.example")


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


def _speaker(number: int) -> str:
    return f"{('Karim', 'Kerim')[number % 2]} Valiyev spoke for the Defence Ministry and the General Staff."


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
    # General Valiyev goes by two names, which merge for the two bodies named with both.
    text = f"Rebels killed 14 soldiers in town {number} on Thursday, the army said. " * 6 + _speaker(number)
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
        Entity(_who(article), "PERSON", f"{_who(article).title()} Valiyev", "COD"),
        Entity("ministry", "ORG", "Defence Ministry", "COD", "MIL"),
        Entity("staff", "ORG", "General Staff", "COD", "MIL"),
    )
    mentions = (
        *_mentions(article, "rebels", "Rebels", "group"),
        *_mentions(article, _who(article), f"{_who(article).title()} Valiyev", "name"),
        *_mentions(article, "ministry", "Defence Ministry", "name"),
        *_mentions(article, "staff", "General Staff", "name"),
    )
    return Coding(article.article_id, "coded", "bench", entities, mentions, tuple(reports), ())


def _who(article: Article) -> str:
    return "karim" if "Karim" in article.text else "kerim"


def _mentions(article: Article, entity_id: str, text: str, kind: Literal["name", "group"]) -> tuple[Mention, ...]:
    starts = [found.start() for found in re.finditer(text, article.text)]
    return tuple(
        Mention(f"{article.article_id}-{at}", article.article_id, entity_id, at, at + len(text), text, kind)
        for at in starts
    )


def _report(article: Article, at: int) -> Report:
    sentence = article.text.index("Rebels", 1)
    said = article.text.index("Valiyev") - len("Karim ")
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
        _who(article), f"{_who(article).title()} Valiyev", said, said + len("Karim Valiyev"), None, 0.8, "bench",
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
