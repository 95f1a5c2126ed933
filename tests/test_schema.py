"""The schema is the contract: records agree with it, every table and column is explained, docs follow from it."""

from dataclasses import fields

import duckdb
import pytest

from tasks import docs, records, warehouse
from tasks.settings import ROOT, Settings

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
