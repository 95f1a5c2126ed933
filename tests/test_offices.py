"""Roles as said become offices of bodies and countries, and a table of who held what."""

from dataclasses import replace

import pytest

from tasks import entities, warehouse
from tasks.entities.offices import held
from tasks.records import Entity, Mention, Office
from tasks.settings import Settings
from tests.conftest import article
from tests.test_warehouse import batch


@pytest.mark.parametrize(
    ("said", "country", "offices"),
    [
        (
            "First Deputy Defense Minister and Chief of the General Staff",
            "AZE",
            [("first deputy defense minister", "Ministry of Defense", "AZE"), ("chief of the general staff", "General Staff", "AZE")],
        ),
        ("Minister of Foreign Affairs and Trade", "HUN", [("foreign minister", "Ministry of Foreign Affairs", "HUN")]),
        ("foreign affairs minister of Cuba", None, [("foreign minister", "Ministry of Foreign Affairs", "CUB")]),
        ("Russian Defence Minister", None, [("defense minister", "Ministry of Defense", "RUS")]),
        ("US Secretary of State", None, [("secretary of state", "Department of State", "USA")]),
        ("Secretary of Transportation", "USA", [("secretary of transportation", "Department of Transportation", "USA")]),
        ("Transport Secretary", "GBR", [("transport secretary", None, "GBR")]),
        ("US Under-Secretary of Defense for Policy", None, [("under-secretary of defense for policy", "Department of Defense", "USA")]),
        ("Pentagon Press Secretary", "USA", [("press secretary", "Pentagon", "USA")]),
        ("President of Burundi", None, [("president", None, "BDI")]),
        ("former governor of Illinois", "USA", [("former governor", "Illinois", "USA")]),
        ("ex-president", "PER", [("former president", None, "PER")]),
        ("mayor of Seoul", "KOR", [("mayor", "Seoul", "KOR")]),
        ("US Ambassador to Germany", None, [("ambassador to Germany", None, "USA")]),
        ("UK Special Representative for Syria", None, [("special representative for Syria", None, "GBR")]),
        ("Conservative Party leader and Prime Minister", "GBR", [("leader", "Conservative Party", "GBR"), ("prime minister", None, "GBR")]),
        ("commander of the Quds Force", "IRN", [("commander", "Quds Force", "IRN")]),
        ("507th Maintenance Group Commander", "USA", [("commander", "507th Maintenance Group", "USA")]),
        ("AU chairperson", None, [("chair", "African Union", "IGO")]),
        ("CEO of Tesco", "GBR", [("chief executive", "Tesco", "GBR")]),
        ("funeral of Iranian commander General", None, [("commander", None, "IRN")]),
        ("Mr", "USA", []),
        ("musician", "USA", []),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_role_comes_to_offices(said, country, offices):
    assert [(each.office, each.body, each.country) for each in held(said, country)] == offices


def test_a_mention_carries_the_offices_said_beside_it(pipeline):
    text = "Turkish Foreign Minister Mevlut Cavusoglu arrived in Baku on Friday. Cavusoglu met the president."
    reading = entities.find([article(text)], pipeline)[0]
    told = [
        (m.text, [(o.office, o.body, o.country) for o in m.offices]) for m in reading.mentions if "Cavusoglu" in m.text
    ]
    assert told == [
        ("Mevlut Cavusoglu", [("foreign minister", "Ministry of Foreign Affairs", "TUR")]),
        ("Cavusoglu", []),
    ]


def saying(article_id, published, *offices, version=1):
    made = batch(article_id, version, reports=False)
    who = Entity("doe", "PERSON", "Jane Doe", "USA", "GOV")
    mention = Mention(f"d-{article_id}", article_id, "doe", 0, 6, "Rebels", "name", "said", offices)
    coding = replace(made.codings[0], entities=(who,), mentions=(mention,))
    when = replace(article("Rebels killed 14 soldiers.", published, article_id=article_id), version=version)
    return replace(made, articles=(when,), codings=(coding,))


def test_roles_tell_who_held_what_first_and_last_seen_and_which_articles_say_so(tmp_path):
    minister = Office("defense minister", "Ministry of Defense", "USA", "Defense Minister")
    general, fuller = Office("colonel", None, "USA", "Colonel"), replace(minister, said="US Defense Minister")
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        store.load(saying("a2", "2024-05-04T12:00:00+00:00", fuller))
        store.load(saying("a1", "2024-05-03T12:00:00+00:00", minister, general))
        store.load(saying("a3", "2024-05-09T12:00:00+00:00"))
        warehouse.publish(store)
    sql = "SELECT office, said, first_seen_at::DATE::VARCHAR, last_seen_at::DATE::VARCHAR, n_articles, article_ids FROM roles ORDER BY 1"
    assert warehouse.query(settings, sql).rows == (
        ("colonel", "Colonel", "2024-05-03", "2024-05-03", 1, ["a1"]),
        ("defense minister", "US Defense Minister", "2024-05-03", "2024-05-04", 2, ["a1", "a2"]),
    )


def test_a_role_that_a_new_version_of_the_article_takes_back_is_gone(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        store.load(saying("a1", "2024-05-03T12:00:00+00:00", Office("colonel", None, "USA", "Colonel")))
        store.load(saying("a1", "2024-05-03T12:00:00+00:00", version=2))
        warehouse.publish(store)
    assert warehouse.query(
        settings, "SELECT (SELECT count(*) FROM roles), (SELECT count(*) FROM role_mentions)"
    ).rows == ((0, 0),)
