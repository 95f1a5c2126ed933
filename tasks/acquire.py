"""From feed to captures: polling one feed, capturing one entry, with everything on disk before it is parsed."""

import asyncio
import html
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from tasks.archive import Writer
from tasks.errors import ContractBroken, Rejected, SitrepError, Transient
from tasks.feeds import ParsedFeed, schedule
from tasks.fetch import Fetcher
from tasks.isolate import Child
from tasks.records import Feed, FeedEntry, FeedState, Page, Poll, Reject, stable_id
from tasks.tables import Batch, Outcome
from tasks.text import plain_words, redacted

# Faults after which another try within a second or two may well succeed.
QUICKLY_OVER = {"connect", "truncated", "http_500", "http_502", "http_503", "http_504"}
DEFERRED = {"http_429", "http_503", "host_busy"}
# Links that no honest feed gives: nothing is made of their entries.
HOSTILE = {"private_address", "bad_scheme"}
POLLED_TOGETHER = 100
"""Feeds that are asked at once; a link that several of them offer is given to the first."""
MOST_ATTEMPTS = 5
FIRST_WAIT_S = 15 * 60
LEAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Polled:
    """How polling a feed went: the history row, its state from now on, and what it brought."""

    poll: Poll
    state: FeedState
    entries: tuple[FeedEntry, ...]
    rejects: tuple[Reject, ...]
    page: Page | None


@dataclass(frozen=True, slots=True)
class Captured:
    """An entry with its capture, or with the reason why its page could not be had, or with both.

    With both, the capture is made of what the feed gives. `attempts` counts the runs that asked in vain, this one
    included; `next_try_at` is set when the entry is to be tried again.
    """

    entry: FeedEntry
    page: Page | None
    reject: Reject | None
    attempts: int = 0
    next_try_at: datetime | None = None


async def poll(
    feed: Feed,
    state: FeedState,
    fetcher: Fetcher,
    archive: Writer,
    parser: Child,
    run_id: str,
    max_items: int,
    with_credentials: str | None = None,
) -> Polled:
    """Return what polling a feed brought; no fault of the feed raises, `ContractBroken` (a full disk) does.

    `with_credentials` is the feed's own address with its user name and password, where it has them; a place that the
    feed has moved to is not told them.
    """
    started_at, clock = datetime.now(UTC), time.monotonic()
    page: Page | None = None
    answered: float | None = None  # a wait for the parser is no slowness of the feed
    try:
        asked = schedule.address(state)
        page = await fetcher.get(
            with_credentials if with_credentials and asked == feed.feed_url else asked,
            kind="feed",
            etag=state.etag,
            last_modified=state.last_modified,
            feed_url=feed.feed_url,
            run_id=run_id,
        )
        answered = time.monotonic()
        if page.http_status == 304:
            unchanged = schedule.after_unchanged(state, page, started_at)
            return _polled(feed, unchanged, None, None, None, started_at, answered - clock, run_id, 304)
        page = archive.write(page)
        await asyncio.to_thread(archive.sync)
        parsed: ParsedFeed = await asyncio.to_thread(
            parser.call, page.body, feed, page.fetched_at, max_items, page.charset
        )
    except ContractBroken:
        raise
    except SitrepError as error:
        failed = schedule.after_failure(state, error, started_at)
        took_s = (answered or time.monotonic()) - clock
        return _polled(feed, failed, page, None, error, started_at, took_s, run_id, error.http_status)
    good = schedule.after_success(state, page, parsed, started_at)
    return _polled(feed, good, page, parsed, None, started_at, answered - clock, run_id, page.http_status)


def _polled(
    feed: Feed,
    state: FeedState,
    page: Page | None,
    parsed: ParsedFeed | None,
    error: SitrepError | None,
    started_at: datetime,
    took_s: float,
    run_id: str,
    http_status: int | None,
) -> Polled:
    entries = parsed.entries if parsed else ()
    poll_row = Poll(
        poll_id=stable_id("poll", run_id, feed.feed_url),
        run_id=run_id,
        feed_url=feed.feed_url,
        started_at=started_at,
        duration_ms=int(took_s * 1000),
        outcome=_outcome(state, error, parsed),
        code=error.code if error else None,
        http_status=http_status,
        size_bytes=len(page.body) if page else 0,
        n_entries=len(entries),
        n_known=0,
        n_new=0,
        page_id=page.page_id if page and page.warc_file else None,
    )
    rejects = tuple(replace(each, run_id=run_id) for each in parsed.rejects) if parsed else ()
    if error:
        rejects = (reject(run_id, "feeds", error, feed_url=feed.feed_url, url=feed.feed_url),)
    return Polled(poll_row, state, entries, rejects, page if page and page.warc_file else None)


def _outcome(
    state: FeedState, error: SitrepError | None, parsed: ParsedFeed | None
) -> Literal["ok", "unchanged", "deferred", "failed", "retired"]:
    if error is None:
        return "ok" if parsed else "unchanged"
    if state.retired_at:
        return "retired"
    return "deferred" if error.code in DEFERRED else "failed"


def reject(
    run_id: str,
    stage: Literal["feeds", "fetch", "archive", "articles"],
    error: SitrepError,
    *,
    feed_url: str | None = None,
    url: str | None = None,
    entry_id: str | None = None,
) -> Reject:
    """Return the row that tells why something was skipped."""
    where = redacted(url) if url else None
    reject_id = stable_id("reject", run_id, stage, error.code, feed_url, where, entry_id)
    return Reject(reject_id, run_id, stage, error.code, error.detail, feed_url, where, entry_id)


async def capture(entry: FeedEntry, fetcher: Fetcher, archive: Writer, run_id: str, retries: int) -> Captured:
    """Return the capture of an entry's page, written; the caller syncs the archive before anything parses it.

    An entry with its full content in the feed, or whose page cannot be had, becomes a capture of what the feed gives.
    After a fault that may pass it waits to be tried again, in all `MOST_ATTEMPTS` times.
    """
    if "full_content" in entry.flags:
        return Captured(entry, archive.write(from_feed(entry, run_id)), None)
    try:
        page = await _patiently(entry, fetcher, run_id, retries)
    except (Rejected, Transient) as error:
        return _in_vain(entry, error, archive, run_id)
    return Captured(entry, archive.write(page), None)


async def _patiently(entry: FeedEntry, fetcher: Fetcher, run_id: str, retries: int) -> Page:
    for attempt in range(retries + 1):
        try:
            return await fetcher.get(
                entry.url, kind="page", feed_url=entry.feed_url, entry_id=entry.entry_id, run_id=run_id
            )
        except Transient as error:
            if attempt == retries or error.retry_after_s or error.code not in QUICKLY_OVER:
                raise
            await asyncio.sleep(0.5 * 2**attempt)
    raise AssertionError("unreachable")


def _in_vain(entry: FeedEntry, error: Rejected | Transient, archive: Writer, run_id: str) -> Captured:
    why = reject(run_id, "fetch", error, feed_url=entry.feed_url, url=entry.url, entry_id=entry.entry_id)
    attempts = entry.attempts + (error.code != "host_busy")
    if isinstance(error, Transient) and attempts < MOST_ATTEMPTS:
        wait_s = max(FIRST_WAIT_S * 4 ** max(attempts - 1, 0), error.retry_after_s or 0)
        return Captured(entry, None, why, attempts, datetime.now(UTC) + timedelta(seconds=wait_s))
    enough = len(plain_words(entry.content or entry.summary)) >= LEAST_WORDS and error.code not in HOSTILE
    return Captured(entry, archive.write(from_feed(entry, run_id)) if enough else None, why, attempts)


def settled(batch: Batch, captured: Sequence[Captured]) -> Batch:
    """Return `batch` with what capturing adds: which entries are to be tried again, and why pages were not had."""
    by_entry = {each.entry.entry_id: each for each in captured}

    def settle(outcome: Outcome) -> Outcome:
        each = by_entry[outcome.entry_id]
        state = "pending" if each.next_try_at else outcome.state
        return replace(outcome, state=state, attempts=each.attempts, next_try_at=each.next_try_at)

    replaced = tuple(each.reject for each in captured if each.page and each.reject)
    return replace(batch, outcomes=tuple(map(settle, batch.outcomes)), rejects=(*batch.rejects, *replaced))


def from_feed(entry: FeedEntry, run_id: str) -> Page:
    """Return a capture made of what the feed says of an entry, as a small web page."""
    facts = {
        "og:title": entry.title,
        "author": "; ".join(entry.authors),
        "article:published_time": entry.published_at.isoformat() if entry.published_at else "",
    }
    head = "".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in facts.items() if value)
    language = f' lang="{entry.language}"' if entry.language else ""
    made = f"<html{language}><head>{head}</head><body>{entry.content or entry.summary}</body></html>"
    now = datetime.now(UTC)
    return Page(
        page_id=stable_id("page", entry.url, now.isoformat(), run_id),
        url=entry.url,
        final_url=entry.url,
        kind="entry",
        fetched_at=now,
        http_status=200,
        content_type="text/html",
        charset="utf-8",
        headers=(),
        body=made.encode("utf-8", "replace"),
        feed_url=entry.feed_url,
        entry_id=entry.entry_id,
        run_id=run_id,
    )
