"""The ingest flow: feeds polled, new pages captured, read and coded, loaded, checked, published."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed
from prefect.utilities.annotations import quote

from flows import alerts
from flows.common import named, plainly, settings_of, writing
from flows.progress import Progress
from flows.stages import Taken, Tools, carry_out, code_all, new_run_id, summary
from tasks import acquire, archive, feeds
from tasks.errors import ContractBroken
from tasks.feeds import listing
from tasks.records import Feed, FeedEntry, FeedState, Run
from tasks.settings import Settings
from tasks.text import counted, redacted


@flow(name="ingest", flow_run_name="ingest {run_id}", log_prints=False)
@plainly
async def ingest(run_id: str, settings: Settings, due_only: bool = True) -> State[Run]:
    """Take in what the feeds offer.

    `run_id` names the run; `due_only` asks only feeds whose time has come. Ends Failed when the contract is broken
    (another run active, disk full, a check failed) or when no feed could be read and the network seems to be down.
    """
    run = await _ingested(run_id, settings, due_only)
    return Completed(message=summary(run), data=run)


async def _ingested(run_id: str, settings: Settings, due_only: bool) -> Run:
    async def work(run: Run, tools: Tools) -> Run:
        return await _work(run, tools, due_only)

    return await carry_out("ingest", run_id, settings, work)


async def _work(run: Run, tools: Tools, due_only: bool) -> Run:
    log = get_run_logger()
    named = {redacted(feed.feed_url): feed for feed in listing.read(tools.settings.feeds_file)}
    listed = [replace(feed, feed_url=url) for url, feed in named.items()]  # credentials stay in the feed list
    tools.warehouse.sync_feeds(listed)
    asked = tools.warehouse.feeds(datetime.now(UTC), due_only=due_only)
    run, faults = await _poll_all(run, asked, {url: feed.feed_url for url, feed in named.items()}, tools)
    pending = tools.warehouse.pending(run.started_at)
    told = (counted(run.n_feeds, "feed"), run.n_feeds_failed, counted(len(pending), "entry", "entries"))
    log.info("%s asked, %d failed; %s to take in", *told)
    # What a dead run left over is an entry of this run, offered again or not.
    run = replace(run, n_entries=run.n_known + len(pending))
    async with Progress("ingest", "entries coded and loaded", len(pending)) as progress:
        run = await code_all(run, _captured(pending, tools), {feed.feed_url: feed for feed in listed}, tools, progress)
    if _none_read(run) and _is_cut_off(asked, tools):
        why = ", ".join(f"{code} {count}" for code, count in faults.most_common())
        raise ContractBroken("no_feed_reached", f"no feed could be read ({why}); is the network up?")
    return run


def _none_read(run: Run) -> bool:
    return 0 < run.n_feeds == run.n_feeds_failed


def _is_cut_off(asked: Sequence[tuple[Feed, FeedState]], tools: Tools) -> bool:
    """Tell whether it is the network that failed: a feed that was well has, or none is well any more.

    Else only feeds were asked that failed before, whose time came again.
    """
    before = [state.consecutive_failures for _, state in asked]
    now = [state.consecutive_failures for _, state in tools.warehouse.feeds(datetime.now(UTC), due_only=False)]
    return not all(before) or all(now)


# --- polling ---------------------------------------------------------------------------------------------------------


async def _poll_all(
    run: Run, asked: Sequence[tuple[Feed, FeedState]], addresses: dict[str, str], tools: Tools
) -> tuple[Run, Counter[str]]:
    """Return the run with what all feeds brought, and how many feeds failed of what."""
    faults: Counter[str] = Counter()
    for at in range(0, len(asked), acquire.POLLED_TOGETHER):
        group = asked[at : at + acquire.POLLED_TOGETHER]
        states = await asyncio.gather(
            *(
                poll(feed.title, quote(feed), quote(state), quote(addresses.get(feed.feed_url)), quote(tools))
                for feed, state in group
            )
        )
        polled = [await state.aresult() for state in states]
        faults.update(str(each.poll.code) for each in polled if _has_failed(each))
        run = _recorded(run, polled, tools)
    return run, faults


def _has_failed(polled: acquire.Polled) -> bool:
    return polled.poll.outcome in ("failed", "retired")


@task(task_run_name="poll {title}", persist_result=False, cache_policy=NO_CACHE)
async def poll(title: str, feed: Any, state: Any, address: Any, tools: Any) -> State[acquire.Polled]:
    """Ask one feed; a fault of the feed is part of the answer, not an error."""
    settings = tools.settings
    polled = await acquire.poll(
        feed, state, tools.fetcher, tools.archive, tools.feed_parser, tools.run_id, settings.max_feed_items, address
    )
    if _has_failed(polled):
        get_run_logger().warning("the feed failed: %s", _why(polled))
    return Completed(name="Feed failed" if _has_failed(polled) else None, message=_why(polled), data=polled)


def _why(polled: acquire.Polled) -> str:
    """Return what came of asking a feed, in words."""
    if polled.poll.code:
        return f"{polled.poll.code}: {polled.rejects[0].detail}"
    if polled.poll.outcome == "unchanged":
        return "unchanged since it was last asked"
    return f"offers {counted(polled.poll.n_entries, 'entry', 'entries')}"


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
    failed = sum(map(_has_failed, polled))
    return replace(
        run,
        n_feeds=run.n_feeds + len(polled),
        n_feeds_failed=run.n_feeds_failed + failed,
        n_known=run.n_known + len(dealt_with) + len(offered.keys() - known - new),
    )


# --- capturing -------------------------------------------------------------------------------------------------------

Pending = Sequence[tuple[FeedEntry, tuple[str, int] | None]]


async def _captured(pending: Pending, tools: Tools) -> AsyncIterator[Taken]:
    """Yield the captures of the entries that wait, batch by batch, every one on disk."""
    size = tools.settings.batch_size
    for at in range(0, len(pending), size):
        group = pending[at : at + size]
        captured = await asyncio.gather(*(_capture(entry, place, tools) for entry, place in group))
        await asyncio.to_thread(tools.archive.sync)
        yield Taken(tuple(captured), done=len(group))


async def _capture(entry: FeedEntry, place: tuple[str, int] | None, tools: Tools) -> acquire.Captured:
    settings = tools.settings
    if place:
        return acquire.Captured(entry, archive.read(settings.warc_dir, *place), None)
    return await acquire.capture(entry, tools.fetcher, tools.archive, tools.run_id, settings.retries)


def _run_name() -> str:
    return named("ingest")


@flow(name="ingest-scheduled", flow_run_name=_run_name)
@plainly
async def ingest_scheduled(
    feeds_file: Path | None = None, due_only: bool = True, data_dir: Path | None = None
) -> State[Any]:
    """Ask the feeds, code what is new, publish the database: what the schedule runs.

    Args:
        feeds_file: A feed list other than the configured one
        due_only: Ask only the feeds whose time has come
        data_dir: Data folder, where it is not that of sitrep.toml
    """
    settings = settings_of(data_dir, feeds_file=feeds_file)
    with alerts.watched(settings):
        async with writing():
            run = await _ingested(new_run_id(), settings, due_only)
        if not _none_read(run):
            alerts.tell(alerts.INGESTED, "An ingest has succeeded")
    return Completed(message=summary(run))
