"""`sitrep diff`: what two coders make of the same pages."""

import json
import shutil
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from tasks import compare, warehouse
from tasks.records import EventPlace, Happening, Span
from tasks.settings import Settings
from tests.test_cli import sitrep
from tests.test_warehouse import TEXT, batch, report

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
    assert "→ 1999-01-01" in told.stdout and "REQUEST" in told.stdout
    made = json.loads(sitrep("diff", demo.snapshot, newer, "--json", cwd=tmp_path).stdout)
    assert len(made["changes"]) == 3 and made["n_only_old"] == 1


def coded(folder, *reports, version="test-1", text=TEXT, url="http://x.org/1"):
    """The database of a coder that finds these reports in one article, loaded and published as a run does it."""
    settings = Settings(data_dir=folder)
    made = batch()
    article = replace(made.articles[0], text=text, content_sha256=text, url=url, canonical_url=url)
    told = tuple(replace(each, position=at, report_id=f"r{at}") for at, each in enumerate(reports))
    coding = replace(made.codings[0], reports=told, coder_version=version)
    happenings = tuple(Happening(f"ev{each.position}", (each.report_id,)) for each in told)
    with warehouse.writer(settings, "r1") as store:
        store.load(replace(made, articles=(article,), codings=(coding,), happenings=happenings, outcomes=()))
        warehouse.publish(store)
    return settings


FIRST = report()
(PARTY,), (TOLL,) = FIRST.participants, FIRST.tolls
PLACE = EventPlace("goma", "Goma", "COD", -1.7, 29.2, None, "town", 26, 30)
TOLD = "14 COD MIL killed, says army"
OTHERWISE = [
    ({"type": "COERCE"}, ("type", "ASSAULT", "COERCE")),
    ({"status": "denied"}, ("status", "actual", "denied")),
    ({"modes": ("explosives", "firearms")}, ("modes", "firearms", "explosives, firearms")),
    ({"contexts": ("military",)}, ("contexts", None, "military")),
    ({"participants": (replace(PARTY, name="M23"),)}, ("actors", "Rebels (COD REB)", "M23 (COD REB)")),
    ({"participants": (replace(PARTY, country="RWA"),)}, ("actors", "Rebels (COD REB)", "Rebels (RWA REB)")),
    ({"participants": (replace(PARTY, sector=None),)}, ("actors", "Rebels (COD REB)", "Rebels (COD)")),
    ({"participants": (PARTY, replace(PARTY, role="recipient", name="army", sector="MIL"))}, ("recipients", None, "army (COD MIL)")),
    ({"event_date": date(2024, 5, 1)}, ("event_date", "2024-05-02", "2024-05-01")),
    ({"date_precision": "month"}, ("date_precision", "day", "month")),
    ({"places": (PLACE,)}, ("place", None, "Goma (COD)")),
    ({"claimed_by": None, "claimed_by_entity_id": None}, ("claimed_by", "the army", None)),
    ({"tolls": ()}, ("tolls", TOLD, None)),
    ({"tolls": (replace(TOLL, kind="wounded"),)}, ("tolls", TOLD, "14 COD MIL wounded, says army")),
    ({"tolls": (replace(TOLL, high=20),)}, ("tolls", TOLD, "14-20 COD MIL killed, says army")),
    ({"tolls": (replace(TOLL, high=None),)}, ("tolls", TOLD, "14-? COD MIL killed, says army")),
    ({"tolls": (replace(TOLL, low=None, high=None),)}, ("tolls", TOLD, "some COD MIL killed, says army")),
    ({"tolls": (replace(TOLL, scope="to_date"),)}, ("tolls", TOLD, "14 COD MIL killed to date, says army")),
    ({"tolls": (replace(TOLL, claimed_by=None, claimed_by_entity_id=None),)}, ("tolls", TOLD, "14 COD MIL killed")),
    ({"evidence": (Span(0, 46),)}, ("sentence", TEXT, TEXT[:46])),
]  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return coded(tmp_path_factory.mktemp("before"), FIRST)


@pytest.mark.parametrize(("change", "field"), OTHERWISE, ids=[f"{name} {new}" for _, (name, _, new) in OTHERWISE])
def test_a_report_told_otherwise_is_one_change_of_one_field(before, tmp_path, change, field):
    found = compare.databases(before, coded(tmp_path, replace(FIRST, **change), version="test-2"))
    assert [(each.kind, each.fields) for each in found.changes] == [("changed", (field,))]
    assert (found.n_same, found.n_articles) == (0, 1)


def test_every_field_that_is_compared_has_its_case():
    assert {name for _, (name, _, _) in OTHERWISE} == set(compare.FIELDS)


LATER = replace(FIRST, trigger="said", trigger_start=56, trigger_end=60, tolls=())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([FIRST], [FIRST, LATER], [("added", "said")]),
        ([FIRST, LATER], [FIRST], [("gone", "said")]),
        ([FIRST], [LATER], [("gone", "killed"), ("added", "said")]),
        ([FIRST], [FIRST, replace(FIRST, type="COERCE")], [("added", "killed")]),
        ([FIRST, FIRST], [FIRST], [("gone", "killed")]),
        ([FIRST, LATER], [LATER, FIRST], []),
        ([], [FIRST], [("added", "killed")]),
    ],
    ids=["added", "gone", "another", "a second of other type", "twice, now once", "in other order", "none before"],
)
def test_events_added_and_gone_are_told_with_their_sentence(tmp_path, old, new, told):
    found = compare.databases(coded(tmp_path / "old", *old), coded(tmp_path / "new", *new))
    assert [(each.kind, each.trigger) for each in found.changes] == told
    assert {each.sentence for each in found.changes} <= {TEXT}


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        ({"url": "http://mirror.org/7"}, (1, 0, 0, 0)),
        ({"text": TEXT + " More."}, (0, 1, 0, 0)),
        ({"url": "http://mirror.org/7", "text": TEXT + " More."}, (0, 0, 1, 1)),
    ],
    ids=["another address", "another text", "another article"],
)
def test_pages_are_the_same_by_address_or_by_headline_and_text(before, tmp_path, other, counts):
    found = compare.databases(before, coded(tmp_path, **other))
    assert (found.n_articles, found.n_other_text, found.n_only_old, found.n_only_new) == counts
    assert len(found.changes) == counts[0]


def test_the_command_says_when_there_is_nothing_to_compare(before, tmp_path):
    made = coded(tmp_path, url="http://mirror.org/7", text=TEXT + " More.")
    assert "nothing to compare" in sitrep("diff", before.snapshot, made.snapshot, cwd=tmp_path).stdout
