"""The captures of WARC files taken in: copied once, known again, skipped with a reason."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks import archive, replay, warehouse
from tasks.feeds import parse
from tasks.isolate import Child
from tasks.records import Feed, Page
from tasks.settings import Settings
from tests.test_archive import foreign, response
from tests.test_feeds import CONTENT, WORDS, item, rss

HTML = b"<html><p>Word after word.</p>"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The data folder of a database without rows, made once: it takes half a second."""
    folder = tmp_path_factory.mktemp("empty")
    with warehouse.writer(Settings(data_dir=folder), "r0"):
        pass
    return folder


@pytest.fixture
def settings(tmp_path, empty):
    shutil.copytree(empty, tmp_path / "data")
    return Settings(data_dir=tmp_path / "data")


def admitted(path, settings, run_id="r1", seen=None):
    """Take in the file as a run would, and load nothing."""
    seen = set() if seen is None else seen
    with (
        warehouse.writer(settings, run_id) as store,
        archive.Writer(settings.warc_dir, run_id, 10**9) as writer,
    ):
        groups = list(archive.groups(archive.records(path, max_bytes=100_000)))
        return [replay.admit(group, path, writer, store, seen) for group in groups]


def captured(settings):
    return [page for path in sorted(settings.warc_dir.glob("*.gz")) for page in archive.scan(path)]


def test_a_page_is_copied_into_the_archive_and_waits_to_be_coded(tmp_path, settings):
    foreign(tmp_path / "f.warc.gz", response(HTML))
    (found,) = admitted(tmp_path / "f.warc.gz", settings)
    (item,) = found.captured
    assert item.page.body == HTML and item.entry.feed_url == "warc:f.warc.gz" and item.reject is None
    (page,) = captured(settings)
    assert (page.page_id, page.entry_id, page.run_id) == (item.page.page_id, item.entry.entry_id, "r1")
    with warehouse.writer(settings, "r2") as store:
        ((entry, place),) = store.pending(datetime.now(UTC))
    assert (entry, place) == (item.entry, (item.page.warc_file, item.page.warc_offset))


SKIPPED = {
    "gone": response(status="404 Not Found", url="http://example.org/gone"),
    "redirect": response(status="301 Moved", url="http://example.org/redirect"),
    "fault": response(status="503 No", url="http://example.org/fault"),
    "picture": response(headers=[("Content-Type", "image/png")], url="http://example.org/picture"),
    "plain": response(b"plain", headers=[], url="http://example.org/plain"),
    "empty": response(b" \n", url="http://example.org/empty"),
    "large": response(b"<p>" + b"x" * 200_000, url="http://example.org/large"),
    "status": response(status="none at all", url="http://example.org/status"),
}


def test_what_is_no_page_is_skipped_with_a_reason(tmp_path, settings):
    offsets = foreign(tmp_path / "f.warc.gz", *SKIPPED.values(), response(HTML, url="http://example.org/good"))
    (found,) = admitted(tmp_path / "f.warc.gz", settings)
    good, *bad = found.captured
    assert good.page.url == "http://example.org/good" and not any(item.page for item in bad)
    assert {item.reject.url.rsplit("/", 1)[1]: item.reject.code for item in bad} == {
        "gone": "gone", "redirect": "http_301", "fault": "http_503", "picture": "unsupported_type",
        "plain": "unsupported_type", "empty": "empty_page", "large": "too_large", "status": "bad_record",
    }  # fmt: skip
    assert {item.reject.detail.split(":")[0] for item in bad} == {
        f"record at {offset} of f.warc.gz" for offset in offsets[:-1]
    }


def test_one_page_brought_twice_is_one_entry(tmp_path, settings):
    twice = (response(HTML, url="http://example.org/x?utm_source=a"), response(HTML), response(HTML + b"new"))
    foreign(tmp_path / "f.warc.gz", *twice)
    foreign(tmp_path / "g.warc.gz", response(HTML))
    seen = set()
    (first,) = admitted(tmp_path / "f.warc.gz", settings, seen=seen)
    (second,) = admitted(tmp_path / "g.warc.gz", settings, "r2", seen)
    assert (len(first.captured), first.n_known, len(second.captured), second.n_known) == (2, 1, 0, 1)
    assert len(captured(settings)) == 2


def test_what_a_killed_run_copied_is_not_copied_again(tmp_path, settings):
    foreign(tmp_path / "f.warc.gz", response(HTML), response(HTML, url="http://example.org/y"))
    (first,) = admitted(tmp_path / "f.warc.gz", settings)
    (again,) = admitted(tmp_path / "f.warc.gz", settings, "r2")
    assert [item.page.warc_offset for item in again.captured] == [item.page.warc_offset for item in first.captured]
    assert len(captured(settings)) == 2


def test_a_file_in_the_archive_is_read_where_it_lies(tmp_path, settings):
    foreign(tmp_path / "f.warc.gz", response(HTML))
    admitted(tmp_path / "f.warc.gz", settings)
    (ours,) = settings.warc_dir.glob("*.gz")
    settings.live_database.unlink()
    settings.live_database.with_suffix(".ledger.jsonl").unlink()
    (found,) = admitted(ours, settings, "r2")
    assert found.captured[0].page.warc_file == ours.name and len(captured(settings)) == 1


def test_a_file_of_another_archive_keeps_whose_captures_they_are(tmp_path, settings):
    now = datetime(2024, 5, 3, tzinfo=UTC)
    page = Page(
        "p1", "http://e.org/1", "http://e.org/1", "page", now, 200, "text/html", None, (), HTML, "http://f", "e1", "r0"
    )
    with archive.Writer(tmp_path / "other", "r0", 10**9) as writer:
        written = writer.write(page)
    (found,) = admitted(tmp_path / "other" / written.warc_file, settings)
    (copied,) = captured(settings)
    assert (copied.page_id, copied.entry_id, copied.run_id, copied.feed_url) == ("p1", "e1", "r0", "http://f")
    assert found.captured[0].entry.entry_id == "e1"


def test_groups_are_bounded_in_bytes():
    now = datetime(2024, 5, 3, tzinfo=UTC)
    page = Page("p", "http://e.org/", "http://e.org/", "page", now, 200, None, None, (), b"x" * 9_000_000)
    assert [len(group) for group in archive.groups([page] * 10)] == [4, 4, 2]


def test_an_outlet_is_known_by_its_site_unless_two_share_it():
    feeds = [
        Feed("http://feeds.example/1", "One", "one", "http://www.one.example/"),
        Feed("http://two.example/a", "Two", "two"),
        Feed("http://two.example/b", "Other", "other"),
    ]
    known = replay.by_address(feeds)
    assert known["one.example"].source == "one" and "two.example" not in known
    assert known["http://two.example/a"].source == "two"


def test_a_feed_that_is_not_listed_is_as_the_database_kept_it():
    kept = [Feed("http://one.example/a", "One", "one", country="AZE"), Feed("http://one.example/b", "Old", "old")]
    known = replay.by_address([Feed("http://one.example/b", "New", "one")], kept)
    assert known["http://one.example/a"].country == "AZE" and known["http://one.example/b"].title == "New"
    assert known["one.example"].source == "one"


# --- the feeds of a lost warehouse -------------------------------------------------------------------------------------

AFRICA, WORLD = (Feed(f"http://example.org/{name}.xml", name, "example.org") for name in ("africa", "world"))
WHOLE = CONTENT.format(f"<p>{WORDS}</p>")


def offered(feed, number, more="", run_id="r1", hour=1):
    """Return a feed's document of that hour, which offers one item, and the entry that it makes."""
    body, moment = rss(item(number, more=more)), datetime(2024, 5, 3, hour, tzinfo=UTC)
    page = Page(
        f"{feed.title}{run_id}", feed.feed_url, feed.feed_url, "feed", moment, 200, "text/xml", None, (), body,
        feed.feed_url, None, run_id,
    )  # fmt: skip
    return page, parse(body, feed, moment, 100).entries[0]


def page_of(entry, run_id="r1"):
    moment = datetime(2024, 5, 3, 2, tzinfo=UTC)
    return Page(
        f"p-{entry.entry_id}", entry.url, entry.url, "page", moment, 200, "text/html", None, (), HTML, entry.feed_url,
        entry.entry_id, run_id,
    )  # fmt: skip


def brought_back(tmp_path, settings, pages):
    """Return the feeds whose entries are pending once the feed documents among `pages` are replayed."""
    with archive.Writer(tmp_path / "lost", "r1", 10**9) as writer:
        for page in pages:
            writer.write(page)
    with (
        warehouse.writer(settings, "r9") as store,
        archive.Writer(settings.warc_dir, "r9", 10**9) as writer,
        Child(parse, **settings.parse_limits) as parser,
    ):
        documents, had = replay.survey(sorted((tmp_path / "lost").glob("*.gz")))
        replay.replay_feeds(documents, had, {}, parser, writer, store)
        return sorted((entry.feed_url, entry.summary) for entry, _ in store.pending(datetime.now(UTC)))


def test_a_link_of_two_feeds_comes_back_to_the_feed_that_it_was_captured_for(tmp_path, settings):
    (africa, _), (world, wanted) = offered(AFRICA, 1), offered(WORLD, 1)
    assert brought_back(tmp_path, settings, [world, africa, page_of(wanted)]) == [(WORLD.feed_url, "")]


def test_what_was_never_captured_falls_to_the_feed_that_a_run_gives_it_to(tmp_path, settings):
    (africa, _), (world, _), (whole, _) = offered(AFRICA, 1), offered(WORLD, 1), offered(WORLD, 2, WHOLE)
    short, _ = offered(AFRICA, 2)
    found = brought_back(tmp_path, settings, [replace(whole, page_id="w"), world, replace(short, page_id="s"), africa])
    assert [feed for feed, _ in found] == [AFRICA.feed_url, WORLD.feed_url]


def test_in_whatever_order_feeds_answered_a_link_falls_to_the_first_of_those_asked(tmp_path, settings, monkeypatch):
    """Of rounds of two feeds, one of the first round had nothing new, so the second round fills its place."""
    monkeypatch.setattr(replay, "POLLED_TOGETHER", 2)
    feeds = {name: Feed(f"http://example.org/{name}.xml", name, "example.org") for name in "bcd"}
    answers = [offered(feeds[name], number)[0] for name, number in (("b", 2), ("d", 1), ("c", 1))]
    found = brought_back(tmp_path, settings, answers)
    assert [feed for feed, _ in found] == [feeds["b"].feed_url, feeds["c"].feed_url]


def test_a_later_offer_of_the_same_link_counts_only_from_its_own_feed(tmp_path, settings):
    first, wanted = offered(AFRICA, 1)
    new = "<description>new</description>"
    (other, _), (update, _) = offered(WORLD, 1, new, "r2", 3), offered(AFRICA, 1, new, "r2", 3)
    found = brought_back(tmp_path, settings, [first, page_of(wanted), other, update])
    assert found == [(AFRICA.feed_url, ""), (AFRICA.feed_url, "new")]
