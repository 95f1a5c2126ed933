"""The database that `make demo` makes, made without the orchestrator: the same stages in the same order."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from spacy.language import Language

from sample_site import feeds, serve
from tasks import acquire, archive, articles, coding, isolate, warehouse
from tasks.feeds import once, parse
from tasks.fetch import Fetcher
from tasks.loading import load
from tasks.records import Run
from tasks.settings import Settings

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
        isolate.Child(parse, **settings.parse_limits) as parser,
        isolate.Child(articles.read, **settings.parse_limits) as reader,
    ):
        async with Fetcher(settings) as fetcher:
            listed = store.feeds(datetime.now(UTC), due_only=False)
            polled = [
                await acquire.poll(feed, state, fetcher, warc, parser, RUN, settings.max_feed_items)
                for feed, state in listed
            ]
            entries = once(entry for each in polled for entry in each.entries)
            brought = {entry.entry_id for entry in entries}
            store.record_polls(
                [replace(each.poll, n_new=sum(entry.entry_id in brought for entry in each.entries)) for each in polled],
                [each.state for each in polled],
                entries,
                [each.page for each in polled if each.page],
                [],
            )
            pending = [entry for entry, _ in store.pending(datetime.now(UTC))]
            captured = [await acquire.capture(entry, fetcher, warc, RUN, 0) for entry in pending]
        warc.sync()
        coder = coding.Coder(pipeline, reader, None)
        by_url = {feed.feed_url: feed for feed, _ in listed}
        for at in range(0, len(captured), settings.batch_size):
            group = captured[at : at + settings.batch_size]
            load(group, by_url, coder, store)
