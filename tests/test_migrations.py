"""A database of any earlier version becomes what a fresh one is, on a copy."""

import subprocess
import sys

import duckdb
import pytest

from tasks import warehouse
from tasks.errors import ContractBroken
from tasks.settings import ROOT, Settings
from tasks.warehouse.database import SCHEMA_VERSION

CASES = ROOT / "tests" / "cases" / "warehouse"
TEXT = "Rebels killed 14 soldiers in Goma on Thursday, the army said."
ROWS = f"""
INSERT INTO ledger VALUES (0);
INSERT INTO articles BY NAME SELECT 'a1' AS article_id, 1 AS version, 'u' AS url, 'u' AS canonical_url, 'x.org' AS source,
    'T' AS title, [] AS authors, [] AS tags, [] AS flags, false AS is_paywalled, false AS is_from_feed, '{TEXT}' AS text,
    11 AS word_count, 'h' AS content_sha256, 'coded' AS coding, 'c1' AS coder_version, 'r1' AS run_id,
    TIMESTAMP '2024-05-03' AS fetched_at;
INSERT INTO entities BY NAME SELECT 'rebels' AS entity_id, 'GROUP' AS type, 'Rebels' AS name;
INSERT INTO events BY NAME SELECT 'ev1' AS event_id, 'ASSAULT' AS type, ['beat', 'firearms'] AS modes, [] AS contexts,
    'material conflict' AS quad_class, -9.0 AS score, 'actual' AS status, 'unknown' AS date_precision, ['Rebels'] AS actors,
    [] AS recipients, [] AS actor_countries, [] AS recipient_countries, 1 AS n_reports, 1 AS n_articles, 1 AS n_sources,
    0.8 AS confidence;
INSERT INTO event_modes BY NAME SELECT 'ASSAULT' AS type, 'beat' AS mode, -7.5 AS score;
INSERT INTO event_modes BY NAME SELECT 'ASSAULT' AS type, 'firearms' AS mode, -9.0 AS score;
INSERT INTO reports BY NAME SELECT 'r1' AS report_id, 'ev1' AS event_id, 'a1' AS article_id, 0 AS position,
    'ASSAULT' AS type, ['firearms'] AS modes, [] AS contexts, 'actual' AS status, 'killed' AS trigger, 7 AS trigger_start,
    13 AS trigger_end, '{TEXT}' AS sentence, [{{'start': 0, 'end': 61}}] AS evidence, 'unknown' AS date_precision,
    0.8 AS confidence, 'c1' AS coder_version;
INSERT INTO participants BY NAME SELECT 'r1' AS report_id, 0 AS position, 'actor' AS role, 'rebels' AS entity_id,
    'Rebels' AS name, 'COD' AS country, 'REB' AS sector, 'named' AS how;
INSERT INTO tolls BY NAME SELECT 'r1' AS report_id, 0 AS position, 'killed' AS kind, 14 AS low, 14 AS high,
    '14 soldiers' AS victims, 'event' AS scope, 14 AS start_char, 25 AS end_char;
"""


def shape(path):
    with duckdb.connect(str(path), read_only=True) as con:
        columns = con.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns() "
            "WHERE NOT internal AND database_name = current_database() ORDER BY ALL"
        ).fetchall()
        tables = con.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall()
        rules = con.execute(
            "SELECT table_name, constraint_type, expression, constraint_column_names FROM duckdb_constraints() ORDER BY ALL"
        ).fetchall()
    return columns, tables, rules


def older(path, version):
    with duckdb.connect(str(path)) as con:
        con.execute((CASES / f"schema_{version}.sql").read_text(encoding="utf-8"))
        con.execute("INSERT INTO schema_version VALUES (?, TIMESTAMP '2024-01-01')", [version])
        con.execute(ROWS)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("fresh"))
    with warehouse.writer(settings, "r1"):
        pass
    return shape(settings.live_database)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_85_an_older_database_is_migrated_to_what_a_fresh_one_is(tmp_path, fresh, version):
    settings = Settings(data_dir=tmp_path)
    older(settings.live_database, version)
    with warehouse.writer(settings, "r1") as store:
        assert [check.name for check in store.check() if check.n_bad] == []
        warehouse.publish(store)
    hint = "write the change of sql/schema as sql/migrations/NNN.sql too, and raise SCHEMA_VERSION once this one is released"
    assert shape(settings.live_database) == fresh, hint
    told = "SELECT main_mode, sentence, actor_ids, actor_sectors, n_sources FROM events"
    assert warehouse.query(settings, told).rows == (("firearms", TEXT, ["rebels"], ["REB"], 1),)
    assert warehouse.query(settings, "SELECT figure, sentence FROM tolls").rows == (("14 soldiers", TEXT),)


def test_every_version_has_its_migration_and_its_saved_schema():
    """A version raised without a migration, or without the schema before it, fails here."""
    assert sorted(path.stem for path in (ROOT / "sql" / "migrations").glob("*.sql")) == [
        f"{version:03}" for version in range(2, SCHEMA_VERSION + 1)
    ]
    assert sorted(path.stem for path in CASES.glob("schema_*.sql")) == [
        f"schema_{version}" for version in range(1, SCHEMA_VERSION)
    ]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path):
    settings = Settings(data_dir=tmp_path)
    older(settings.live_database, 1)
    with duckdb.connect(str(settings.live_database)) as con:
        con.execute("DROP TABLE tolls")
    before = settings.live_database.read_bytes()
    with pytest.raises((duckdb.Error, ContractBroken)), warehouse.writer(settings, "r1"):
        pass
    assert settings.live_database.read_bytes() == before


KILLED = """
import os, sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("CREATE TABLE merged_events (a INTEGER)")
os.kill(os.getpid(), 9)
"""


def test_a_migration_that_was_killed_is_begun_anew(tmp_path, fresh):
    settings = Settings(data_dir=tmp_path)
    older(settings.live_database, 1)
    subprocess.run([sys.executable, "-c", KILLED, f"{settings.live_database}.migrating"], check=False)
    assert (tmp_path / "live.duckdb.migrating.wal").stat().st_size
    with warehouse.writer(settings, "r1"):
        pass
    assert shape(settings.live_database) == fresh


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE tolls DROP COLUMN figure", r"lacks tolls.figure \(VARCHAR\)"),
        ("ALTER TABLE tolls ADD COLUMN guess VARCHAR", r"has tolls.guess \(VARCHAR\)"),
        ("DROP TABLE merged_events", r"lacks merged_events.actors \(VARCHAR\[\]\)"),
    ],
    ids=["a column less", "a column more", "a table less"],
)
def test_a_database_made_between_two_releases_is_refused_and_left_as_it_was(tmp_path, change, told):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1"):
        pass
    with duckdb.connect(str(settings.live_database)) as con:
        con.execute(change)
    before = settings.live_database.read_bytes()
    with (
        pytest.raises(
            ContractBroken, match=f"{told}: it was made by a sitrep between two releases.*rebuild from pages"
        ),
        warehouse.writer(settings, "r2"),
    ):
        pass
    assert settings.live_database.read_bytes() == before
