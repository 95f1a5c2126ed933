"""The ingest flow: feeds polled, new pages captured, read and coded, loaded, checked, published."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger, task
from prefect.artifacts import acreate_progress_artifact, acreate_table_artifact, aupdate_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed
from prefect.utilities.annotations import quote

from tasks import acquire, archive, articles, coding, events, feeds, isolate, tables, warehouse
from tasks.errors import ContractBroken
from tasks.feeds import listing
from tasks.fetch import Fetcher
from tasks.records import Article, Feed, FeedEntry, FeedState, Reject, Run, stable_id
from tasks.settings import Settings

RECENT = timedelta(days=7)  # how far back stories and happenings are joined
POLLED_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run holds open: the network, the archive, the parsing children, the warehouse, the coder."""

    settings: Settings
    run_id: str
    fetcher: Fetcher
    archive: archive.Writer
    feed_parser: isolate.Child
    page_reader: isolate.Child
    warehouse: warehouse.Warehouse


@asynccontextmanager
async def open_tools(settings: Settings, run_id: str) -> AsyncIterator[Tools]:
    """Open everything a run needs, and close it however the run ends."""

    def child(function: Callable[..., Any]) -> isolate.Child:
        return isolate.Child(function, wall_s=settings.parse_wall_s, memory_mb=settings.parse_memory_mb)

    async with AsyncExitStack() as stack:
        store = stack.enter_context(warehouse.writer(settings, run_id))
        yield Tools(
            settings,
            run_id,
            await stack.enter_async_context(Fetcher(settings)),
            stack.enter_context(archive.Writer(settings.warc_dir, run_id, settings.warc_max_bytes)),
            stack.enter_context(child(feeds.parse)),
            stack.enter_context(child(articles.read)),
            store,
        )


@flow(name="ingest", flow_run_name="ingest {run_id}", log_prints=False)
async def ingest(run_id: str, settings: Settings, due_only: bool = True) -> State[Run]:
    """Take in what the feeds offer.

    `run_id` names the run; `due_only` asks only feeds whose time has come. Ends Failed when the contract is broken
    (another run active, disk full, a check failed) or when no feed at all could be reached.
    """
    log = get_run_logger()
    enough_disk(settings)
    async with open_tools(settings, run_id) as tools:
        run = Run(run_id, "ingest", datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, events.CODER_VERSION)
        for dead in tools.warehouse.start_run(run):
            log.warning("run %s was found dead and is marked crashed; what it left is taken up now", dead)
        try:
            run = await _work(run, tools, due_only)
            tools.warehouse.finish_run(run)
            log.info("published %s", warehouse.publish(tools.warehouse))
        except BaseException as error:
            tools.warehouse.finish_run(replace(run, state="failed", ended_at=datetime.now(UTC), detail=str(error)))
            raise
        await _tell(run, tools)
    return Completed(message=summary(run), data=run)


async def _work(run: Run, tools: Tools, due_only: bool) -> Run:
    log = get_run_logger()
    _recover(tools)
    listed = listing.read(tools.settings.feeds_file)
    tools.warehouse.sync_feeds(listed)
    asked = tools.warehouse.feeds(datetime.now(UTC), due_only=due_only)
    run = await _poll_all(run, asked, tools)
    pending = tools.warehouse.pending(run.started_at)
    log.info("%d feeds asked, %d failed; %d new entries", run.n_feeds, run.n_feeds_failed, len(pending))
    # What a dead run left over is an entry of this run, offered again or not.
    run = replace(run, n_entries=run.n_known + len(pending))
    run = await _code_all(run, pending, {feed.feed_url: feed for feed in listed}, tools)
    if run.n_entries != run.n_loaded + run.n_known + run.n_rejected:
        raise ContractBroken("unbalanced", f"{run.n_entries} entries, but {summary(run)}")
    if run.n_feeds and run.n_feeds == run.n_feeds_failed:
        raise ContractBroken("no_feed_reached", f"all {run.n_feeds} feeds failed; is the network up?")
    return replace(run, state="completed", ended_at=datetime.now(UTC))


def _recover(tools: Tools) -> None:
    """Index what a run that was killed had captured but not told the warehouse."""
    ends = tools.warehouse.indexed_warc()
    for path in sorted(tools.settings.warc_dir.glob("*.warc.gz")):
        start = ends.get(path.name, 0)
        if path.stat().st_size > start:
            tools.warehouse.index_pages(list(archive.scan(path, start)))


# --- polling ---------------------------------------------------------------------------------------------------------


async def _poll_all(run: Run, asked: Sequence[tuple[Feed, FeedState]], tools: Tools) -> Run:
    for at in range(0, len(asked), POLLED_TOGETHER):
        group = asked[at : at + POLLED_TOGETHER]
        polled = await asyncio.gather(
            *(poll(feed.source, quote(feed), quote(state), quote(tools)) for feed, state in group)
        )
        run = _recorded(run, polled, tools)
    return run


@task(task_run_name="poll {source}", persist_result=False, cache_policy=NO_CACHE)
async def poll(source: str, feed: Any, state: Any, tools: Any) -> acquire.Polled:
    """Ask one feed; a fault of the feed is part of the answer, not an error."""
    settings = tools.settings
    return await acquire.poll(
        feed, state, tools.fetcher, tools.archive, tools.feed_parser, tools.run_id, settings.max_feed_items
    )


def _recorded(run: Run, polled: Sequence[acquire.Polled], tools: Tools) -> Run:
    offered = {entry.entry_id: entry for each in polled for entry in each.entries}
    known = tools.warehouse.known(offered)
    dealt_with = tools.warehouse.known(offered, due_by=run.started_at)
    elsewhere = tools.warehouse.offered_elsewhere(offered.values()) - known
    first_seen = feeds.once(
        entry for each in polled for entry in each.entries if entry.entry_id not in known | elsewhere
    )
    new = {entry.entry_id for entry in first_seen}
    polls = [
        replace(
            each.poll,
            n_known=sum(entry.entry_id not in new for entry in each.entries),
            n_new=sum(entry.entry_id in new for entry in each.entries),
        )
        for each in polled
    ]
    pages = [each.page for each in polled if each.page]
    rejects = [reject for each in polled for reject in each.rejects]
    tools.warehouse.record_polls(polls, [each.state for each in polled], first_seen, pages, rejects)
    failed = sum(each.poll.outcome in ("failed", "retired") for each in polled)
    return replace(
        run,
        n_feeds=run.n_feeds + len(polled),
        n_feeds_failed=run.n_feeds_failed + failed,
        n_known=run.n_known + len(dealt_with) + len(offered.keys() - known - new),
    )


# --- coding ----------------------------------------------------------------------------------------------------------

Pending = Sequence[tuple[FeedEntry, tuple[str, int] | None]]


async def _code_all(run: Run, pending: Pending, by_url: dict[str, Feed], tools: Tools) -> Run:
    size = tools.settings.batch_size
    groups = [pending[at : at + size] for at in range(0, len(pending), size)]
    if not groups:
        return run
    progress = await acreate_progress_artifact(0.0, key="ingest-progress", description="Entries coded and loaded")
    coder = await asyncio.to_thread(coding.Coder.load, tools.page_reader)
    ahead = asyncio.create_task(_capture(groups[0], tools))
    for number, _ in enumerate(groups):
        captured = await ahead
        if number + 1 < len(groups):  # the network works on the next batch while this one is coded
            ahead = asyncio.create_task(_capture(groups[number + 1], tools))
        name = f"{number + 1} of {len(groups)}"
        run = await code_batch(name, quote(run), quote(captured), quote(by_url), quote(coder), quote(tools))
        await aupdate_progress_artifact(progress, 100 * (number + 1) / len(groups))
    return run


async def _capture(group: Pending, tools: Tools) -> list[acquire.Captured]:
    settings = tools.settings

    async def one(entry: FeedEntry, place: tuple[str, int] | None) -> acquire.Captured:
        if place:
            return acquire.Captured(entry, archive.read(settings.warc_dir, *place), None)
        return await acquire.capture(entry, tools.fetcher, tools.archive, tools.run_id, settings.retries)

    return list(await asyncio.gather(*(one(entry, place) for entry, place in group)))


@task(task_run_name="code batch {name}", persist_result=False, cache_policy=NO_CACHE)
async def code_batch(name: str, run: Any, captured: Any, by_url: Any, coder: Any, tools: Any) -> Run:
    """Read, code and load one batch in one transaction; a batch that fails leaves nothing half loaded."""
    loaded = await asyncio.to_thread(_load, captured, by_url, coder, tools)
    count = sum(outcome.state == "loaded" for outcome in loaded.outcomes)
    get_run_logger().info("batch %s: %d articles, %d rejected", name, count, len(loaded.outcomes) - count)
    done: Run = replace(
        run,
        n_loaded=run.n_loaded + count,
        n_rejected=run.n_rejected + len(loaded.outcomes) - count,
        n_events=run.n_events + coding.n_events(loaded.codings),
    )
    return done


def _load(captured: list[acquire.Captured], by_url: dict[str, Feed], coder: coding.Coder, tools: Tools) -> tables.Batch:
    pages = [each.page for each in captured if each.page]
    read = coding.read(captured, by_url, coder, tools.run_id)
    pairs: list[tuple[str, Article | Reject]] = [
        (each.entry.entry_id, item) for each, item in zip(captured, read, strict=True)
    ]
    batch = acquire.settled(coding.batch(pairs, _known(read, tools.warehouse), coder, tools.run_id), captured)
    tools.warehouse.index_pages(pages)
    tools.warehouse.load(batch)
    return batch


def _known(read: Sequence[Article | Reject], store: warehouse.Warehouse) -> coding.Known:
    found = [item for item in read if isinstance(item, Article)]
    moments = [item.published_at or item.fetched_at for item in found]
    since = (min(moments, default=datetime.now(UTC)) - RECENT).astimezone(UTC).replace(tzinfo=None)
    versions = store.rows("article_versions", article_ids=[item.article_id for item in found])
    return coding.Known(
        {row["article_id"]: (row["version"], row["content_sha256"]) for row in versions},
        coding.story_keys(store.rows("recent_stories", since=since)),
        coding.happening_keys(store.rows("recent_happenings", since=since)),
    )


# --- telling ---------------------------------------------------------------------------------------------------------


def enough_disk(settings: Settings) -> None:
    """Raise `ContractBroken` (`disk`) when less than `min_free_bytes` is free where the data lies."""
    folder = next(each for each in (settings.data_dir, *settings.data_dir.resolve().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    if free < settings.min_free_bytes:
        raise ContractBroken("disk", f"{free:,} bytes free in {folder}, {settings.min_free_bytes:,} are wanted")


def summary(run: Run) -> str:
    """Return the run in one line."""
    return (
        f"{run.n_feeds - run.n_feeds_failed} of {run.n_feeds} feeds; {run.n_loaded} loaded, {run.n_known} known, "
        f"{run.n_rejected} rejected; {run.n_events} event reports"
    )


async def _tell(run: Run, tools: Tools) -> None:
    lines = [{"what": name, "count": value} for name, value in tables.row(run).items() if name.startswith("n_")]
    await acreate_table_artifact(lines, key="run-summary", description=summary(run))
    health = warehouse.query(tools.settings, "SELECT source, verdict, n_polls, n_ok, n_new, last_code FROM feed_health")
    rows = [dict(zip(health.columns, row, strict=True)) for row in health.rows]
    await acreate_table_artifact(rows, key="feed-health", description="How each feed has fared over all polls")
    why = warehouse.query(tools.settings, "SELECT stage, code, n, example FROM rejects_by_reason LIMIT 50")
    reasons = [dict(zip(why.columns, row, strict=True)) for row in why.rows]
    await acreate_table_artifact(reasons, key="rejects", description="What was skipped, by stage and reason")


def new_run_id() -> str:
    """Return an id for a run that begins now: its UTC time, and what tells two in one second apart."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%dT%H%M%S}-{stable_id(now.isoformat())[:4]}"


@flow(name="ingest-scheduled", flow_run_name="scheduled ingest")
async def ingest_scheduled(data_dir: str = "data", feeds_file: str | None = None, due_only: bool = True) -> State[Any]:
    """Run `ingest` with settings from `sitrep.toml` and the environment: what the schedule calls.

    `data_dir` is the data folder, `feeds_file` a feed list other than the configured one.
    """
    given: dict[str, Any] = {"data_dir": Path(data_dir)} | ({"feeds_file": Path(feeds_file)} if feeds_file else {})
    run: Run = await ingest(new_run_id(), Settings(**given), due_only)  # type: ignore[assignment]
    return Completed(message=summary(run))
