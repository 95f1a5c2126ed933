"""Searches find what reading all texts would find, by an index that follows what is loaded."""

from dataclasses import replace

import duckdb
import pytest

from tasks import warehouse
from tasks.settings import Settings
from tasks.warehouse import words
from tests.test_warehouse import batch

TEXTS = {
    "a1": ("Ports reopened", "Grain left the ports of Odesa.\nSupport grew in the U.S. and Türkiye."),
    "a2": (
        "Truce of 72 hours",
        "A 72-hour truce began in Ankara, the UN said; 1,200 tonnes of grain were let through.",
    ),
    "a3": ("Зерно и порты", "Порты Одессы снова открыты."),
    "a4": ("没有消息", "联合国说,港口重新开放。"),
    "a5": ("Nothing", "No word of it here: 50% off, it's said."),
}
FOUND = [
    ("grain", {"a1", "a2"}), ("GRAIN odesa", {"a1"}), ("port", {"a1"}), ("u.s.", {"a1"}), ("72-hour truce", {"a2"}),
    ("hour 72", {"a2"}), ("1,200", {"a2"}), ("1200", set()), ("ПОРТЫ", {"a3"}), ("港口", {"a4"}), ("50%", {"a5"}), ("it's", {"a5"}),
    ("nothing word", {"a5"}), ("türkiye  grain", {"a1"}), ("grain nowhere", set()), ("rain hour", {"a2"}), ("'", set()), ("", set()),
]  # fmt: skip


def load(store, article_id, title, text):
    made = batch(article_id, reports=False)
    coding = replace(made.codings[0], entities=(), mentions=())
    store.load(replace(made, articles=(replace(made.articles[0], title=title, text=text),), codings=(coding,)))


def found(settings, asked):
    rows = warehouse.query(settings, "SELECT article_id FROM search_articles($asked)", {"asked": asked}).rows
    assert len(set(rows)) == len(rows)
    return {article_id for (article_id,) in rows}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("words"))
    with warehouse.writer(settings, "r1") as store:
        for article_id, told in TEXTS.items():
            load(store, article_id, *told)
        warehouse.publish(store)
    return settings


@pytest.mark.parametrize(("asked", "expected"), FOUND, ids=[asked or "nothing" for asked, _ in FOUND])
def test_a_search_finds_the_articles_that_hold_every_word(published, asked, expected):
    assert found(published, asked) == expected


@pytest.mark.parametrize(("newest", "expected"), [("1", 1), ("2", 2), ("100", 3), ("NULL", 3)])
def test_the_newest_so_many_are_the_first_of_all(published, newest, expected):
    every = warehouse.query(published, "FROM search_articles('o')").rows
    some = warehouse.query(published, f"FROM search_articles('o', newest := {newest})").rows
    assert len(every) == 3
    assert some == every[:expected]


def test_an_article_loaded_anew_is_found_by_its_new_words_only(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        load(store, "a1", "Grain", "Grain was shipped.")
        load(store, "a2", "Rice", "Rice was shipped.")
        warehouse.publish(store)
        load(store, "a1", "Wheat", "Wheat was shipped.")
        warehouse.publish(store)
    assert [found(settings, asked) for asked in ("grain", "wheat", "rice", "shipped")] == [
        set(),
        {"a1"},
        {"a2"},
        {"a1", "a2"},
    ]


@pytest.mark.parametrize(("full", "most"), [(2, 5), (100, 2)], ids=["small parts", "large parts"])
def test_many_publications_make_few_parts_and_each_article_is_in_one(tmp_path, monkeypatch, full, most):
    monkeypatch.setattr(words, "FULL", full)
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        for number in range(9):
            load(store, f"b{number}", f"Title {number}", f"Grain x{number}y was shipped.")
            warehouse.publish(store)
    with duckdb.connect(str(settings.snapshot), read_only=True) as con:
        parts = con.execute("SELECT part, count(*) FROM indexed_articles GROUP BY part").fetchall()
        assert con.execute("SELECT count(*), count(DISTINCT article_id) FROM indexed_articles").fetchall() == [(9, 9)]
        assert con.execute("SELECT DISTINCT part FROM article_words ORDER BY 1").fetchall() == sorted(
            (p,) for p, _ in parts
        )
    assert len(parts) <= most
    assert [found(settings, f"x{n}y") for n in range(9)] == [{f"b{n}"} for n in range(9)]
    assert len(found(settings, "grain")) == 9


def test_parts_of_which_most_was_loaded_anew_go(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        for turn in ("first", "second"):
            for number in range(4):
                load(store, f"b{number}", "T", f"{turn} text")
            warehouse.publish(store)
    assert warehouse.query(
        settings, "SELECT count(DISTINCT part), count(*) FILTER (word = 'first') FROM article_words"
    ).rows == ((1, 0),)
