"""When and where a feed is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import Rejected, Transient
from tasks.feeds import schedule
from tasks.feeds.parse import ParsedFeed
from tasks.records import FeedEntry, FeedState, Page, Reject

NOW = datetime(2024, 5, 3, 12, 30, tzinfo=UTC)  # a Friday
URL = "https://example.org/feed"
STATE = FeedState(URL)
MINUTE, HOUR, DAY = 60, 3600, 86400


def page(moved_to=None, status=200, **headers):
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Page("p", URL, URL, "feed", NOW, status, "text/xml", None, pairs, b"", moved_to=moved_to)


def entries(*hours_ago):
    return tuple(
        FeedEntry(
            f"e{at}", URL, None, f"{URL}/{at}", f"{URL}/{at}", "T", "", None, (), NOW - timedelta(hours=hours), None, None,
            None, (), "h",
        )
        for at, hours in enumerate(hours_ago)
    )  # fmt: skip


def parsed(hours_ago=(), **more):
    return ParsedFeed("T", entries(*hours_ago), more.pop("rejects", ()), **more)


def wait_s(state, now=NOW):
    return (state.next_poll_at - now).total_seconds()


@pytest.mark.parametrize(
    ("headers", "document", "expected"),
    [
        ({}, {}, HOUR),
        ({}, {"ttl_s": 2 * HOUR}, 2 * HOUR),
        ({}, {"ttl_s": 60}, 15 * MINUTE),
        ({}, {"ttl_s": 30 * DAY}, DAY),
        ({"cache_control": "public, max-age=1800"}, {}, 30 * MINUTE),
        ({"cache_control": 'Max-Age = "1800"'}, {}, 30 * MINUTE),
        ({"cache_control": "max-age=0, no-cache"}, {}, HOUR),
        ({"cache_control": "s-maxage=7200, max-age=1800"}, {}, 30 * MINUTE),
        ({"expires": "Fri, 03 May 2024 14:30:00 GMT"}, {}, 2 * HOUR),
        ({"expires": "Fri, 03 May 2024 14:30:00 GMT", "date": "Fri, 03 May 2024 13:30:00 GMT"}, {}, HOUR),
        ({"expires": "Fri, 03 May 2024 14:30:00 GMT", "cache_control": "max-age=1200"}, {}, 20 * MINUTE),
        ({"expires": "-1"}, {}, HOUR),
        ({"expires": "Fri, 03 May 2019 14:30:00 GMT"}, {}, HOUR),
        ({}, {"hours_ago": (0, 1, 2, 3)}, 30 * MINUTE),
        ({}, {"hours_ago": (0, 0.1, 0.2)}, 15 * MINUTE),
        ({}, {"hours_ago": (8, 9, 10)}, HOUR),
        ({}, {"hours_ago": (24 * 30, 24 * 30 + 1)}, DAY),
        ({}, {"hours_ago": (0, 0, 0)}, HOUR),
        ({"cache_control": "max-age=300"}, {"hours_ago": (0, 4, 8), "ttl_s": 60}, 2 * HOUR),
        ({"cache_control": "max-age=7200"}, {"hours_ago": (0, 1, 2), "ttl_s": 60}, 2 * HOUR),
    ],
    ids=["nothing known", "ttl", "ttl too short", "ttl too long", "max-age", "max-age oddly written", "max-age 0",
         "a cache's own age", "Expires", "Expires by the server's clock", "max-age before Expires", "Expires -1",
         "Expires long ago", "hourly", "every 6 minutes", "quiet by night", "asleep for a month", "all at one moment",
         "pace beyond ttl", "max-age beyond pace"],
)  # fmt: skip
def test_interval(headers, document, expected):
    state = schedule.after_success(STATE, page(**headers), parsed(**document), NOW)
    assert state.poll_interval_s == expected
    assert expected <= wait_s(state) <= min(expected * 1.1, DAY)


def test_feeds_are_spread():
    waits = {wait_s(schedule.after_success(FeedState(f"{URL}{n}"), page(), parsed(), NOW)) // 30 for n in range(50)}
    assert len(waits) > 8


def test_a_good_poll_keeps_validators_as_they_are_and_forgets_failures():
    failed = replace(STATE, consecutive_failures=4, last_code="timeout", etag="old", last_modified="old")
    state = schedule.after_success(failed, page(etag='W/"a,b"', last_modified="yesterday"), parsed(), NOW)
    assert (state.etag, state.last_modified) == ('W/"a,b"', "yesterday")
    assert (state.consecutive_failures, state.last_code, state.last_ok_at) == (0, None, NOW)


def test_a_document_that_breaks_off_gives_no_validators():
    cut = Reject("r", None, "feeds", "feed_truncated", "")
    state = schedule.after_success(replace(STATE, etag="old"), page(etag='"new"'), parsed(rejects=(cut,)), NOW)
    assert state.etag is None


class TestUnchanged:
    def test_keeps_validators_and_the_interval_learned(self):
        known = replace(STATE, etag='"x"', poll_interval_s=2 * HOUR, consecutive_failures=2, last_code="dns")
        state = schedule.after_unchanged(known, page(status=304), NOW)
        assert (state.etag, state.poll_interval_s, state.consecutive_failures, state.last_code) == (
            '"x"',
            7200,
            0,
            None,
        )
        assert 2 * HOUR <= wait_s(state) <= 2.2 * HOUR

    def test_waits_longer_when_this_answer_says_so_but_does_not_keep_it(self):
        known = replace(STATE, poll_interval_s=HOUR)
        state = schedule.after_unchanged(known, page(status=304, cache_control="max-age=10800"), NOW)
        assert wait_s(state) >= 3 * HOUR and state.poll_interval_s == HOUR

    def test_keeps_to_the_hours_and_days_learned_from_the_document(self):
        told = parsed(skip_hours=(13, 14, 15), skip_days=("Saturday",))
        known = schedule.after_success(STATE, page(), told, NOW)
        state = schedule.after_unchanged(known, page(status=304), NOW)
        assert state.next_poll_at == datetime(2024, 5, 3, 16, tzinfo=UTC)
        late = schedule.after_unchanged(known, page(status=304), NOW.replace(hour=23))
        assert late.next_poll_at == datetime(2024, 5, 5, 0, tzinfo=UTC)


def test_every_hour_excluded_excludes_none():
    state = schedule.after_success(STATE, page(), parsed(skip_hours=tuple(range(24))), NOW)
    assert HOUR <= wait_s(state) <= 1.1 * HOUR


@pytest.mark.parametrize(
    ("failures", "error", "least_s", "most_s"),
    [
        (0, Transient("timeout"), 15 * MINUTE, 17 * MINUTE),
        (1, Transient("timeout"), 30 * MINUTE, 33 * MINUTE),
        (3, Rejected("not_a_feed"), 2 * HOUR, 2.2 * HOUR),
        (40, Transient("dns"), DAY, DAY),
        (0, Transient("http_429", "", 5 * HOUR, 429), 5 * HOUR, 5.5 * HOUR),
        (0, Transient("http_503", "", 60, 503), 15 * MINUTE, 17 * MINUTE),
        (0, Transient("http_503", "", 10 * 365 * DAY, 503), DAY, DAY),
        (9, Transient("http_429", "", 60, 429), DAY, DAY),
    ],
    ids=["first", "second", "fourth", "forty-first", "Retry-After", "Retry-After sooner than the back-off",
         "Retry-After of ten years", "Retry-After after many"],
)  # fmt: skip
def test_failures_back_off_and_never_before_retry_after(failures, error, least_s, most_s):
    state = schedule.after_failure(replace(STATE, consecutive_failures=failures, etag="x"), error, NOW)
    assert least_s <= wait_s(state) <= most_s
    assert (state.consecutive_failures, state.last_code, state.etag) == (failures + 1, error.code, "x")


def test_a_feed_not_asked_for_its_hosts_sake_has_not_failed():
    state = schedule.after_failure(STATE, Transient("host_busy", "", 2 * HOUR), NOW)
    assert state.consecutive_failures == 0 and wait_s(state) >= 2 * HOUR


@pytest.mark.parametrize(("status", "retired"), [(410, True), (404, False), (403, False)])
def test_only_410_retires(status, retired):
    code = "gone" if status != 403 else "http_403"
    state = schedule.after_failure(replace(STATE, etag="x"), Rejected(code, http_status=status), NOW)
    assert (state.retired_at is not None, state.etag) == (retired, "x")


class TestMove:
    NEW = "https://new.example.org/feed"
    FURTHER = "https://further.example.org/feed"

    def polled(self, *moves, state=STATE):
        for move in moves:
            if isinstance(move, Exception):
                state = schedule.after_failure(state, move, NOW)
            elif move == "304":
                state = schedule.after_unchanged(state, page(self.NEW, status=304), NOW)
            else:
                state = schedule.after_success(state, page(move), parsed(), NOW)
        return state

    @pytest.mark.parametrize(
        ("moves", "asked"),
        [
            ([NEW], URL),
            ([NEW, NEW], URL),
            ([NEW, NEW, NEW], NEW),
            ([NEW, "304", "304"], NEW),
            ([NEW, NEW, None, NEW], URL),
            ([NEW, NEW, NEW + "2", NEW], URL),
            ([NEW, NEW, Rejected("not_a_feed")], URL),
            ([NEW, NEW, Rejected("not_a_feed"), NEW], NEW),
            ([NEW, NEW, NEW, None, None], NEW),
            ([NEW, NEW, NEW, Transient("timeout")], NEW),
            ([NEW, NEW, NEW, Rejected("gone", http_status=404)], URL),
            ([URL, URL, URL], URL),
            ([NEW, NEW, NEW, FURTHER, FURTHER], NEW),
            ([NEW, NEW, NEW, FURTHER, FURTHER, FURTHER], FURTHER),
            ([NEW, NEW, NEW, FURTHER, None, FURTHER, FURTHER], NEW),
            ([NEW, NEW, NEW, URL, URL, URL], URL),
        ],
        ids=["once", "twice", "three times", "unchanged counts", "not in a row", "not the same", "no feed there",
             "a fault between", "stays", "a fault there", "gone from there", "to itself", "on from there, twice", "on from there", "on from there, not in a row", "back again"],
    )  # fmt: skip
    def test_is_believed_after_three_good_polls(self, moves, asked):
        assert schedule.address(self.polled(*moves)) == asked

    def test_410_at_the_new_address_asks_the_old_one_before_it_retires(self):
        gone = Rejected("gone", http_status=410)
        moved = self.polled(self.NEW, self.NEW, self.NEW, gone)
        assert moved.retired_at is None and schedule.address(moved) == URL
        assert self.polled(gone, state=moved).retired_at == NOW


@given(
    st.integers(0, 10**9), st.integers(0, 2**31), st.sets(st.integers(0, 23), max_size=23), st.datetimes(),
)  # fmt: skip
def test_next_time_is_never_sooner_and_never_in_an_excluded_hour(wait, name, hours, now):
    now = now.replace(year=2024, tzinfo=UTC)
    state = FeedState(f"{URL}{name}", skip_hours=tuple(hours))
    wait = min(wait, DAY)
    moment = schedule.next_time(state, now, wait)
    assert now + timedelta(seconds=wait) <= moment <= now + timedelta(days=2)
    assert moment.hour not in hours
