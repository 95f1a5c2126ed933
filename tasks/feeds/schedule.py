"""When to ask a feed again: pure rules over its state, its document and how the poll went."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

from tasks.errors import SitrepError, Transient
from tasks.feeds.parse import ParsedFeed
from tasks.records import FeedState, Page
from tasks.text import header

SHORTEST_S = 15 * 60
LONGEST_S = 24 * 3600
JITTER = 0.1


def after_success(state: FeedState, page: Page, parsed: ParsedFeed, now: datetime) -> FeedState:
    """Return the state after a poll whose document parsed: validators kept, failures forgotten, next time set."""
    interval = _interval_s(page, parsed)
    return replace(
        state,
        etag=header(page.headers, "etag"),
        last_modified=header(page.headers, "last-modified"),
        poll_interval_s=interval,
        next_poll_at=_allowed(_jittered(state.feed_url, now, interval), parsed),
        consecutive_failures=0,
        last_ok_at=now,
        last_code=None,
        retired_at=None,
    )


def after_unchanged(state: FeedState, now: datetime) -> FeedState:
    """Return the state after a 304: a success with nothing new."""
    interval = state.poll_interval_s or SHORTEST_S
    return replace(
        state,
        next_poll_at=_jittered(state.feed_url, now, interval),
        consecutive_failures=0,
        last_ok_at=now,
        last_code=None,
    )


def after_failure(state: FeedState, error: SitrepError, now: datetime) -> FeedState:
    """Return the state after a failed poll: backed off by doubling, never sooner than Retry-After; 410 retires."""
    failures = state.consecutive_failures + 1
    backoff = min(SHORTEST_S * 2 ** min(failures - 1, 10), LONGEST_S)
    asked = error.retry_after_s if isinstance(error, Transient) and error.retry_after_s else 0
    wait = max(backoff, min(asked, LONGEST_S))
    retired = now if error.http_status == 410 else state.retired_at
    return replace(
        state,
        next_poll_at=now + timedelta(seconds=wait),
        consecutive_failures=failures,
        last_code=error.code,
        retired_at=retired,
    )


def _interval_s(page: Page, parsed: ParsedFeed) -> int:
    hints = [_max_age_s(page), _expires_s(page), parsed.ttl_s, _observed_s(parsed)]
    said = [hint for hint in hints if hint]
    return int(min(max(min(said, default=3600), SHORTEST_S), LONGEST_S))


def _max_age_s(page: Page) -> float | None:
    match = re.search(r"max-age=(\d{1,9})", header(page.headers, "cache-control") or "")
    return float(match[1]) if match else None


def _expires_s(page: Page) -> float | None:
    try:
        expires = parsedate_to_datetime(header(page.headers, "expires") or "")
    except (ValueError, TypeError):
        return None
    aware = expires if expires.tzinfo else expires.replace(tzinfo=UTC)
    return max((aware - page.fetched_at).total_seconds(), 0.0) or None


def _observed_s(parsed: ParsedFeed) -> float | None:
    """Return half the median gap between the feed's own entries: often enough to miss none, no more."""
    moments = sorted(entry.published_at for entry in parsed.entries if entry.published_at)
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(moments) if b > a)
    return gaps[len(gaps) // 2] / 2 if gaps else None


def _jittered(feed_url: str, now: datetime, interval_s: int) -> datetime:
    """Return a time around the interval's end, spread by feed so that not all fall due at once."""
    share = int.from_bytes(hashlib.blake2b(f"{feed_url}{now:%j%H}".encode(), digest_size=2).digest()) / 65535
    return now + timedelta(seconds=interval_s * (1 - JITTER + 2 * JITTER * share))


def _allowed(moment: datetime, parsed: ParsedFeed) -> datetime:
    """Return the first moment from `moment` on that is in none of the hours and days that the feed excludes."""
    days = {day.lower() for day in parsed.skip_days}
    for _ in range(24 * 8):
        utc = moment.astimezone(UTC)
        if utc.hour not in parsed.skip_hours and utc.strftime("%A").lower() not in days:
            return moment
        moment = (utc + timedelta(hours=1)).replace(minute=0, second=0)
    return moment
