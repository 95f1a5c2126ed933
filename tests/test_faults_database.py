"""FAULTS.md 80-91: what befalls the database and the runs, and what sitrep then does; each test bears its fault's number.

82 and 89 are in tests/test_kill.py, 85 is in tests/test_migrations.py.
"""

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from tasks import archive, coding, ledger, tables, warehouse
from tasks.errors import ContractBroken, Transient
from tasks.settings import ROOT, Settings
from tasks.tables import Outcome
from tests.conftest import article
from tests.test_archive import captured
from tests.test_warehouse import batch, entry, run


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
    return Settings(data_dir=tmp_path / "data", database_patience_s=0.3)


def refused(settings, match):
    with pytest.raises(ContractBroken, match=match), warehouse.writer(settings, "next"):
        pass


def count(settings, table):
    with duckdb.connect(str(settings.live_database)) as con:
        return con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


def hold(path, ready, done):
    con = duckdb.connect(path, read_only=True)
    ready.set()
    done.wait(60)
    con.close()


@pytest.fixture
def holder(settings):
    """Another process that reads the live database until told to end."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    process = context.Process(target=hold, args=(str(settings.live_database), ready, done))
    process.start()
    ready.wait(60)
    yield process, done
    done.set()
    process.join()


def test_80_a_reader_holds_the_file(settings, holder):
    process, done = holder
    store = warehouse.Warehouse(settings, "r1")
    with archive.Writer(settings.warc_dir, "r1", 10**9) as writer:
        page = writer.write(captured(1))
    with pytest.raises(Transient, match=f"database_held: close program PID {process.pid}, which holds "):
        store.load(replace(batch(), pages=(page,)))
    assert [each.page_id for each in archive.scan(settings.warc_dir / page.warc_file)] == ["p1"]  # the page is kept
    done.set()
    process.join()
    store.load(replace(batch(), pages=(page,)))
    assert count(settings, "pages") == 1


def test_80_a_reader_that_soon_ends_costs_only_time(settings, holder):
    _, done = holder
    threading.Timer(0.2, done.set).start()
    warehouse.Warehouse(settings.model_copy(update={"database_patience_s": 60}), "r1").load(batch())
    assert count(settings, "articles") == 1


FULL = """
import resource, signal, sys
from pathlib import Path
from tasks import warehouse
from tasks.settings import Settings
from tests.test_warehouse import batch
settings = Settings(data_dir=Path(sys.argv[1]))
store = warehouse.Warehouse(settings, "r1")
store.load(batch("a1"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = settings.live_database.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), size))
store.load(batch("a2"))
"""


def test_81_disk_full(settings):
    done = subprocess.run(
        [sys.executable, "-c", FULL, settings.data_dir, "2000"], capture_output=True, text=True, timeout=120
    )
    assert "disk: " in done.stderr and "free some disk and run again, nothing was half loaded" in done.stderr
    with warehouse.writer(settings, "r2") as store:
        assert count(settings, "articles") == count(settings, "reports") == 1
        store.load(batch("a2"))
        assert count(settings, "articles") == count(settings, "reports") == 2
        assert not [check.name for check in store.check() if check.n_bad]


def test_81_disk_full_while_the_snapshot_is_made(settings):
    """The old one stays; what there is of the new one leaves its room to the run, which has yet to write its end."""
    partial = settings.snapshot.with_name("sitrep.duckdb.new")
    with warehouse.writer(settings, "r1") as store:
        store.load(batch("a1"))
        warehouse.publish(store)
        before = settings.snapshot.read_bytes()
        store.load(batch("a2"))
        partial.symlink_to("/dev/full")
        with pytest.raises(ContractBroken, match="disk: .*No space left.*free some disk and run again"):
            warehouse.publish(store)
        assert settings.snapshot.read_bytes() == before and not partial.is_symlink()
        warehouse.publish(store)
    assert warehouse.query(settings, "SELECT count(*) FROM articles").rows == ((2,),)


FULL_AT_LAST = """
import resource, signal, sys
from pathlib import Path
from tasks import warehouse
from tasks.settings import Settings
from tests.test_warehouse import batch
store = warehouse.Warehouse(Settings(data_dir=Path(sys.argv[1])), "r1", stays_open=True)
store.load(batch("a1"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
store.checkpoint()
"""


def test_81_disk_full_while_commits_are_written_into_the_file(settings):
    command = [sys.executable, "-c", FULL_AT_LAST, settings.data_dir]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert "ContractBroken: disk: " in done.stderr, done.stderr
    with warehouse.writer(settings, "r2"):
        assert count(settings, "articles") == 1


FULL_WHEN_WRITTEN_ANEW = """
import resource, signal, sys
from pathlib import Path
from tasks import warehouse
from tasks.settings import Settings
sys.modules["tasks.warehouse.compact"].WORTH_IT = -1
with warehouse.writer(Settings(data_dir=Path(sys.argv[1])), "r1") as store:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    warehouse.compact(store)
"""


def test_81_disk_full_while_the_file_is_written_anew(settings):
    warehouse.Warehouse(settings, "r1").load(batch("a1"))
    command = [sys.executable, "-c", FULL_WHEN_WRITTEN_ANEW, settings.data_dir]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert "ContractBroken: disk: " in done.stderr, done.stderr
    assert not list(settings.data_dir.glob("*.compact*"))
    with warehouse.writer(settings, "r2"):
        assert count(settings, "articles") == 1


def test_81_disk_full_for_the_ledger(settings):
    with warehouse.writer(settings, "r1") as store:
        ledger_file = settings.live_database.with_suffix(".ledger.jsonl")
        store.load(batch("a1"))
        whole = ledger_file.rename(settings.data_dir / "aside")
        ledger_file.symlink_to("/dev/full")
        with pytest.raises(ContractBroken, match="disk: .*No space left"):
            store.load(batch("a2"))
        whole.replace(ledger_file)
    with warehouse.writer(settings, "r2"):
        assert count(settings, "articles") == 2


@pytest.mark.parametrize("damage", ["header", "middle", "cut"])
def test_83_corrupt_file(settings, damage):
    warehouse.Warehouse(settings, "r1").load(batch())
    data = settings.live_database.read_bytes()
    changed = {
        "header": b"garbage" * 1000,
        "middle": data[:12288] + bytes(len(data) // 2) + data[12288 + len(data) // 2 :],
        "cut": data[: len(data) // 2],
    }
    settings.live_database.write_bytes(changed[damage])
    refused(settings, "corrupt: .*rebuild from pages: move it .*sitrep backfill")


@pytest.fixture
def unwritten(settings):
    """A database whose last two commits, both acknowledged, are in its WAL alone, as after a kill."""
    store = warehouse.Warehouse(settings, "r1")
    store.load(batch("a1"))
    con = duckdb.connect(str(settings.live_database))
    con.execute("PRAGMA disable_checkpoint_on_shutdown")
    con.execute("SET wal_autocheckpoint = '1GB'")
    for _ in range(2):
        con.execute("BEGIN")
        con.execute("DELETE FROM mentions")
        con.execute("UPDATE ledger SET sequence = sequence + 1")
        con.execute("COMMIT")
    held = con.execute("SELECT sequence FROM ledger").fetchall()[0][0]
    counts = ledger.last(settings.live_database.with_suffix(".ledger.jsonl")).counts | {"mentions": 0}
    con.close()
    ledger.append(settings.live_database.with_suffix(".ledger.jsonl"), ledger.Acknowledged(held, "batch", counts))
    wal = settings.live_database.with_name(settings.live_database.name + ".wal")
    assert wal.stat().st_size > 0
    return settings, wal


def test_84_a_whole_wal_is_taken_up(unwritten):
    settings, _ = unwritten
    with warehouse.writer(settings, "r2"):
        assert count(settings, "mentions") == 0


@pytest.mark.parametrize("damage", ["missing", "truncated", "corrupt"])
def test_84_a_wal_that_lost_commits(unwritten, damage):
    settings, wal = unwritten
    data = wal.read_bytes()
    if damage == "missing":
        wal.unlink()
    else:
        half = len(data) // 2
        wal.write_bytes(data[:half] if damage == "truncated" else data[:half] + bytes(len(data) - half))
    refused(settings, "(commits_lost|corrupt): .*rebuild from pages")


def test_84_an_older_database_in_the_place_of_the_live_one(settings):
    store = warehouse.Warehouse(settings, "r1")
    store.load(batch("a1"))
    older = settings.live_database.read_bytes()
    store.load(batch("a2"))
    settings.live_database.write_bytes(older)
    refused(settings, "commits_lost: .*lacks its last 1 commit ")


def test_84_rows_that_went_without_a_commit_of_ours(settings):
    warehouse.Warehouse(settings, "r1").load(batch("a1"))
    with duckdb.connect(str(settings.live_database)) as con:
        con.execute("DELETE FROM mentions")
    refused(settings, "commits_lost: .*mentions has 0 rows, not 1")


def test_84_the_live_database_deleted_while_its_ledger_remains(settings):
    warehouse.Warehouse(settings, "r1").load(batch("a1"))
    settings.live_database.unlink()
    refused(
        settings, "database_lost: .*live.duckdb is gone, but .*ledger.jsonl tells that it was there; put it back, or"
    )
    assert not settings.live_database.exists()
    settings.live_database.with_suffix(".ledger.jsonl").unlink()
    with warehouse.writer(settings, "r2"):
        assert count(settings, "articles") == 0


def test_84_a_wal_left_over_without_its_database(unwritten):
    settings, _ = unwritten
    settings.live_database.unlink()
    settings.live_database.with_suffix(".ledger.jsonl").unlink()
    refused(settings, "database_lost: .*live.duckdb.wal tells that it was there")


def test_84_a_wal_left_over_beside_an_older_database(unwritten, empty):
    settings, _ = unwritten
    shutil.copy(Settings(data_dir=empty).live_database, settings.live_database)
    refused(settings, "(commits_lost|corrupt): .*rebuild from pages")


def test_84_a_kill_between_a_commit_and_its_line_loses_nothing(settings):
    store = warehouse.Warehouse(settings, "r1")
    store.load(batch("a1"))
    path = settings.live_database.with_suffix(".ledger.jsonl")
    whole = path.read_bytes()
    store.load(batch("a2"))
    path.write_bytes(whole + b'{"sequence": 9')
    with warehouse.writer(settings, "r2") as store:
        store.load(batch("a3"))
    with warehouse.writer(settings, "r3"):
        assert count(settings, "articles") == 3


def test_86_newer_schema(settings):
    with duckdb.connect(str(settings.live_database)) as con:
        con.execute("INSERT INTO schema_version VALUES (999, now()::TIMESTAMP)")
    refused(settings, "newer_schema: .*has schema 999.*update sitrep")


def test_87_two_runs_at_once(settings):
    with (
        warehouse.writer(settings, "first"),
        pytest.raises(ContractBroken, match="run first .* active"),
        warehouse.writer(settings, "second"),
    ):
        pass


def test_88_a_server_that_is_down_ends_the_run_and_is_named(tmp_path):
    env = os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path)}
    command = [Path(sys.executable).with_name("sitrep"), "ingest", "--db", tmp_path / "sitrep.duckdb"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=160)
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert "the Prefect server at http://127.0.0.1:9/api does not answer; start it, or unset PREFECT_API_URL" in said
    assert not (tmp_path / "sitrep.duckdb").exists()


def test_90_a_second_ingest_is_not_begun_beside_the_first():
    """That the server then skips it is tried in test_service; that the lock refuses it if it is begun all the same is 87."""
    deployments = {each["name"]: each for each in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert deployments["ingest"]["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_89_a_dead_run_is_marked_crashed(settings):
    with warehouse.writer(settings, "r1") as store:
        store.start_run(run())
        assert store.start_run(replace(run(), run_id="r2")) == ["r1"]
    with duckdb.connect(str(settings.live_database)) as con:
        states = con.execute("SELECT run_id, state FROM runs ORDER BY run_id").fetchall()
    assert states == [("r1", "crashed"), ("r2", "running")]


def test_91_clock_set_back(settings):
    """The later run counts, whatever its clock says: commits are told apart by their sequence."""
    late, early = datetime(2031, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    for run_id, moment, version in (("r1", late, 1), ("r2", early, 2)):
        with warehouse.writer(settings, run_id) as store:
            assert store.start_run(replace(run(), run_id=run_id, started_at=moment)) == []
            made = batch("a1", version=version)
            store.load(replace(made, articles=(replace(made.articles[0], fetched_at=moment),)))
            store.finish_run(replace(run("completed"), run_id=run_id, started_at=moment, ended_at=moment))
    with duckdb.connect(str(settings.live_database), read_only=True) as con:
        assert con.execute("SELECT version, fetched_at FROM articles").fetchall() == [(2, tables.utc(early))]
    lines = settings.live_database.with_suffix(".ledger.jsonl").read_text().splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("by_age", "counts"), [(False, "new text"), (True, "old text")], ids=["just made", "replayed"])
def test_91_a_capture_just_made_counts_whatever_its_date(by_age, counts):
    old = replace(article("old text"), fetched_at=datetime(2031, 1, 1, tzinfo=UTC))
    new = replace(article("new text"), fetched_at=datetime(2024, 1, 1, tzinfo=UTC))
    (found,) = coding.newest([old, new], coding.Known({}, (), ()), by_age=by_age)
    assert found.text == counts
    held = {"a1": coding.Version(1, "", "p", old.fetched_at)}
    assert len(coding.newest([new], coding.Known(held, (), ()), by_age=by_age)) == (0 if by_age else 1)


# --- a row that the schema does not allow -----------------------------------------------------------------------------


def spoiled(number, how):
    """A batch of one article whose rows are bad in one way."""
    made = batch(f"a{number}")
    good, report = made.articles[0], made.codings[0].reports[0]
    if how == "a value that a check forbids":
        made = replace(made, articles=(replace(good, word_count=-1),))
    if how == "text that UTF-8 cannot hold":
        made = replace(made, articles=(replace(good, title="\ud800"),))
    if how == "a number out of range":
        made = replace(made, articles=(replace(good, word_count=10**12),))
    if how == "a value that is missing":
        bad = replace(report, trigger=None)
        made = replace(made, codings=(replace(made.codings[0], reports=(bad,)),))
    return replace(made, outcomes=(Outcome(f"e{number}", "loaded", f"a{number}"),))


@pytest.mark.parametrize(
    "how",
    ["a value that a check forbids", "text that UTF-8 cannot hold", "a number out of range", "a value that is missing"],
)
def test_one_bad_row_costs_its_article_alone(settings, how):
    from tasks.halving import joined

    parts = [spoiled(number, how if number == 3 else "") for number in range(1, 6)]
    whole = parts[0]
    for part in parts[1:]:
        whole = joined(whole, part)
    with warehouse.writer(settings, "r1") as store:
        store.record_polls([], [], [entry(number) for number in range(1, 6)], [], [])
        loaded = store.load(whole)
        assert sorted((each.entry_id, each.state) for each in loaded.outcomes) == [
            ("e1", "loaded"), ("e2", "loaded"), ("e3", "rejected"), ("e4", "loaded"), ("e5", "loaded"),
        ]  # fmt: skip
        warehouse.publish(store)
    ask = lambda sql: warehouse.query(settings, sql).rows  # noqa: E731
    assert ask("SELECT article_id FROM articles ORDER BY 1") == (("a1",), ("a2",), ("a4",), ("a5",))
    assert ask("SELECT n_reports FROM events") == ((4,),)
    assert ask("SELECT stage, code, entry_id FROM rejects") == (("warehouse", "bad_row", "e3"),)
