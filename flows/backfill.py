"""The backfill flow: the pages of WARC files, whoever wrote them, through the same stages as those of the feeds."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from prefect import State, flow
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import Field

from flows.common import plainly, writing
from flows.progress import Progress
from flows.stages import Taken, Tools, carry_out, code_all, new_run_id, reasons, summary
from tasks import archive, replay
from tasks.feeds import listing
from tasks.records import Run
from tasks.replay import NOTHING
from tasks.settings import Settings

Files = Annotated[list[Path], Field(min_length=1)]


def _name() -> str:
    first, *more = flow_run.parameters["files"]
    return f"backfill {Path(first).name}" + (f" and {len(more)} more" if more else "")


@flow(name="backfill", flow_run_name=_name, validate_parameters=True)
@plainly
async def backfill(files: Files, database: Path | None = None, feeds_file: Path | None = None) -> State[Run]:
    """Take in the pages of WARC files: Common Crawl's CC-NEWS, those of wget, our own.

    Captures are copied into our archive unless they lie there. Running it again, after a kill or not, loads nothing
    twice. From our own files the feeds' entries are read first, so that the warehouse is rebuilt by naming them all.
    Fails before anything is written when a file is missing or no WARC file.

    Args:
        files: Paths of WARC files (.warc or .warc.gz) on the machine where the worker runs
        database: Path of the published database, where it is not that of sitrep.toml
        feeds_file: Feed list that names and describes the outlets, where it is not that of sitrep.toml
    """
    for path in files:
        archive.check(path)
    settings = Settings.configured(database, feeds_file)

    async def work(run: Run, tools: Tools) -> Run:
        # Ours and Common Crawl's are named after their time: an older page must not come after a newer one.
        return await _work(run, tools, sorted(files, key=lambda path: path.name))

    async with writing():
        run = await carry_out("backfill", new_run_id(), settings, work)
    return Completed(message=f"{summary(run)}{reasons(run, settings)}", data=run)


async def _work(run: Run, tools: Tools, files: list[Path]) -> Run:
    feeds = replay.by_address(listing.read(tools.settings.feeds_file), tools.warehouse.kept_feeds())
    documents, captured = await asyncio.to_thread(replay.survey, filter(archive.is_ours, files))
    of_ours = {each.feed_url: feeds[each.feed_url] for each in documents if each.feed_url in feeds}
    tools.warehouse.keep_feeds(of_ours.values())
    opened = (tools.feed_parser, tools.archive, tools.warehouse)
    await asyncio.to_thread(replay.replay_feeds, documents, captured, feeds, *opened)
    total = sum(path.stat().st_size for path in files)
    async with Progress("backfill", "WARC files read, coded and loaded", total) as progress:
        return await code_all(run, _taken(files, tools), feeds, tools, progress, NOTHING)


async def _taken(files: list[Path], tools: Tools) -> AsyncIterator[Taken]:
    """Yield what the files hold, batch by batch, every capture on disk in our archive."""
    size = tools.settings.batch_size
    seen: set[str] = set()
    for path in files:
        groups = archive.groups(archive.records(path, max_bytes=tools.settings.max_page_bytes))
        at = 0
        while group := await asyncio.to_thread(next, groups, None):
            admitted = await asyncio.to_thread(replay.admit, group, path, tools.archive, tools.warehouse, seen)
            for start in range(0, len(admitted.captured), size):
                batch = admitted.captured[start : start + size]
                yield Taken(batch, n_entries=len(batch))
            end = replay.end_of(group[-1])
            yield Taken((), n_entries=admitted.n_known, n_known=admitted.n_known, done=end - at)
            at = end
