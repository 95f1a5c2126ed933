"""The recode flow: pages of the archive read and coded again, as after a change of the coder."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from prefect import State, flow, get_run_logger
from prefect.states import Completed

from flows.common import plainly, writing
from flows.progress import Progress
from flows.stages import Taken, Tools, carry_out, code_all, new_run_id, reasons, summary
from tasks import acquire, archive, replay
from tasks.errors import Rejected
from tasks.feeds import listing
from tasks.records import FeedEntry, Run
from tasks.replay import Period
from tasks.settings import Settings
from tasks.text import counted

Captures = Sequence[tuple[FeedEntry, tuple[str, int]]]


@flow(name="recode", flow_run_name="recode since {since}", validate_parameters=True)
@plainly
async def recode(
    since: date, until: date | None = None, database: Path | None = None, feeds_file: Path | None = None
) -> State[Run]:
    """Read and code again the pages fetched from `since` until before `until`; nothing is fetched.

    Each article's rows are replaced whole, events and entities that nothing tells of any more are deleted, and the
    database is checked and published. Killed half-way, it leaves every article either old or new; run it again.

    Args:
        since: First day whose pages are coded again, by when they were fetched, UTC
        until: First day whose pages are no longer coded again, UTC; empty for now
        database: Path of the published database, where it is not that of sitrep.toml
        feeds_file: Feed list that describes the outlets anew, where it is not that of sitrep.toml; the database knows
            those that it was fed from
    """
    period = Period(_midnight(since), _midnight(until) if until else datetime.now(UTC))
    if period.since >= period.until:
        raise Rejected("bad_period", f"nothing lies between {since} and {until or 'now'}; `since` must come first")
    settings = Settings.configured(database, feeds_file)

    async def work(run: Run, tools: Tools) -> Run:
        return await _work(run, tools, period)

    async with writing():
        run = await carry_out("recode", new_run_id(), settings, work)
    return Completed(message=f"{summary(run)}{reasons(run, settings)}", data=run)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def _work(run: Run, tools: Tools, period: Period) -> Run:
    captures = tools.warehouse.captures(period.since, period.until)
    get_run_logger().info("%s to code again", counted(len(captures), "page"))
    run = replace(run, n_entries=len(captures))
    feeds = replay.by_address(listing.read(tools.settings.feeds_file), tools.warehouse.kept_feeds())
    async with Progress("recode", "pages coded again", len(captures)) as progress:
        run = await code_all(run, _taken(captures, tools), feeds, tools, progress, period)
    tools.warehouse.tidy()
    return run


async def _taken(captures: Captures, tools: Tools) -> AsyncIterator[Taken]:
    size = tools.settings.batch_size
    for at in range(0, len(captures), size):
        group = captures[at : at + size]
        yield Taken(await asyncio.to_thread(_read, group, tools), done=len(group))


def _read(group: Captures, tools: Tools) -> tuple[acquire.Captured, ...]:
    folder = tools.settings.warc_dir
    return tuple(acquire.Captured(entry, archive.read(folder, *place), None) for entry, place in group)
