"""What becomes of an entry whose page could not be had: when it is tried again, and what is told of it."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tasks import acquire, warehouse
from tasks.acquire import Captured
from tasks.errors import Transient
from tasks.feeds import ParsedFeed
from tasks.records import FeedState, Page
from tasks.settings import Settings
from tasks.tables import Outcome
from tests.test_warehouse import FEED, NOW, batch, entry


def why(number, code="timeout"):
    return acquire.reject(
        "r1", "fetch", Transient(code, "told"), url=f"http://u:secret@example.org/{number}", entry_id=f"e{number}"
    )


LATER = NOW + timedelta(minutes=15)
PAGE = acquire.from_feed(entry(3), "r1")
CAPTURED = [
    Captured(entry(1), None, why(1), 2, LATER),
    Captured(entry(2), None, why(2), 5),
    Captured(entry(3), PAGE, why(3, "robots"), 1),
    Captured(entry(4), PAGE, None),
]
OUTCOMES = (
    Outcome("e1", "rejected"), Outcome("e2", "rejected"), Outcome("e3", "loaded", "a1"), Outcome("e4", "loaded", "a1"),
)  # fmt: skip


def settled():
    return acquire.settled(replace(batch(), outcomes=OUTCOMES, rejects=(why(1), why(2))), CAPTURED)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (0, Outcome("e1", "pending", None, 2, LATER)),
        (1, Outcome("e2", "rejected", None, 5)),
        (2, Outcome("e3", "loaded", "a1", 1)),
        (3, Outcome("e4", "loaded", "a1")),
    ],
    ids=["to be tried again", "given up", "made from the feed", "had"],
)
def test_outcome(at, expected):
    assert settled().outcomes[at] == expected


def test_every_page_not_had_is_told_of_once():
    assert [each.entry_id for each in settled().rejects] == ["e1", "e2", "e3"]


def test_credentials_are_in_no_reject():
    assert "secret" not in repr(settled().rejects)


def test_an_entry_waits_for_its_time_and_is_known_until_then(tmp_path):
    with warehouse.writer(Settings(data_dir=tmp_path), "r1") as store:
        store.sync_feeds([FEED])
        store.record_polls([], [], [entry(n) for n in range(1, 5)], [], [])
        store.load(settled())
        assert store.pending(NOW) == []
        assert store.known(["e1", "e2", "e9"], due_by=NOW) == {"e1", "e2"}
        assert store.known(["e1", "e2", "e9"], due_by=LATER) == {"e2"}
        ((waiting, place),) = store.pending(LATER)
        assert (waiting.entry_id, waiting.attempts, place) == ("e1", 2, None)
        assert [check.name for check in store.check() if check.n_bad] == []


class Slow:
    """A fetcher and an archive that take no time, and a parser that takes half a second."""

    async def get(self, url, **_):
        return Page("p1", url, url, "feed", NOW, 200, "text/xml", None, (), b"<rss/>")

    def write(self, page):
        return page

    def sync(self):
        pass

    def call(self, *_):
        time.sleep(0.5)
        return ParsedFeed("Example", (), ())


def test_a_wait_for_the_parser_is_no_slowness_of_the_feed():
    slow = Slow()
    found = asyncio.run(acquire.poll(FEED, FeedState(FEED.feed_url), slow, slow, slow, "r1", 100))
    assert found.poll.outcome == "ok" and found.poll.duration_ms < 400
