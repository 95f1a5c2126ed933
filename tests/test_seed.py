"""The founding example comes out right."""

import json

import pytest

from tasks import entities, events, interchange
from tests.conftest import SHARED

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def coded(pipeline):
    gold = json.loads((SHARED / "bench" / "dev" / "seed.json").read_text())
    reading = entities.find([interchange.article(gold)], pipeline)[0]
    return reading, events.code([reading])[0]


def named(report, role):
    return {p.name for p in report.participants if p.role == role}


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        ("Zakir Hasanov", "Colin Kahl", {("AZE", "GOV"), ("USA", "GOV")}),
        ("Karim Valiyev", "Yashar Guler", {("AZE", "MIL"), ("TUR", "MIL")}),
        ("Karim Valiyev", "Sergei Shoigu", {("AZE", "MIL"), ("RUS", "GOV")}),
    ],
    ids=["Hasanov-Kahl", "Valiyev-Guler", "Valiyev-Shoigu"],
)
def test_phone_consultation(coded, one, other, codes):
    calls = [r for r in coded[1].reports if r.type == "CONSULT" and named(r, "actor") == {one, other}]
    assert len(calls) == 1
    assert calls[0].modes == ("phone",)
    assert str(calls[0].event_date) == "2022-09-15"
    assert {(p.country, p.sector) for p in calls[0].participants} == codes


def test_no_other_consultation(coded):
    assert sum(r.type == "CONSULT" for r in coded[1].reports) == 3


def test_blinken_welcomes_the_truce(coded):
    found = [r for r in coded[1].reports if r.type == "SUPPORT" and "Antony Blinken" in named(r, "actor")]
    assert found and {p.country for p in found[0].participants if p.role == "recipient"} == {"AZE", "ARM"}


def test_guler_condoles(coded):
    found = [r for r in coded[1].reports if r.trigger == "condolences"]
    assert [named(r, "actor") for r in found] == [{"Yashar Guler"}]
    assert {p.country for p in found[0].participants if p.role == "recipient"} == {"AZE"}


def test_assault_at_three_districts(coded):
    districts = {"Dashkasan", "Kalbajar", "Lachin"}  # where the mining and the clashes were too, in fewer words
    found = [r for r in coded[1].reports if r.type == "ASSAULT" and {p.name for p in r.places} >= districts]
    assert len(found) == 1
    report = found[0]
    assert {p.name for p in report.places} == districts
    assert all(p.country == "AZE" and 38 < p.lat < 42 and 44 < p.lon < 51 for p in report.places)
    assert str(report.event_date) == "2022-09-13"
    assert {(p.role, p.country, p.sector) for p in report.participants} == {
        ("actor", "ARM", "MIL"),
        ("recipient", "AZE", "MIL"),
    }


def test_the_mining(coded):
    found = [r for r in coded[1].reports if r.trigger.startswith("mined")]
    assert [(r.type, r.modes) for r in found] == [("ASSAULT", ("explosives",))]
    assert {(p.role, p.country) for p in found[0].participants} == {("actor", "ARM"), ("recipient", "AZE")}


def test_tolls_side_by_side(coded):
    tolls = {
        (t.kind, t.low, t.high, t.victims_country, t.victims_sector, t.claimed_by)
        for r in coded[1].reports
        for t in r.tolls
    }
    assert tolls == {
        ("killed", 71, 71, "AZE", "MIL", "Azerbaijani Ministry of Defense"),
        ("killed", 135, 135, "ARM", "MIL", "Armenian government"),
    }


def test_valiyev_once_with_both_titles(coded):
    found = [e for e in coded[1].entities if "Valiyev" in e.name]
    assert len(found) == 1
    assert "First Deputy Defense Minister" in found[0].role and "Chief of the General Staff" in found[0].role


def test_every_span_matches_the_text(coded):
    reading, coding = coded
    text = reading.article.text
    assert all(text[m.start_char : m.end_char] == m.text for m in coding.mentions)
    assert all(text[r.trigger_start : r.trigger_end] == r.trigger for r in coding.reports)


def test_raw_page_of_the_same_article():
    from tasks import articles
    from tests.pages import seed_page

    article = articles.read(seed_page((SHARED / "seeds" / "azernews-2022-09-16.txt").read_text()), None, None)
    assert article.title == "Azerbaijan, US defense officials discuss flare-up on border"
    assert article.authors == ("Vugar Khalilov",)
    assert article.published_at.isoformat() == "2022-09-16T11:40:00+04:00"
    assert "Follow us" not in article.text
