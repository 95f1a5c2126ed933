"""The database that `make demo` makes, made without the orchestrator: the same stages in the same order."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from spacy.language import Language

from sample_site import feeds, serve
from tasks import acquire, archive, articles, coding, isolate, warehouse
from tasks.feeds import parse
from tasks.fetch import Fetcher
from tasks.records import Article, Run
from tasks.settings import Settings

RECENT = timedelta(days=7)
RUN = "demo"


def build(folder: Path, pipeline: Language) -> Settings:
    """Ingest the sample site into `folder` and publish; return the settings to ask it with."""
    settings = Settings(data_dir=folder, allow_loopback=True, host_delay_s=0)
    with serve(0) as base, warehouse.writer(settings, RUN) as store:
        start = Run(RUN, "ingest", datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, "demo")
        store.start_run(start)
        store.sync_feeds(feeds(base))
        asyncio.run(_ingest(settings, store, pipeline))
        warehouse.publish(store)
    return settings


async def _ingest(settings: Settings, store: warehouse.Warehouse, pipeline: Language) -> None:
    with (
        archive.Writer(settings.warc_dir, RUN, settings.warc_max_bytes) as warc,
        isolate.Child(parse, wall_s=60, memory_mb=settings.parse_memory_mb) as parser,
        isolate.Child(articles.read, wall_s=60, memory_mb=settings.parse_memory_mb) as reader,
    ):
        async with Fetcher(settings) as fetcher:
            listed = store.feeds(datetime.now(UTC), due_only=False)
            polled = [
                await acquire.poll(feed, state, fetcher, warc, parser, RUN, settings.max_feed_items)
                for feed, state in listed
            ]
            entries = {entry.entry_id: entry for each in polled for entry in each.entries}
            store.record_polls(
                [replace(each.poll, n_new=len(each.entries)) for each in polled],
                [each.state for each in polled],
                list(entries.values()),
                [each.page for each in polled if each.page],
                [],
            )
            pending = [entry for entry, _ in store.pending(datetime.now(UTC))]
            captured = [await acquire.capture(entry, fetcher, warc, RUN, 0) for entry in pending]
        coder = coding.Coder(pipeline, reader)
        by_url = {feed.feed_url: feed for feed, _ in listed}
        for at in range(0, len(captured), settings.batch_size):
            group = captured[at : at + settings.batch_size]
            read = coding.read(group, by_url, coder, RUN)
            pairs = [(each.entry.entry_id, item) for each, item in zip(group, read, strict=True)]
            store.index_pages([each.page for each in group if each.page])
            store.load(coding.batch(pairs, _known(read, store), coder, RUN))


def _known(read: list, store: warehouse.Warehouse) -> coding.Known:  # type: ignore[type-arg]
    found = [item for item in read if isinstance(item, Article)]
    since = (min(item.published_at or item.fetched_at for item in found) - RECENT).astimezone(UTC).replace(tzinfo=None)
    versions = store.rows("article_versions", article_ids=[item.article_id for item in found])
    return coding.Known(
        {row["article_id"]: (row["version"], row["content_sha256"]) for row in versions},
        coding.story_keys(store.rows("recent_stories", since=since)),
        coding.happening_keys(store.rows("recent_happenings", since=since)),
    )
