"""`sitrep diff`: what two coders make of the same pages."""

import json
import shutil

import duckdb
import pytest

from tasks import compare
from tests.test_cli import sitrep

pytestmark = pytest.mark.timeout(170)


@pytest.fixture(scope="module")
def newer(demo, tmp_path_factory):
    """The demo database as a coder would make it that misses one event, finds one more and dates a third otherwise."""
    path = tmp_path_factory.mktemp("diff") / "new.duckdb"
    shutil.copy(demo.snapshot, path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE reports SET coder_version = 'next'")
        ids = con.execute(
            "SELECT min(report_id) FROM reports WHERE event_date IS NOT NULL AND sentence LIKE '%Sudan%' UNION ALL "
            "SELECT min(report_id) FROM reports WHERE sentence LIKE '%Niger%'"
        ).fetchall()
        changed, gone = (report_id for (report_id,) in ids)
        con.execute("UPDATE reports SET event_date = DATE '1999-01-01' WHERE report_id = ?", [changed])
        con.execute(
            "INSERT INTO reports SELECT * REPLACE ('added' AS report_id, 'REQUEST' AS type) FROM reports WHERE report_id = ?",
            [changed],
        )
        con.execute("DELETE FROM reports WHERE report_id = ?", [gone])
        con.execute("UPDATE articles SET content_sha256 = 'other' WHERE source = 'el-faro'")
        con.execute("DELETE FROM articles WHERE title LIKE 'Storm%'")
    return path


def test_events_added_gone_and_changed_are_told(demo, newer):
    found = compare.databases(demo, demo.model_copy(update={"database": newer}))
    kinds = {change.kind: change for change in found.changes}
    assert sorted(change.kind for change in found.changes) == ["added", "changed", "gone"]
    (field,) = kinds["changed"].fields
    assert field[0] == "event_date" and field[2] == "1999-01-01" and field[1] != field[2]
    assert kinds["added"].type == "REQUEST" and "Niger" in kinds["gone"].sentence
    assert (found.n_other_text, found.n_only_old, found.n_only_new) == (3, 1, 0)
    assert found.coders[1] == "next"


def test_a_database_does_not_differ_from_itself(demo):
    found = compare.databases(demo, demo)
    assert found.changes == () and found.n_same > 50 and found.n_articles == 25


def test_the_command_tells_it_to_people_and_machines(demo, newer, tmp_path):
    told = sitrep("diff", demo.snapshot, newer, cwd=tmp_path)
    assert told.returncode == 0 and "1 added, 1 gone, 1 changed" in told.stdout, told.stderr
    made = json.loads(sitrep("diff", demo.snapshot, newer, "--json", cwd=tmp_path).stdout)
    assert len(made["changes"]) == 3 and made["n_only_old"] == 1
