"""Upkeep: damaged captures are found, the warehouse gives back room and keeps every row."""

import gzip
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from tasks import archive, upkeep, warehouse
from tasks.records import Page
from tasks.settings import Settings
from tests.test_warehouse import batch

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    made = Settings(data_dir=tmp_path)
    with archive.Writer(made.warc_dir, "r1", 10**9) as writer:
        for number in range(3):
            url = f"http://example.org/{number}"
            writer.write(Page(
                page_id=f"p{number}", url=url, final_url=url, kind="page", fetched_at=NOW, http_status=200,
                content_type="text/html", charset=None, headers=(("Content-Type", "text/html"),), body=b"<p>x" * 500,
            ))  # fmt: skip
    return made


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


def flip(path):
    """Change one byte of the last body, in a file whose compression is sound."""
    last = list(archive.scan(path))[-1]
    whole = path.read_bytes()
    plain = bytearray(gzip.decompress(whole[last.warc_offset :]))
    at = plain.rindex(b"<p>x")
    plain[at + 3 : at + 4] = b"y"
    path.write_bytes(whole[: last.warc_offset] + gzip.compress(bytes(plain)))


@pytest.mark.parametrize(
    ("damage", "fault"),
    [(lambda path: None, None), (cut, "cut short"), (flip, "digest")],
    ids=["sound", "cut short", "a byte changed"],
)
def test_damaged_captures_are_found(settings, damage, fault):
    (path,) = settings.warc_dir.glob("*.gz")
    damage(path)
    found = upkeep.verify(path, NOW)
    assert (fault in found.fault) if fault else found.fault is None and found.n_records == 4


def test_a_file_is_read_again_when_changed_bad_or_a_month_old(settings):
    (path,) = upkeep.due(settings, NOW)
    upkeep.remember(settings, [upkeep.verify(path, NOW)])
    assert upkeep.due(settings, NOW) == []
    assert upkeep.due(settings, NOW + timedelta(days=31)) == [path]
    cut(path)
    assert upkeep.due(settings, NOW) == [path]
    upkeep.remember(settings, [upkeep.verify(path, NOW)])
    assert upkeep.due(settings, NOW) == [path], "a bad file stays due"


def test_disk_tells_parts_and_whether_room_is_short(settings):
    found = upkeep.disk(settings)
    assert dict(found.parts)["warc"] == sum(path.stat().st_size for path in settings.warc_dir.iterdir())
    assert not found.is_low or found.free_bytes < 10**9
    assert upkeep.disk(settings.model_copy(update={"min_free_bytes": 10**18})).is_low


def test_compacting_gives_back_room_and_keeps_rows_keys_and_comments(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        store.load(batch())
        con = duckdb.connect(str(settings.live_database))
        for number in range(4):  # what is dropped lies between what is kept, so that no end can be cut off
            for name in (f"kept_{number}", f"dropped_{number}", f"behind_{number}"):
                con.execute(f"CREATE TABLE {name} AS SELECT hash(range) AS x FROM range(250_000)")
                con.execute("CHECKPOINT")
        for number in range(4):
            con.execute(f"DROP TABLE kept_{number}")
            con.execute(f"DROP TABLE dropped_{number}")
        con.execute("CHECKPOINT")
        con.close()
        before, after = warehouse.compact(store)
        assert after < 0.7 * before
        assert warehouse.compact(store) == (after, after), "what is compact stays as it is"
        store.load(batch("a2"))
        warehouse.publish(store)
    ask = lambda sql: warehouse.query(settings, sql).rows  # noqa: E731
    assert ask("SELECT count(*), count(DISTINCT event_id) FROM reports") == ((2, 1),)
    assert ask(
        "SELECT count(*) FROM duckdb_constraints() WHERE table_name = 'events' AND constraint_type = 'PRIMARY KEY'"
    ) == ((1,),)
    assert ask(
        "SELECT comment IS NOT NULL FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'score'"
    ) == ((True,),)
