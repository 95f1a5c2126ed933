"""When and where to ask a feed again: pure rules over its state, its document and how the poll went."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

from tasks.errors import SitrepError, Transient
from tasks.feeds.parse import ParsedFeed
from tasks.records import FeedEntry, FeedState, Page
from tasks.text import header

SHORTEST_S = 15 * 60
LONGEST_S = 24 * 3600
UNKNOWN_S = 3600
JITTER = 0.1
MOVES_NEEDED = 3
"""Good polls in a row that must tell of one and the same move before it is believed."""


def address(state: FeedState) -> str:
    """Return where to ask for the feed: at its own address, or where it has moved for good."""
    return state.asked_at or state.feed_url


def after_success(state: FeedState, page: Page, parsed: ParsedFeed, now: datetime) -> FeedState:
    """Return the state after a poll whose document parsed: validators kept, failures forgotten, next time set.

    A document that breaks off gives no validators: a 304 to them would hide the rest for good.
    """
    whole = all(reject.code != "feed_truncated" for reject in parsed.rejects)
    learned = replace(
        state,
        etag=header(page.headers, "etag") if whole else None,
        last_modified=header(page.headers, "last-modified") if whole else None,
        poll_interval_s=interval_s(parsed.ttl_s, page, parsed.entries, now),
        skip_hours=parsed.skip_hours,
        skip_days=tuple(day.lower() for day in parsed.skip_days),
        retired_at=None,
    )
    return _well(learned, page, learned.poll_interval_s or UNKNOWN_S, now)


def after_unchanged(state: FeedState, page: Page, now: datetime) -> FeedState:
    """Return the state after a 304: a success with nothing new, under the rules that the last document gave."""
    learned = state.poll_interval_s or UNKNOWN_S
    return _well(state, page, max(learned, interval_s(None, page, (), now, otherwise=0)), now)


def _well(state: FeedState, page: Page, interval: int, now: datetime) -> FeedState:
    return replace(
        _moved(state, page),
        next_poll_at=next_time(state, now, interval),
        consecutive_failures=0,
        last_ok_at=now,
        last_code=None,
    )


def _moved(state: FeedState, page: Page) -> FeedState:
    """Return `state` with what a good poll tells of a move from where the feed is asked now."""
    if page.moved_to is None or page.moved_to == address(state):
        return replace(state, moved_to=None, moved_seen=0)
    seen = state.moved_seen + 1 if page.moved_to == state.moved_to else 1
    if seen < MOVES_NEEDED:
        return replace(state, moved_to=page.moved_to, moved_seen=seen)
    asked_at = page.moved_to if page.moved_to != state.feed_url else None
    return replace(state, moved_to=None, moved_seen=0, asked_at=asked_at)


def after_failure(state: FeedState, error: SitrepError, now: datetime) -> FeedState:
    """Return the state after a failed poll: backed off by doubling, never sooner than Retry-After (24 hours at most).

    410 retires the feed. Where it is gone from the address that it moved to, its own is asked again instead.
    """
    asked = error.code != "host_busy"
    failures = state.consecutive_failures + asked
    backoff = min(SHORTEST_S * 2 ** min(max(failures - 1, 0), 10), LONGEST_S)
    patience = error.retry_after_s if isinstance(error, Transient) and error.retry_after_s else 0
    failed = replace(
        state,
        next_poll_at=next_time(state, now, max(backoff, min(patience, LONGEST_S))),
        consecutive_failures=failures,
        last_code=error.code,
    )
    if error.code == "gone" and address(state) != state.feed_url:
        return replace(failed, moved_to=None, moved_seen=0, asked_at=None)
    return replace(failed, retired_at=now) if error.http_status == 410 else failed


def interval_s(
    ttl_s: float | None, page: Page, entries: Sequence[FeedEntry], now: datetime, otherwise: int = UNKNOWN_S
) -> int:
    """Return the interval to poll at, 15 minutes to 24 hours.

    Not more often than its publisher asks (ttl or sy:updatePeriod, max-age, Expires: the longest of them), and not more
    often than the feed's own pace warrants; `otherwise` where nothing tells.
    """
    hints = [ttl_s, _max_age_s(page), _expires_s(page), _pace_s(entries, now)]
    longest = max((hint for hint in hints if hint), default=otherwise)
    return int(min(max(longest, SHORTEST_S), LONGEST_S))


def _max_age_s(page: Page) -> float | None:
    match = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", header(page.headers, "cache-control") or "", re.IGNORECASE)
    return float(match[1]) if match else None


def _expires_s(page: Page) -> float | None:
    """Return how long the answer keeps by Expires; max-age overrules it (RFC 9111, section 5.3)."""
    if _max_age_s(page) is not None:
        return None
    expires, sent = _date(page, "expires"), _date(page, "date") or page.fetched_at
    return max((expires - sent).total_seconds(), 0.0) if expires else None


def _date(page: Page, name: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header(page.headers, name) or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _pace_s(entries: Sequence[FeedEntry], now: datetime) -> float | None:
    """Return half the median gap between the feed's entries, and more when it has been silent for long.

    Half a gap misses little; an eighth of the silence lets a feed that has fallen asleep be asked once a day.
    """
    moments = sorted(entry.published_at for entry in entries if entry.published_at)
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(moments) if b > a)
    if not gaps:
        return None
    return max(gaps[len(gaps) // 2] / 2, (now - moments[-1]).total_seconds() / 8)


def next_time(state: FeedState, now: datetime, wait_s: float) -> datetime:
    """Return the moment `wait_s` after `now`, up to a tenth later so that not all feeds fall due at once.

    A wait within 24 hours stays there; hours and days that the feed excludes are passed over.
    """
    seed = f"{state.feed_url}{now:%j%H}".encode()
    share = int.from_bytes(hashlib.blake2b(seed, digest_size=2).digest()) / 65535
    spread = min(wait_s * (1 + JITTER * share), max(wait_s, LONGEST_S))
    return _allowed(now + timedelta(seconds=spread), state)


def _allowed(moment: datetime, state: FeedState) -> datetime:
    """Return the first moment from `moment` on in none of the excluded hours and days; `moment` where all are."""
    later = moment.astimezone(UTC)
    for _ in range(24 * 8):
        if later.hour not in state.skip_hours and f"{later:%A}".lower() not in state.skip_days:
            return later
        later = (later + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment
