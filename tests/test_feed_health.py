"""What polls have told of each feed, in one word and in plain words; OPML with folders in folders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks import inspect, warehouse
from tasks.feeds import listing
from tasks.records import Feed, FeedState, Page, Poll
from tasks.settings import Settings
from tests.test_feeds import item, parse, rss

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
LONG_AGO = "<pubDate>Mon, 01 Apr 2024 10:00:00 GMT</pubDate>"
LATELY = "<pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>"


def url(name):
    return f"https://example.org/{name}.xml"


def poll(name, number=1, outcome="ok", n_entries=2, n_new=2, ms=300):
    at = datetime(2024, 5, 3, 12, tzinfo=UTC) + timedelta(hours=number)
    code = None if outcome == "ok" else "timeout"
    return Poll(f"{name}{number}", "r1", url(name), at, ms, outcome, code, 200, 9, n_entries, 0, n_new, None)


def document(name, body=b"x"):
    return Page(
        f"p-{name}",
        url(name),
        url(name),
        "feed",
        NOW,
        200,
        None,
        None,
        (),
        body,
        url(name),
        None,
        "r1",
        f"{name}.warc.gz",
        1,
        1,
    )


OK_AT = datetime(2024, 5, 10, 12, tzinfo=UTC)
GOOD = FeedState("", last_ok_at=OK_AT)
# name: (state, polls, pubDate of its entries or None for no entries of its own)
FEEDS = {
    "well": (GOOD, [poll("well")], LATELY),
    "never": (FeedState(""), [], None),
    "failing": (
        replace(GOOD, consecutive_failures=2, last_code="timeout", last_ok_at=datetime(2024, 5, 3, 13, tzinfo=UTC)),
        [poll("failing"), poll("failing", 30, "failed"), poll("failing", 60, "failed")],
        LATELY,
    ),
    "moving": (replace(GOOD, moved_to="https://example.net/f", moved_seen=1), [poll("moving")], LATELY),
    "moved": (replace(GOOD, asked_at="https://example.net/f"), [poll("moved")], LATELY),
    "onward": (
        replace(GOOD, asked_at="https://example.net/f", moved_to="https://example.com/f", moved_seen=2),
        [poll("onward")],
        LATELY,
    ),
    "empty": (GOOD, [poll("empty", n_entries=0, n_new=0)], None),
    "copy": (GOOD, [poll("copy", n_new=0)], None),
    "twin": (GOOD, [poll("twin")], LATELY),
    "stale": (GOOD, [poll("stale")], LONG_AGO),
    "slow": (GOOD, [poll("slow", ms=20_000)], LATELY),
    "retired": (replace(GOOD, retired_at=OK_AT), [poll("retired")], LATELY),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("health"))
    with warehouse.writer(settings, "r1") as store:
        store.sync_feeds([Feed(url(name), name, name) for name in FEEDS])
        entries = [
            entry
            for number, (name, (_, _, date)) in enumerate(FEEDS.items())
            for entry in (parse(rss(item(number, more=date)), Feed(url(name), name, name)).entries if date else ())
        ]
        store.record_polls(
            [each for _, polls, _ in FEEDS.values() for each in polls],
            [replace(state, feed_url=url(name)) for name, (state, _, _) in FEEDS.items()],
            entries,
            [document(name, b"same" if name in ("slow", "twin") else name.encode()) for name in FEEDS],
            [],
        )
        warehouse.publish(store)
    return {source: words for source, words, _ in inspect.feed_verdicts(settings, NOW)}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("well", "well"),
        ("never", "never asked"),
        ("failing", "failing since 2024-05-04 (timeout, 2 times in a row, last well 2024-05-03)"),
        ("moving", "says it moves to https://example.net/f; followed when it has said so 3 times in a row"),
        ("moved", "moved: asked at https://example.net/f"),
        ("onward", "says it moves to https://example.com/f; followed when it has said so 3 times in a row"),
        ("empty", "empty: it answers, but offers nothing"),
        ("copy", "duplicates others: it brings nothing that they did not bring before"),
        ("twin", "duplicates https://example.org/slow.xml"),
        ("stale", "stale: nothing new since 2024-04-01"),
        ("slow", "slow: takes 20.0 s"),
        ("retired", "retired: gone or off the list since 2024-05-10"),
    ],
)
def test_verdicts_in_plain_words(verdicts, name, words):
    assert verdicts[name] == words


OPML = b"""<?xml version="1.0"?><opml version="1.0"><body>
 <outline text="News"><outline title="Caucasus"><outline text="A" xmlURL="https://a.org/f" htmlUrl="https://www.a.org/"/></outline>
  <outline text="B" xmlUrl="feed://b.org/f"/><outline text="B again" xmlUrl="http://b.org/f"/></outline>
 <outline text="C" xmlUrl="https://c.org/f" category="/Official/UN"/><outline text="bad" xmlUrl="javascript:x"/>
</body></opml>"""


def test_nested_folders_become_the_category_and_come_back():
    read = listing.read_opml(OPML)
    told = [(feed.title, feed.feed_url, feed.source, feed.category) for feed in read]
    assert told == [
        ("A", "https://a.org/f", "a.org", "News/Caucasus"),
        ("B again", "http://b.org/f", "b.org", "News"),
        ("C", "https://c.org/f", "c.org", "Official/UN"),
    ]
    again = listing.read_opml(listing.write_opml(read))
    assert [(f.title, f.feed_url, f.category) for f in again] == [(title, u, c) for title, u, _, c in told]
