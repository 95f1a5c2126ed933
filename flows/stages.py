"""What every flow of sitrep does alike: a run begun and ended, captures coded and loaded in batches, the telling."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import acreate_link_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from flows.common import mark_crashed, tag
from flows.progress import Progress
from tasks import acquire, archive, feeds, isolate, replay, tables, warehouse
from tasks.errors import ContractBroken
from tasks.fetch import Fetcher
from tasks.records import CODER_VERSION, Feed, Run, stable_id
from tasks.settings import Settings
from tasks.tables import Batch
from tasks.text import counted

COUNTS = {
    "n_feeds": "feeds asked",
    "n_feeds_failed": "feeds that failed",
    "n_entries": "entries offered",
    "n_loaded": "articles loaded",
    "n_known": "entries known already",
    "n_rejected": "entries rejected",
    "n_events": "reports of events",
}
OF_FEEDS = {"n_feeds", "n_feeds_failed"}

# As the tables of the UI show them: plain headings, and last what is too wide for the window.
HEALTH = (
    'source, verdict, last_code AS "last fault", n_polls AS polls, n_ok AS well, n_new AS "new entries", '
    "feed_url AS feed FROM feed_health"
)
SKIPPED = "stage, code AS reason, n AS times, example FROM rejects_by_reason LIMIT 50"


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run holds open: the network, the archive, the child that parses feeds, the warehouse."""

    settings: Settings
    run_id: str
    fetcher: Fetcher
    archive: archive.Writer
    feed_parser: isolate.Child
    warehouse: warehouse.Warehouse


@dataclass(frozen=True, slots=True)
class Taken:
    """Captures that make one batch, what they add to the run's counts before they are coded, and how far the work is.

    `done` is in the unit of the run's progress: entries, bytes or pages.
    """

    captured: tuple[acquire.Captured, ...]
    n_entries: int = 0
    n_known: int = 0
    done: int = 0


Work = Callable[[Run, Tools], Awaitable[Run]]
Load = Callable[[Sequence[acquire.Captured]], Batch]


@asynccontextmanager
async def _open_tools(settings: Settings, run_id: str) -> AsyncIterator[Tools]:
    """Open everything a run needs, and close it however the run ends."""
    async with AsyncExitStack() as stack:
        store = stack.enter_context(warehouse.writer(settings, run_id))
        yield Tools(
            settings,
            run_id,
            await stack.enter_async_context(Fetcher(settings)),
            stack.enter_context(archive.Writer(settings.warc_dir, run_id, settings.warc_max_bytes)),
            stack.enter_context(isolate.Child(feeds.parse, **settings.parse_limits)),
            store,
        )


async def carry_out(flow: str, run_id: str, settings: Settings, work: Work) -> Run:
    """Return the run called `run_id` once its `work` is done, checked and published.

    `work` gets the run as it begins and the tools, and returns the run with its counts. Raises `ContractBroken`:
    `disk`, `unbalanced`, and what the warehouse raises; the run is then written down as failed.
    """
    log = get_run_logger()
    enough_disk(settings)
    await tag(run_id)
    async with _open_tools(settings, run_id) as tools:
        run = Run(run_id, flow, datetime.now(UTC), None, "running", 0, 0, 0, 0, 0, 0, 0, CODER_VERSION)
        for dead in tools.warehouse.start_run(run):
            log.warning("run %s was found dead and is marked crashed; what it left is taken up now", dead)
            await mark_crashed("Killed; the next run took up what it left", run_id=dead)
        try:
            replay.recover(tools.warehouse)
            run = _balanced(await work(run, tools))
            tools.warehouse.learn_boilerplate()
            run = replace(run, state="completed", ended_at=datetime.now(UTC))
            tools.warehouse.finish_run(run)
            log.info("published %s", warehouse.publish(tools.warehouse, run_id).path)
        except BaseException as error:
            tools.warehouse.finish_run(replace(run, state="failed", ended_at=datetime.now(UTC), detail=_why(error)))
            raise
        await _tell(run, tools)
    return run


def _why(error: BaseException) -> str:
    """Return why a run ended, for its row in the warehouse; a signal's error has no text or a number for one."""
    return str(error) if isinstance(error, Exception) and str(error) else f"stopped by {type(error).__name__}"


def _balanced(run: Run) -> Run:
    if run.n_entries != run.n_loaded + run.n_known + run.n_rejected:
        raise ContractBroken("unbalanced", f"{counted(run.n_entries, 'entry', 'entries')}, but {summary(run)}")
    return run


# --- coding ----------------------------------------------------------------------------------------------------------


async def code_all(
    run: Run,
    taken: AsyncIterator[Taken],
    by_url: dict[str, Feed],
    tools: Tools,
    progress: Progress,
    replayed: replay.Period | None = None,
) -> Run:
    """Return the run with the counts of all that was `taken` in, coded and loaded batch by batch.

    The next batch is taken in while one is coded. `replayed` is set when captures are not just made: articles fetched
    in that period are about to be made again, and until they are, nothing is joined to what they told before.
    """
    load: Load | None = None
    number = 0
    ahead = asyncio.ensure_future(anext(taken, None))
    with ExitStack() as stack:
        stack.callback(lambda: ahead.cancel())
        while (batch := await ahead) is not None:
            ahead = asyncio.ensure_future(anext(taken, None))
            run = replace(run, n_entries=run.n_entries + batch.n_entries, n_known=run.n_known + batch.n_known)
            if batch.captured:
                load = load or await asyncio.to_thread(_loader, by_url, tools, replayed, stack)
                number += 1
                run = await code_batch(number, len(batch.captured), quote(run), quote(batch.captured), quote(load))
            await progress.advance(batch.done)
    return run


def _loader(by_url: dict[str, Feed], tools: Tools, replayed: replay.Period | None, stack: ExitStack) -> Load:
    """Return what codes and loads captures; what it needs is imported only now, as few scheduled runs have news."""
    get_run_logger().info("loading the language model")
    from tasks import articles, sharing
    from tasks.coding import Coder, code_apart
    from tasks.loading import load

    reader = stack.enter_context(isolate.Child(articles.read, **tools.settings.parse_limits))
    second = stack.enter_context(sharing.second(code_apart))
    return partial(load, feeds=by_url, coder=Coder.load(reader, second), store=tools.warehouse, replayed=replayed)


@task(task_run_name="code batch {number}, {size} pages", persist_result=False, cache_policy=NO_CACHE)
async def code_batch(number: int, size: int, run: Any, captured: Any, load: Any) -> Run:
    """Read, code and load one batch in one transaction; a batch that fails leaves nothing half loaded."""
    loaded: Batch = await asyncio.to_thread(load, captured)
    count = sum(outcome.state == "loaded" for outcome in loaded.outcomes)
    get_run_logger().info("%s loaded, %d rejected", counted(count, "article"), len(loaded.outcomes) - count)
    done: Run = replace(
        run,
        n_loaded=run.n_loaded + count,
        n_rejected=run.n_rejected + len(loaded.outcomes) - count,
        n_events=run.n_events + sum(len(coding.reports) for coding in loaded.codings),
    )
    return done


# --- telling ---------------------------------------------------------------------------------------------------------


def enough_disk(settings: Settings) -> None:
    """Raise `ContractBroken` (`disk`) when less than `min_free_bytes` is free where the data lies."""
    folder = next(each for each in (settings.data_dir, *settings.data_dir.resolve().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    if free < settings.min_free_bytes:
        raise ContractBroken("disk", f"{free:,} bytes free in {folder}, {settings.min_free_bytes:,} are wanted")


def summary(run: Run) -> str:
    """Return the run in one line."""
    asked = f"{_asked(run)}; " if run.flow == "ingest" else ""
    reports = counted(run.n_events, "event report")
    return f"{asked}{run.n_loaded} loaded, {run.n_known} known, {run.n_rejected} rejected; {reports}"


def _asked(run: Run) -> str:
    if not run.n_feeds:
        return "no feed was due"
    failed = f" ({run.n_feeds_failed} failed)" if run.n_feeds_failed else ""
    return f"{run.n_feeds - run.n_feeds_failed} of {counted(run.n_feeds, 'feed')}{failed}"


def reasons(run: Run, settings: Settings) -> str:
    """Return what the run skipped, counted by reason, as the end of a sentence; empty when it skipped nothing."""
    with warehouse.reading(settings) as ask:
        counted = [(row["code"], row["n"]) for row in ask("skipped_by_reason", run_id=run.run_id)]
    return "; skipped: " + ", ".join(f"{code} {n}" for code, n in counted) if counted else ""


async def _tell(run: Run, tools: Tools) -> None:
    counts = tables.row(run)
    names = [name for name in COUNTS if run.flow == "ingest" or name not in OF_FEEDS]
    lines = [{"what": COUNTS[name], "count": counts[name]} for name in names]
    await acreate_table_artifact(lines, key="run-summary", description=summary(run))
    why = warehouse.query(tools.settings, f"SELECT {SKIPPED}")
    reasons = [dict(zip(why.columns, row, strict=True)) for row in why.rows]
    await acreate_table_artifact(
        reasons, key="rejects", description="What was skipped in all runs so far, by stage and reason"
    )
    if run.flow == "ingest":
        await _tell_feeds(run, tools)
    await tell_snapshot(tools.settings.snapshot)


async def _tell_feeds(run: Run, tools: Tools) -> None:
    health = warehouse.query(tools.settings, f"SELECT {HEALTH}")
    rows = [dict(zip(health.columns, row, strict=True)) for row in health.rows]
    await acreate_table_artifact(rows, key="feed-health", description="How each feed has fared over all polls")
    with warehouse.reading(tools.settings) as ask:
        slowest = ask("slowest_feeds", run_id=run.run_id)
    if slowest:
        told = "The feeds that took longest in this run"
        await acreate_table_artifact(slowest, key="slowest-feeds", description=told)


async def tell_snapshot(path: Path) -> None:
    """Show where the published database lies, as an artifact."""
    await acreate_link_artifact(
        path.resolve().as_uri(),
        link_text=path.name,
        key="snapshot",
        description=f"The published database: {path.resolve()}",  # browsers follow no link from http to a file
    )


def new_run_id() -> str:
    """Return an id for a run that begins now: its UTC time, and what tells two in one second apart."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%dT%H%M%S}-{stable_id(now.isoformat())[:4]}"
