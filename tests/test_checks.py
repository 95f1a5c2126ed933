"""Every check of sql/checks finds what it is there for, and finds nothing in a sound database."""

import shutil

import duckdb
import pytest

from tasks import warehouse
from tasks.errors import ContractBroken
from tasks.settings import ROOT, Settings
from tests.test_warehouse import batch, entry

BREAKS = {
    "articles_without_capture": ["UPDATE articles SET page_id = 'gone'"],
    "best_reports": ["UPDATE events SET report_id = 'gone'", "UPDATE events SET sentence = 'x'", "UPDATE events SET n_reports = 7"],
    "duplicate_ids": [
        "UPDATE articles SET canonical_url = 'same'", "UPDATE reports SET article_id = 'a1'",
        "INSERT INTO pages BY NAME SELECT i AS page_id, 'u' AS url, 'u' AS final_url, 'page' AS kind, now()::TIMESTAMP AS fetched_at, "
        "200 AS http_status, 1 AS size_bytes, 's' AS sha256, 'w' AS warc_file, 0 AS warc_offset, 1 AS warc_length FROM range(2) t(i)",
    ],
    "impossible_dates": ["UPDATE events SET event_date = DATE '0900-01-01'", "UPDATE events SET event_date = DATE '2099-01-01'"],
    "orphan_rows": [
        "DELETE FROM articles", "DELETE FROM entities", "DELETE FROM events", "DELETE FROM reports", "DELETE FROM participants; "
        "INSERT INTO participants VALUES ('gone', 0, 'actor', 'rebels', 'Rebels', NULL, NULL, NULL, NULL, 'named')",
        "INSERT INTO report_places BY NAME SELECT 'gone' AS report_id, 0 AS position, 'x' AS entity_id, 'X' AS name",
        "UPDATE tolls SET report_id = report_id || 'x'", "UPDATE entries SET state = 'loaded', article_id = 'gone'",
        "INSERT INTO role_mentions VALUES ('gone', 0, 'a1', 'rebels', 'president', NULL, NULL, 'President')",
        "INSERT INTO roles VALUES ('r', 'gone', 'president', NULL, NULL, 'President', now(), now(), 1, ['a1'])",
        "INSERT INTO entity_merges VALUES ('m', 'gone', 'rebels', 'name', NULL, NULL)",
        "INSERT INTO entity_merges VALUES ('m', 'army', 'rebels', 'name', NULL, NULL), ('n', 'rebels', 'army', 'name', NULL, NULL)",
    ],
    "spans_match_text": ["UPDATE mentions SET text = 'Wrong'", "UPDATE mentions SET end_char = 500"],
    "tolls_in_text": ["UPDATE tolls SET end_char = 9999", "UPDATE tolls SET end_char = start_char"],
    "triggers_match_text": ["UPDATE reports SET trigger = 'wrong'", "UPDATE reports SET sentence = 'wrong'"],
    "unbalanced_runs": [
        "INSERT INTO runs BY NAME SELECT 'r9' AS run_id, 'ingest' AS flow, now()::TIMESTAMP AS started_at, 'completed' AS state, "
        "0 AS n_feeds, 0 AS n_feeds_failed, 3 AS n_entries, 1 AS n_loaded, 0 AS n_known, 0 AS n_rejected, 0 AS n_events, 'c' AS coder_version",
    ],
    "unreasoned_rejects": ["UPDATE entries SET state = 'rejected', article_id = NULL"],
}  # fmt: skip
CASES = [(name, sql) for name, statements in BREAKS.items() for sql in statements]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("checks"))
    with warehouse.writer(settings, "r1") as store:
        store.record_polls([], [], [entry()], [], [])
        store.load(batch("a1"))
        store.load(batch("a2"))
    return settings


def test_every_check_has_a_case_that_breaks_it():
    assert {path.stem for path in (ROOT / "sql" / "checks").glob("*.sql")} <= set(BREAKS)


def test_a_sound_database_passes_all(sound):
    assert [check.name for check in warehouse.Warehouse(sound, "r1").check() if check.n_bad] == []


@pytest.mark.parametrize(("name", "sql"), CASES, ids=[f"{name}: {sql[:40]}" for name, sql in CASES])
def test_a_check_finds_what_is_broken_and_stops_the_publish(sound, tmp_path, name, sql):
    shutil.copytree(sound.data_dir, tmp_path, dirs_exist_ok=True)
    broken = Settings(data_dir=tmp_path)
    with duckdb.connect(str(broken.live_database)) as con:
        con.execute(sql)
    store = warehouse.Warehouse(broken, "r1")
    assert name in {check.name for check in store.check() if check.n_bad}
    with pytest.raises(ContractBroken, match=name):
        warehouse.publish(store)
    assert not broken.snapshot.exists()


@pytest.mark.parametrize(("run_id", "found"), [(None, True), ("r1", True), ("another", False)])
def test_after_a_run_words_are_compared_in_the_articles_that_it_loaded(sound, tmp_path, run_id, found):
    shutil.copytree(sound.data_dir, tmp_path, dirs_exist_ok=True)
    with duckdb.connect(str(Settings(data_dir=tmp_path).live_database)) as con:
        con.execute("UPDATE mentions SET text = 'Wrong'")
    checks = warehouse.Warehouse(Settings(data_dir=tmp_path), "r2").check(run_id)
    assert ("spans_match_text" in {check.name for check in checks if check.n_bad}) is found
