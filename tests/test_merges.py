"""Entities of different articles that are one person: merged by rows, and taken apart again."""

import csv
import json
from dataclasses import replace

import pytest

from tasks import exports, warehouse
from tasks.errors import Rejected
from tasks.exports import records
from tasks.merges import Person, merges
from tasks.records import Entity, EventPlace, Happening, Mention, Office, Participant, Span
from tasks.settings import Settings
from tests.conftest import article
from tests.test_cli import sitrep
from tests.test_warehouse import batch, report

MINISTER = "defense minister RUS"


def person(entity_id, name, country="RUS", *offices):
    return Person(entity_id, name, country, name.split()[-1].casefold(), frozenset(offices))


def merged(*people, company=0, undone=()):
    found = merges(people, undone, lambda pairs: dict.fromkeys(pairs, company))
    return {(each.entity_id, each.into_entity_id) for each in found}


@pytest.mark.parametrize(
    ("one", "other", "company", "are_one"),
    [
        (("Shoigu",), ("Sergei Shoigu",), 9, False),
        (("Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 1, True),
        (("Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 0, False),
        (("Shoigu", "UKR", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 9, False),
        (("Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", "general RUS"), 9, False),
        (("Shoigu", None, MINISTER), ("Sergei Shoigu", None, MINISTER), 9, False),
        (("Sergey Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 0, True),
        (("Sergey Shoigu",), ("Sergei Shoigu",), 2, True),
        (("Sergey Shoigu",), ("Sergei Shoigu",), 1, False),
        (("Irina Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 9, False),
        (("Sergei Kuzhugetovich Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 0, True),
        (("S. Shoigu", "RUS", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 0, True),
        (("Sergei Shoigu", "AZE"), ("Sergei Shoigu", "RUS"), 2, True),
        (("Sergei Shoigu", "AZE"), ("Sergei Shoigu", "RUS"), 0, False),
        (("Sergey Shoigu", "AZE", MINISTER), ("Sergei Shoigu", "RUS", MINISTER), 9, False),
    ],
    ids=["surname alone", "surname, country, office, company", "surname without company", "surname of another country",
         "surname in another office", "surname without country", "other writing and office", "other writing and company",
         "other writing alone", "another given name", "middle name", "initial", "one name, country guessed",
         "one name, two countries", "other writing, other country"],
)  # fmt: skip
def test_two_are_one_person(one, other, company, are_one):
    assert bool(merged(person("a", *one), person("b", *other), company=company)) is are_one


def test_a_surname_that_two_people_bear_in_one_office_is_neither():
    people = [person("a", "Khan", "PAK", "minister PAK"), person("b", "Imran Khan", "PAK", "minister PAK")]
    assert merged(*people, company=3) == {("a", "b")}
    assert merged(*people, person("c", "Asad Khan", "PAK", "minister PAK"), company=3) == set()


def test_all_are_merged_into_the_fullest_name_and_none_into_one_that_is_merged():
    people = [person(*each, "RUS", MINISTER) for each in [("a", "Shoigu"), ("b", "Sergei Shoigu"), ("c", "Sergey Shoigu"),
                                                          ("d", "Sergei K. Shoigu")]]  # fmt: skip
    assert merged(*people, company=1) == {("a", "d"), ("b", "d"), ("c", "d")}


def test_what_was_undone_stays_apart_whoever_comes_between():
    people = [
        person(*each, "RUS", MINISTER)
        for each in [("a", "Sergei Shoigu"), ("b", "Sergey Shoigu"), ("c", "Sergei K. Shoigu")]
    ]
    assert merged(*people, undone=[("a", "c")]) == {("b", "c")}


def naming(article_id, entity_id, name, office="defense minister"):
    made = batch(article_id, reports=False)
    text = f"{name} met Jane Roe."
    found = (Entity(entity_id, "PERSON", name, "RUS", "GOV"), Entity("roe", "PERSON", "Jane Roe", "USA", "GOV"))
    mentions = (
        Mention(f"n-{article_id}", article_id, entity_id, 0, len(name), name, "name", office, (Office(office, None, "RUS", office),)),
        Mention(f"o-{article_id}", article_id, "roe", len(name) + 5, len(name) + 13, "Jane Roe", "name"),
    )  # fmt: skip
    coding = replace(made.codings[0], entities=found, mentions=mentions)
    return replace(made, articles=(article(text, article_id=article_id),), codings=(coding,))


@pytest.fixture
def settings(tmp_path):
    made = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(made, "r1") as store:
        store.load(naming("a1", "bare", "Shoigu"))
        store.load(naming("a2", "full", "Sergei Shoigu"))
        warehouse.publish(store)
    return made


PEOPLE = "SELECT name, names, n_articles FROM people WHERE name LIKE '%Shoigu' ORDER BY 1"
APART = (("Sergei Shoigu", ["Sergei Shoigu"], 1), ("Shoigu", ["Shoigu"], 1))


def test_a_merge_is_a_row_that_the_views_follow(settings):
    assert warehouse.query(settings, "SELECT entity_id, into_entity_id, reason FROM entity_merges").rows == (
        ("bare", "full", "surname, country, office defense minister RUS, 1 named with both"),
    )  # fmt: skip
    assert warehouse.query(settings, PEOPLE).rows == (("Sergei Shoigu", ["Sergei Shoigu", "Shoigu"], 2),)
    sql = "SELECT name, n_articles, list_sort(article_ids) FROM office_holders WHERE office = 'defense minister'"
    assert warehouse.query(settings, sql).rows == (("Sergei Shoigu", 2, ["a1", "a2"]),)


def test_a_merge_undone_by_the_command_line_is_not_made_again(settings, tmp_path):
    merge = warehouse.query(settings, "SELECT merge_id FROM entity_merges").rows[0][0]
    done = sitrep("unmerge", merge, "--why", "his brother", "--db", settings.snapshot, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert warehouse.query(settings, PEOPLE).rows == APART
    with warehouse.writer(settings, "r2") as store:
        store.load(naming("a3", "full", "Sergei Shoigu"))
        warehouse.publish(store)
    assert [row[:2] for row in warehouse.query(settings, PEOPLE).rows] == [row[:2] for row in APART]
    assert warehouse.query(settings, "SELECT undone_why, undone_at IS NOT NULL FROM entity_merges").rows == (
        ("his brother", True),
    )


def test_an_undoing_is_taken_back_by_the_command_line(settings, tmp_path):
    before = warehouse.query(settings, "FROM entity_merges").rows
    merge = before[0][0]
    for command in ("unmerge", "remerge"):
        assert sitrep(command, merge, "--db", settings.snapshot, cwd=tmp_path).returncode == 0
    assert warehouse.query(settings, "FROM entity_merges").rows == before
    again = sitrep("remerge", merge, "--db", settings.snapshot, cwd=tmp_path)
    assert again.returncode == 1 and "no_merge" in again.stderr


@pytest.mark.parametrize("command", ["unmerge", "remerge"])
def test_where_there_is_no_database_none_is_made(tmp_path, command):
    done = sitrep(command, "x", "--db", tmp_path / "new" / "sitrep.duckdb", cwd=tmp_path)
    assert done.returncode == 1 and "no_database" in done.stderr and list(tmp_path.iterdir()) == []


def meeting(article_id, entity_id, name, low=14):
    """An article in which a person met Jane Roe and told of 14 soldiers who died."""
    made = naming(article_id, entity_id, name)
    text = f"{name} met Jane Roe and told of 14 soldiers who died."
    met, toll = text.index("met"), text.index("14")
    parties = tuple(
        Participant("actor", each, said, country, "GOV", 0, 6, "named")
        for each, said, country in ((entity_id, name, "RUS"), ("roe", "Jane Roe", "USA"))
    )
    claimant = {"claimed_by": name, "claimed_by_entity_id": entity_id}
    base = report(article_id, "CONSULT")
    tolls = (
        replace(base.tolls[0], low=low, high=low, start_char=toll, end_char=toll + len("14 soldiers"), **claimant),
    )
    told = replace(
        base, modes=(), trigger="met", trigger_start=met, trigger_end=met + 3, evidence=(Span(0, len(text)),),
        participants=parties, tolls=tolls, **claimant,
        places=(EventPlace("town", "Town", "RUS", 1.0, 1.0, None, "town", None, None),),
    )  # fmt: skip
    coding = replace(made.codings[0], reports=(told,))
    happening = Happening(f"e{article_id}", (told.report_id,))
    return replace(made, articles=(article(text, article_id=article_id),), codings=(coding,), happenings=(happening,))


ALONE, TOGETHER = ("Jane Roe", "Shoigu"), ("Jane Roe", "Sergei Shoigu")


def answered(settings, sql):
    return {
        tuple(tuple(each) if isinstance(each, list) else each for each in row)
        for row in warehouse.query(settings, sql).rows
    }


@pytest.mark.parametrize(
    ("sql", "together", "apart"),
    [
        ("SELECT name, n_events FROM active_actors WHERE name LIKE '%Shoigu'", {("Sergei Shoigu", 2)}, {("Shoigu", 1), ("Sergei Shoigu", 1)}),
        ("SELECT DISTINCT other FROM who_met_whom WHERE one = 'Jane Roe'", {("Sergei Shoigu",)}, {("Shoigu",), ("Sergei Shoigu",)}),
        ("SELECT claimed_by, n_events FROM casualties_by_claimant", {("Sergei Shoigu", 2)}, {("Shoigu", 1), ("Sergei Shoigu", 1)}),
        ("SELECT DISTINCT claimed_by FROM claimed_tolls", {("Sergei Shoigu",)}, {("Shoigu",), ("Sergei Shoigu",)}),
        ("SELECT entity_id, main_id FROM merged_entities", {("bare", "full")}, set()),
        ("SELECT actors, claimed_by FROM latest_events", {(TOGETHER, "Sergei Shoigu")}, {(TOGETHER, "Sergei Shoigu"), (ALONE, "Shoigu")}),
        ("SELECT actors, claimed_by FROM search_events('Shoigu')", {(TOGETHER, "Sergei Shoigu")}, {(TOGETHER, "Sergei Shoigu"), (ALONE, "Shoigu")}),
        ("SELECT actors, claimed_by FROM events_near(1, 1, 500)", {(TOGETHER, "Sergei Shoigu")}, {(TOGETHER, "Sergei Shoigu"), (ALONE, "Shoigu")}),
        ("SELECT actors, claimed_by FROM events", {(TOGETHER, "Sergei Shoigu"), (ALONE, "Shoigu")}, {(TOGETHER, "Sergei Shoigu"), (ALONE, "Shoigu")}),
        ("SELECT event_id, actors, recipients, claimed_by FROM merged_events", {("ea1", TOGETHER, (), "Sergei Shoigu")}, set()),
    ],
    ids=["active_actors", "who_met_whom", "casualties_by_claimant", "claimed_tolls", "merged_entities", "latest_events", "search_events",
         "events_near", "events as told", "merged_events"],
)  # fmt: skip
def test_every_view_that_counts_people_follows_a_merge_and_its_undoing(tmp_path, sql, together, apart):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        store.load(meeting("a1", "bare", "Shoigu"))
        store.load(meeting("a2", "full", "Sergei Shoigu"))
        warehouse.publish(store)
    assert answered(settings, sql) == together
    merge = warehouse.query(settings, "SELECT merge_id FROM entity_merges").rows[0][0]
    with warehouse.writer(settings, "r2") as store:
        store.undo_merge(merge, "his brother")
        warehouse.publish(store)
    assert answered(settings, sql) == apart


def told(settings, format_, folder):
    """Return who tells, and who the parties are, by name and by id where the format has ids."""
    exports.write(settings, format_, folder, exports.Selection())
    text = (folder / FILES[format_]).read_text()
    made = (
        [json.loads(line) for line in text.splitlines()]
        if "json" in FILES[format_]
        else csv.reader(text.splitlines(), delimiter="\t")
    )
    if format_ == "ftm":
        return {(each["id"], *each["properties"]["name"]) for each in made if each["schema"] == "Person"}
    if format_ == "gdelt":
        return {(line[6], line[16]) for line in made}
    events = [each["properties"] for each in made[0]["features"]] if format_ == "geojson" else made
    return {
        (*sorted(p if isinstance(p, str) else p["name"] for p in each["actors"]), each["claimed_by"]) for each in events
    }


FILES = {
    "ftm": "entities.ftm.json",
    "gdelt": "sitrep.export.CSV",
    "geojson": "events.geojson",
    "plover": "plover.jsonl",
}
ROE = ("sitrep-entity-roe", "Jane Roe")
EXPORTED = {
    "ftm": ({("sitrep-entity-full", "Sergei Shoigu"), ROE},
            {("sitrep-entity-full", "Sergei Shoigu"), ("sitrep-entity-bare", "Shoigu"), ROE}),
    "gdelt": ({("SERGEI SHOIGU", "JANE ROE")}, {("SERGEI SHOIGU", "JANE ROE"), ("SHOIGU", "JANE ROE")}),
    "geojson": ({(*TOGETHER, "Sergei Shoigu")}, {(*TOGETHER, "Sergei Shoigu"), (*ALONE, "Shoigu")}),
    "plover": ({(*TOGETHER, "Sergei Shoigu")}, {(*TOGETHER, "Sergei Shoigu"), (*ALONE, "Shoigu")}),
}  # fmt: skip


@pytest.mark.parametrize("format_", EXPORTED)
def test_every_export_of_events_follows_a_merge_and_its_undoing(tmp_path, format_):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        store.load(meeting("a1", "bare", "Shoigu"))
        store.load(meeting("a2", "full", "Sergei Shoigu"))
        warehouse.publish(store)
        assert told(settings, format_, tmp_path) == EXPORTED[format_][0]
        merge = warehouse.query(settings, "SELECT merge_id FROM entity_merges").rows[0][0]
        store.undo_merge(merge, "his brother")
        warehouse.publish(store)
    assert told(settings, format_, tmp_path) == EXPORTED[format_][1]


def test_of_two_parties_who_are_one_an_export_has_the_first(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        store.load(meeting("a1", "bare", "Shoigu"))
        warehouse.publish(store)
    with warehouse.reading(settings) as ask:
        row = ask("export_events", since=None, until=None, country=None)[0]
    one = row["parties"][0]
    given = [one | {"name": name, "entity_id": key, "role": role}
             for name, key, role in (("A", "x", "actor"), ("B", "y", "actor"), ("C", "x", "actor"), ("D", "x", "recipient"))]  # fmt: skip
    assert [party.name for party in records.event(row | {"parties": given}).parties] == ["A", "B", "D"]


def test_two_figures_of_one_person_do_not_contradict_each_other_until_they_are_two(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        for made in (meeting("a1", "bare", "Shoigu"), meeting("a2", "full", "Sergei Shoigu", low=12)):
            report_id = made.codings[0].reports[0].report_id
            store.load(replace(made, happenings=(Happening("v", (report_id,)),)))
        warehouse.publish(store)
    sql = "SELECT claimed_by_1, claimed_by_2 FROM contradicting_tolls"
    assert warehouse.query(settings, sql).rows == ()
    merge = warehouse.query(settings, "SELECT merge_id FROM entity_merges").rows[0][0]
    with warehouse.writer(settings, "r2") as store:
        store.undo_merge(merge, "his brother")
        warehouse.publish(store)
    assert warehouse.query(settings, sql).rows == (("Sergei Shoigu", "Shoigu"),)


def test_a_claimant_is_one_however_articles_write_the_name(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        for made in (meeting("a1", "full", "Sergey Shoigu"), meeting("a2", "full", "Sergei Shoigu", low=12)):
            report_id = made.codings[0].reports[0].report_id
            store.load(replace(made, happenings=(Happening("v", (report_id,)),)))
        warehouse.publish(store)
    assert warehouse.query(settings, "SELECT count(DISTINCT claimed_by) FROM tolls").rows == ((2,),)
    assert warehouse.query(settings, "FROM contradicting_tolls").rows == ()
    for view in ("claimed_tolls", "casualties_by_claimant"):
        assert warehouse.query(settings, f"SELECT DISTINCT claimed_by FROM {view}").rows == (("Sergey Shoigu",),)


def test_two_claimants_of_one_name_are_two(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        for article_id, entity_id, country in (("a1", "one", "NER"), ("a2", "other", "ARM")):
            made = meeting(article_id, entity_id, "Ministry")
            found = tuple(
                replace(each, country=country) if each.entity_id == entity_id else each
                for each in made.codings[0].entities
            )
            store.load(replace(made, codings=(replace(made.codings[0], entities=found),)))
        warehouse.publish(store)
    sql = "SELECT claimed_by, claimed_by_country, n_events FROM casualties_by_claimant ORDER BY 2"
    assert warehouse.query(settings, sql).rows == (("Ministry", "ARM", 1), ("Ministry", "NER", 1))


def test_what_is_no_merge_cannot_be_undone(settings):
    with warehouse.writer(settings, "r2") as store, pytest.raises(Rejected, match="no_merge"):
        store.undo_merge("nothing", "")


def test_the_merges_of_people_who_are_no_more_go_with_them(settings):
    with warehouse.writer(settings, "r2") as store:
        store.load(naming("a1", "mayor", "Ivan Petrov", "mayor"))
        store.tidy()
        warehouse.publish(store)
    assert warehouse.query(settings, "FROM entity_merges").rows == ()
