"""Loading, refusing, publishing and guarded asking, on real DuckDB files."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tasks import warehouse
from tasks.errors import ContractBroken, Rejected
from tasks.records import (
    Coding,
    Entity,
    Feed,
    FeedEntry,
    FeedState,
    Happening,
    Mention,
    Page,
    Participant,
    Poll,
    Reject,
    Report,
    Run,
    Span,
    StoryArticle,
    Toll,
)
from tasks.settings import ROOT, Settings
from tasks.tables import Batch, Outcome
from tests.conftest import article

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
FEED = Feed("http://example.org/rss", "Example", "example.org")
TEXT = "Rebels killed 14 soldiers in Goma on Thursday, the army said."


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


def entry(number=1):
    return FeedEntry(
        f"e{number}", FEED.feed_url, None, f"http://example.org/{number}", f"http://example.org/{number}", "T", "s", None,
        (), NOW, None, None, "en", (), "hash",
    )  # fmt: skip


def report(article_id="a1", kind="ASSAULT"):
    return Report(
        f"r-{article_id}", article_id, 0, kind, ("firearms",), (), "actual", "killed", 7, 13, (Span(0, 61),),
        date(2024, 5, 2), "day", "weekday", 38, 46, (),
        (Participant("actor", "rebels", "Rebels", "COD", "REB", 0, 6, "named"),),
        (Toll("killed", 14, 14, "14 soldiers", "COD", "MIL", "army", "army", "event", 14, 25),),
        "army", "the army", 48, 60, None, 0.8, "test-1",
    )  # fmt: skip


def batch(article_id="a1", version=1, reports=True):
    found = report(article_id)
    entities = (Entity("rebels", "GROUP", "Rebels", "COD", "REB"), Entity("army", "ORG", "army", "COD", "MIL"))
    mentions = (Mention(f"m-{article_id}", article_id, "rebels", 0, 6, "Rebels", "group"),)
    made = replace(article(TEXT, article_id=article_id), version=version)
    coding = Coding(article_id, "coded", "test-1", entities, mentions, (found,) if reports else (), ())
    return Batch(
        "r1", (made,), (coding,), ((StoryArticle(article_id, article_id, "original", 1.0, "first"), b"x" * 512),),
        (Happening("ev1", (found.report_id,)),) if reports else (), (Outcome("e1", "loaded", article_id),), (),
    )  # fmt: skip


def run(state="running", **more):
    return Run("r1", "ingest", NOW, None, state, 1, 0, 1, 1, 0, 0, 1, "test-1", **more)


def test_a_batch_loads_whole_and_twice_is_the_same_as_once(settings):
    with warehouse.writer(settings, "r1") as store:
        store.sync_feeds([FEED])
        store.record_polls([], [], [entry()], [], [])
        for _ in range(2):
            store.load(batch())
        assert [check.name for check in store.check() if check.n_bad] == []
        warehouse.publish(store)
    ask = lambda sql: warehouse.query(settings, sql).rows  # noqa: E731
    assert ask("SELECT count(*) FROM articles") == ((1,),)
    assert ask("SELECT type, actors, score, n_reports, event_date FROM events") == (
        ("ASSAULT", ["Rebels"], -9.0, 1, date(2024, 5, 2)),
    )
    assert ask("SELECT low, claimed_by, figure FROM claimed_tolls") == ((14, "army", "14 soldiers"),)
    assert ask("SELECT state, article_id, summary FROM entries") == (("loaded", "a1", ""),)


def test_coding_an_article_again_replaces_its_rows_whole(settings):
    with warehouse.writer(settings, "r1") as store:
        store.load(batch())
        store.load(batch(version=2, reports=False))
        warehouse.publish(store)
    for table in ("reports", "participants", "tolls", "events"):
        assert warehouse.query(settings, f"SELECT count(*) FROM {table}").rows == ((0,),), table
    assert warehouse.query(settings, "SELECT version, is_latest FROM article_history ORDER BY 1").rows == (
        (1, False), (2, True),
    )  # fmt: skip
    assert warehouse.query(settings, "SELECT version FROM article_versions").rows == ((1,),)


@pytest.mark.parametrize(
    ("told", "n_sources"),
    [
        ([("a1", "wire.org", "a1"), ("a2", "post.org", "a2")], 2),
        ([("a1", "wire.org", "a1"), ("a2", "wire.org", "a2")], 1),
        ([("a1", "wire.org", "a1"), ("a2", "post.org", "a1"), ("a3", "courier.org", "a1")], 1),
        ([("a1", "wire.org", "a1"), ("a2", "post.org", "a1"), ("a3", "post.org", "a3")], 2),
        ([("a1", "wire.org", None), ("a2", "post.org", None)], 2),
    ],
    ids=["two outlets", "one outlet twice", "a wire text in two more", "a copy and a text of its own", "too short for stories"],
)  # fmt: skip
def test_sources_are_outlets_with_a_text_of_their_own(settings, told, n_sources):
    with warehouse.writer(settings, "r1") as store:
        for article_id, source, story in told:
            made = batch(article_id)
            articles = (replace(made.articles[0], source=source),)
            stories = tuple((replace(place, story_id=story), mark) for place, mark in made.stories if story)
            store.load(replace(made, articles=articles, stories=stories))
        warehouse.publish(store)
    assert warehouse.query(settings, "SELECT n_articles, n_sources FROM events").rows == ((len(told), n_sources),)


def test_entries_are_known_once_polled_and_wait_until_loaded(settings):
    page = Page(
        "p1", "http://example.org/1", "http://example.org/1", "page", NOW, 200, "text/html", None, (), b"x", FEED.feed_url,
        "e1", "r1", "f.warc.gz", 260, 99,
    )  # fmt: skip
    poll = Poll("q1", "r1", FEED.feed_url, NOW, 5, "ok", None, 200, 10, 2, 0, 2, None)
    state = FeedState(FEED.feed_url, etag='"x"', next_poll_at=datetime(2030, 1, 1, tzinfo=UTC), last_ok_at=NOW)
    with warehouse.writer(settings, "r1") as store:
        store.sync_feeds([FEED])
        store.record_polls([poll], [state], [entry(1), entry(2)], [], [])
        assert store.known(["e1", "e2", "e3"]) == {"e1", "e2"}
        store.index_pages([page])
        assert {e.entry_id: place for e, place in store.pending(NOW)} == {"e1": ("f.warc.gz", 260), "e2": None}
        assert store.indexed_warc() == {"f.warc.gz": 359}
        assert store.feeds(NOW, due_only=True) == []
        (feed, kept), *_ = store.feeds(NOW, due_only=False)
        assert (feed, kept.etag) == (FEED, '"x"')
        store.sync_feeds([])
        assert store.feeds(NOW, due_only=False) == []


def test_a_publish_tells_each_check_that_it_made_and_makes_each_once(settings, monkeypatch):
    made = []
    monkeypatch.setattr(
        warehouse.Warehouse, "check", lambda *_, check=warehouse.Warehouse.check: made.append(1) or check(*_)
    )
    with warehouse.writer(settings, "r1") as store:
        store.load(batch())
        published = warehouse.publish(store)
    assert (published.path, len(made)) == (settings.snapshot, 1)
    assert [each.name for each in published.checks] == sorted(
        path.stem for path in (ROOT / "sql" / "checks").glob("*.sql")
    )
    assert {each.n_bad for each in published.checks} == {0}


def test_a_failed_check_stops_the_publish_and_keeps_the_old_snapshot(settings):
    with warehouse.writer(settings, "r1") as store:
        store.load(batch())
        warehouse.publish(store)
        before = settings.snapshot.read_bytes()
        bad = replace(batch("a2").codings[0].mentions[0], text="Wrong", mention_id="bad")
        broken = batch("a2")
        store.load(replace(broken, codings=(replace(broken.codings[0], mentions=(bad,)),)))
        with pytest.raises(ContractBroken, match="spans_match_text: 1"):
            warehouse.publish(store)
    assert settings.snapshot.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE x (a INT)", "read-only"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled by configuration"),
        ("COPY articles TO '/tmp/x.csv'", "disabled by configuration"),
        ("ATTACH '/tmp/other.duckdb'", "disabled by configuration"),
        ("INSTALL httpfs", "disabled"),
        ("SET enable_external_access = true", "locked|cannot"),
        ("SELECT titel FROM articles", "title"),
        ("SELECT * FROM artikles", "articles"),
    ],
    ids=["write", "read a file", "write a file", "attach", "network", "unlock", "nearest column", "nearest table"],
)
def test_a_session_cannot_write_read_other_files_or_use_the_network(settings, sql, told):
    with warehouse.writer(settings, "r1") as store:
        warehouse.publish(store)
    with pytest.raises(Rejected, match=told):
        warehouse.query(settings, sql)


def test_a_long_query_is_stopped(tmp_path):
    settings = Settings(data_dir=tmp_path, sql_timeout_s=0.5)
    with warehouse.writer(settings, "r1") as store:
        warehouse.publish(store)
    with pytest.raises(Rejected, match="stopped after 0.5 s"):
        warehouse.query(settings, "SELECT count(*) FROM range(100000000000) t(a), range(1000) u(b)")


def test_no_database_yet_says_what_to_do(settings):
    with pytest.raises(Rejected, match="sitrep demo"):
        warehouse.query(settings, "SELECT 1")


def test_rejects_are_kept(settings):
    with warehouse.writer(settings, "r1") as store:
        store.record_polls([], [], [], [], [Reject("x", "r1", "feeds", "not_a_feed", "a web page", FEED.feed_url)])
        warehouse.publish(store)
    assert warehouse.query(settings, "SELECT stage, code, n FROM rejects_by_reason").rows == (
        ("feeds", "not_a_feed", 1),
    )
