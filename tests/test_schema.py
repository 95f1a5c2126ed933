"""The schema is the contract: records agree with it, every table and column is explained, docs follow from it."""

import re
from dataclasses import fields, replace

import duckdb
import pytest

from tasks import docs, records, tables, warehouse
from tasks.records import EventPlace, Office
from tasks.settings import ROOT, Settings
from tasks.warehouse.database import declared
from tests.test_warehouse import batch

CHILDREN = {"places", "participants", "tolls", "body", "headers", "evidence", "offices"}
PAIRS = [
    ("runs", records.Run), ("polls", records.Poll), ("pages", records.Page), ("entries", records.FeedEntry),
    ("feeds", records.Feed), ("feeds", records.FeedState), ("articles", records.Article),
    ("story_articles", records.StoryArticle), ("entities", records.Entity), ("mentions", records.Mention),
    ("reports", records.Report), ("participants", records.Participant), ("report_places", records.EventPlace),
    ("tolls", records.Toll), ("rejects", records.Reject), ("role_mentions", records.Office), ("entity_merges", records.EntityMerge),
]  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    con = duckdb.connect()
    for path in sorted((ROOT / "sql" / "schema").glob("*.sql")):
        con.execute(path.read_text(encoding="utf-8"))
    return con


@pytest.mark.parametrize(("table", "record"), PAIRS, ids=[record.__name__ for _, record in PAIRS])
def test_record_fields_are_columns(connection, table, record):
    rows = connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    assert {field.name for field in fields(record)} - CHILDREN <= {name for (name,) in rows}


def test_every_table_and_column_is_explained(connection):
    bare = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    assert connection.execute(bare).fetchall() == []
    assert connection.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall() == []


def test_tables_page_is_fresh():
    assert docs.PAGE.read_text(encoding="utf-8") == docs.tables_page()


def test_every_view_is_explained_and_answers(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r") as store:
        warehouse.publish(store)
    views = warehouse.query(settings, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").rows
    assert len(views) >= 8
    for name, comment in views:
        assert comment, name
        assert warehouse.query(settings, f"SELECT * FROM {name}").rows == (), name


def columns(connection, table):
    rows = connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    return {name for (name,) in rows}


def test_tables_are_declared_in_the_schema_alone():
    """Anywhere else a table is made for one connection, or by a migration, which test_migrations holds to the schema."""
    made = re.compile(r"CREATE (?!TEMP |OR REPLACE TEMP )(?:OR REPLACE )?TABLE|ALTER TABLE", re.IGNORECASE)
    sources = [*(ROOT / "sql").rglob("*.sql"), *(ROOT / "tasks" / "warehouse").glob("*.py")]
    homes = {path.parent.name for path in sources if made.search(path.read_text(encoding="utf-8"))}
    assert homes == {"schema", "migrations"}


def test_each_file_of_the_schema_makes_the_table_it_is_named_after(connection):
    made = [
        name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall()
    ]
    assert made == [path.stem[3:] for path in sorted((ROOT / "sql" / "schema").glob("*.sql"))]


def test_the_loader_writes_every_column_in_the_order_of_the_schema(connection):
    """What hangs on a row comes after it there, so a column or table that is added is missed here until it is loaded."""
    order = [path.stem[3:] for path in sorted((ROOT / "sql" / "schema").glob("*.sql"))]
    rows = tables.coding_rows(full())
    assert list(rows) == sorted(rows, key=order.index)
    for table, some in rows.items():
        assert columns(connection, table) <= set(some[0]), table


def full():
    """A batch that has a row for every table of an article."""
    made = batch()
    coding = made.codings[0]
    place = EventPlace("goma", "Goma", "COD", -1.7, 29.2, None, "town", 26, 30)
    office = Office("commander", None, "COD", "commander")
    return replace(
        made,
        codings=(
            replace(
                coding,
                mentions=(replace(coding.mentions[0], offices=(office,)),),
                reports=(replace(coding.reports[0], places=(place,)),),
            ),
        ),
    )


def test_what_is_loaded_can_be_read_back_column_by_column(tmp_path):
    """The whole way: records, rows, tables; a column that the loader leaves empty or shifts shows here."""
    settings, made = Settings(data_dir=tmp_path), full()
    with warehouse.writer(settings, "r") as store:
        store.load(made)
        warehouse.publish(store)
    for table, some in tables.coding_rows(made).items():
        names = sorted(set(some[0]) & {name for owner, name, _ in declared() if owner == table})
        asked = f"SELECT {', '.join(names)} FROM {table}"
        (row,) = warehouse.query(settings, asked).rows
        assert dict(zip(names, row, strict=True)) == {name: some[0][name] for name in names}, table
