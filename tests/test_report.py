"""The report: what it tells, that it links to evidence, and that hostile text stays text."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from tasks import report as reports
from tasks import warehouse
from tasks.records import Coding, Entity, EventPlace, Feed, Happening, Participant, Report, Span, StoryArticle, Toll
from tasks.report import chart, sections
from tasks.report.gather import web_address
from tasks.report.records import Evidence, Figure
from tasks.report.write import marked_down
from tasks.settings import Settings
from tasks.tables import Batch
from tests.conftest import article

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> ](javascript:alert(2)) \u202e <img src=http://127.0.0.1:9/x onerror=alert(3)>"


def told(number, type_, when, text, trigger, toll=None, claimed_by=None, event=None, title="", url=None, place=None,
         parties=()):  # fmt: skip
    """One article of one sentence with one report."""
    name = f"a{number}"
    start = text.index(trigger)
    made = article(text, published=when.isoformat(), title=title, article_id=name)
    made = replace(made, url=url or made.url, fetched_at=when + timedelta(minutes=5), source=f"paper-{number}")
    kind, low, country = toll or (None, None, None)
    figure = text.index(str(low)) if toll else 0
    tolls = (
        Toll(kind=kind, low=low, high=low, victims=f"{low} soldiers", victims_country=country, victims_sector="MIL",
             claimed_by_entity_id=None, claimed_by=claimed_by, scope="event", start_char=figure, end_char=figure + len(str(low))),
    ) if toll else ()  # fmt: skip
    entities = tuple(Entity(who, "ORG", who, country) for _, who, country in parties)
    coded = Report(
        report_id=f"r{number}", article_id=name, position=0, type=type_, modes=(), contexts=(), status="actual",
        trigger=trigger, trigger_start=start, trigger_end=start + len(trigger), evidence=(Span(0, len(text)),),
        event_date=when.date(), date_precision="day", date_method=None, date_start=None, date_end=None,
        places=(EventPlace("goma", place, "COD", -1.7, 29.2, None, "town", None, None),) if place else (),
        participants=tuple(Participant(role, who, who, country, None, None, None, "named") for role, who, country in parties),
        tolls=tolls, claimed_by_entity_id=None, claimed_by=claimed_by, claim_start=None, claim_end=None, carrier=None,
        confidence=0.8, coder_version="test",
    )  # fmt: skip
    return Batch(
        "r1", (made,), (Coding(name, "coded", "test", entities, (), (coded,), ()),),
        ((StoryArticle(name, name, "original", 1.0, "first"), b"x" * 512),),
        (Happening(event or f"ev{number}", (coded.report_id,)),), (), (),
    )  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    made = Settings(data_dir=tmp_path_factory.mktemp("report"))
    early, late = NOW - timedelta(days=1, hours=2), NOW - timedelta(hours=3)
    rebels, army = ("actor", "Rebels", "COD"), ("recipient", "Rwandan army", "RWA")
    batches = [
        told(1, "ASSAULT", early, "Rebels killed 10 soldiers in Goma.", "killed", ("killed", 10, "RWA"), "Rwanda", "fight",
             place="Goma", parties=(rebels, army)),
        told(2, "ASSAULT", late, "Rebels killed 14 soldiers in Goma, Rwanda said.", "killed", ("killed", 14, "RWA"), "Rwanda",
             "fight", place="Goma", parties=(rebels, army)),
        told(3, "ASSAULT", late, "Rebels killed 40 soldiers, they said.", "killed", ("killed", 40, "RWA"), "Rebels", "fight",
             place="Goma", parties=(rebels, army)),
        told(4, "ACCUSE", late, f"Someone accused {HOSTILE} of it.", "accused", title=HOSTILE, url="javascript:alert(4)",
             parties=(("actor", HOSTILE, None),)),
        told(5, "CONSULT", late, "Envoys of Peru and Chile met.", "met", parties=(("actor", "Peru", "PER"), ("actor", "Chile", "CHL"))),
    ]  # fmt: skip
    with warehouse.writer(made, "r1") as store:
        store.sync_feeds([Feed("javascript:alert(5)", HOSTILE, HOSTILE, homepage="javascript:alert(6)")])
        for each in batches:
            store.load(each)
        warehouse.publish(store)
    return made


@pytest.fixture(scope="module")
def report(settings):
    return reports.gather(settings, NOW)


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def values(self, name):
        return [attrs[name] for _, attrs in self.found if name in attrs]


def test_the_day_holds_what_was_reported_in_it_and_knows_what_is_new(report):
    assert [(item.event_id, item.is_new) for item in report.items] == [("fight", False), ("ev5", True), ("ev4", True)]
    assert report.n_in_all == 3 and report.before == {"ASSAULT": 1} and report.window.note is None


def test_tolls_stand_by_claimant_and_contradictions_and_changes_are_told(report):
    (toll,) = sections.tolls(report.items)
    assert toll.claimants == ("Rwanda", "Rebels") and toll.is_contradicted
    assert [[figure.number for figure in cell] for cell in toll.lines[0].cells] == [["10", "14"], ["40"]]
    assert [(each.earlier.number, each.now.number) for each in sections.revised(report)] == [("10", "14")]


def figure(number, hours, sentence="", victims="soldiers", claimant="Rwanda"):
    """What a claimant gives for those killed, so many hours before now, of a country that nobody says."""
    words = Evidence(f"t-{number}-{hours}", "", sentence, "", "", "paper", None, NOW - timedelta(hours=hours), claimant)
    return Figure("fight", "killed", number, number, victims, None, claimant, False, words)


@pytest.mark.parametrize(
    ("figures", "changes", "cells"),
    [
        ([figure(10, 5), figure(14, 2)], [("10", "14")], ["10", "14"]),
        ([figure(71, 5), figure(135, 5), figure(71, 2), figure(135, 2)], [], ["71", "135"]),
        ([figure(10, 5), figure(10, 2, "Again 10.")], [], ["10", "10"]),
        ([figure(10, 48), figure(14, 30)], [], ["10", "14"]),
    ],
    ids=["a new figure", "two sides' losses and a copy", "the same in other words", "before the period"],
)
def test_a_figure_changes_only_against_the_one_of_the_same_people(report, figures, changes, cells):
    fight = replace(report.items[0], figures=tuple(figures))
    told = [(each.earlier.number, each.now.number) for each in sections.revised(replace(report, items=(fight,)))]
    assert told == changes
    ((line,),) = [toll.lines for toll in sections.tolls([fight])]
    assert [each.number for each in line.cells[0]] == cells


@pytest.mark.parametrize(("country", "differ"), [("RWA", True), (None, False)], ids=["of one side", "of nobody said"])
def test_figures_differ_where_they_are_of_the_same_people(report, country, differ):
    figures = (figure(71, 5), figure(135, 5, claimant="Rebels"))
    (toll,) = sections.tolls(
        [replace(report.items[0], figures=tuple(replace(each, victims_country=country) for each in figures))]
    )
    assert toll.is_contradicted is differ and [each.number for each in toll.figures] == ["71", "135"]


def test_a_figure_that_copies_repeat_and_that_is_said_to_be_nobodys_stands_once(report):
    alike = [figure(135, hours, "They were 135.", claimant=outlet) for hours, outlet in ((5, "wire"), (4, "paper"))]
    of_nobody = [replace(each, evidence=replace(each.evidence, claimed_by=None)) for each in alike]
    (toll,) = sections.tolls([replace(report.items[0], figures=tuple(of_nobody))])
    assert toll.claimants == ("wire",) and [each.number for each in toll.figures] == ["135"]


def test_who_says_one_sentence_is_not_said_to_say_another(tmp_path):
    text = "The war broke out in Goma. The union said 56 died. Aid workers put the toll at 60."
    batch = told(1, "ASSAULT", NOW - timedelta(hours=2), text, "broke out", ("killed", 56, None), None)
    (coding,) = batch.codings
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in text.removesuffix(".").split(". ")]
    (report,) = coding.reports
    start = text.index("60")
    later = replace(report.tolls[0], low=60, high=60, victims="60", start_char=start, end_char=start + 2)
    claimed = replace(
        report, evidence=tuple(spans), claimed_by="union", claim_start=spans[1].start, claim_end=spans[1].end,
        tolls=(replace(report.tolls[0], claimed_by="union"), later),
    )  # fmt: skip
    made = Settings(data_dir=tmp_path)
    with warehouse.writer(made, "r1") as store:
        store.load(replace(batch, codings=(replace(coding, reports=(claimed,)),)))
        warehouse.publish(store)
    (item,) = reports.gather(made, NOW).items
    assert item.evidence[0].claimed_by is None
    assert [(figure.number, figure.claimant) for figure in item.figures] == [("56", "union"), ("60", "paper-1")]


@pytest.mark.parametrize(
    ("victims", "whom"), [("71", ""), ("30,410", ""), ("71 soldiers", "71 soldiers"), ("several", "several")]
)
def test_the_figure_is_not_said_twice(victims, whom):
    assert figure(71, 1, victims=victims).whom == whom


def test_dyads_count_mutual_events_once_and_meetings_name_their_parties(report):
    found = [(dyad.actor, dyad.recipient, len(dyad.items)) for dyad in sections.dyads(report.items)]
    assert found == [("CHL", "PER", 1), ("COD", "RWA", 1)]
    assert [item.actors for item in sections.meetings(report.items)] == [("Chile", "Peru")]


@pytest.mark.parametrize(
    ("days_on", "country", "events", "note"),
    [(0, "PER", 1, False), (0, "FRA", 0, False), (30, None, 3, True), (30, "RWA", 1, True)],
    ids=["a country", "a country without events", "nothing newer", "nothing newer of a country"],
)
def test_the_window_falls_back_to_the_last_day_with_events_and_says_so(settings, days_on, country, events, note):
    made = reports.gather(settings, NOW + timedelta(days=days_on), country=country)
    assert len(made.items) == events
    assert (made.window.note is not None) == note
    assert not note or "last day that has events" in reports.as_html(made)


def test_a_given_window_is_kept(settings):
    made = reports.gather(settings, NOW, NOW - timedelta(days=3), NOW - timedelta(days=1))
    assert [(item.event_id, len(item.evidence), item.is_new) for item in made.items] == [("fight", 1, True)]


def test_98_hostile_titles_and_links_stay_text(report):
    page = reports.as_html(report)
    tags = Tags(page)
    assert sum(tag == "script" for tag, _ in tags.found) == 1
    assert not [tag for tag, _ in tags.found if tag in ("img", "iframe", "link", "object", "base")]
    assert not [name for _, attrs in tags.found for name in attrs if name.startswith("on") or name == "style"]
    assert not [url for url in tags.values("href") if not url.startswith(("#", "http://example.org/"))]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "\u202e" not in page
    assert "default-src 'none'" in tags.values("content")[0] and "unsafe" not in tags.values("content")[0]


def test_every_link_within_the_page_has_a_target_that_holds_a_sentence(report):
    tags = Tags(reports.as_html(report))
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    assert {url[1:] for url in tags.values("href") if url.startswith("#")} <= set(ids)
    assert {"r-r1", "r-r2", "r-r3", "t-r1-0", "t-r3-0"} <= set(ids)


def test_markdown_shows_hostile_text_as_text(report):
    page = reports.as_markdown(report)
    assert "<script" not in page and "<img" not in page
    assert not re.search(r"(?<!\\)\]\(javascript", page)
    assert "| killed | 14 | 14 soldiers | Rwanda |" in page


def test_rss_is_well_formed_and_its_descriptions_are_markup_of_plain_text(report):
    items = ET.fromstring(reports.as_rss(report)).findall("channel/item")
    by = {item.findtext("guid"): item for item in items}
    assert set(by) == {"fight", "ev4", "ev5"}
    assert by["ev4"].find("link") is None and by["ev5"].findtext("link") == "http://example.org/a5"
    assert "&lt;script&gt;" in by["ev4"].findtext("description")
    assert by["ev5"].findtext("pubDate") == "Fri, 03 May 2024 09:00:00 +0000"


@pytest.mark.parametrize(
    ("url", "safe"),
    [("https://example.org/a?b=c", True), ("http://[::1]/", True), ("javascript:alert(1)", False), ("data:text/html,x", False),
     ("java\nscript:alert(1)", False), (" https://example.org", False), ("//example.org/", False), ("https://", False),
     ("http://[bad/", False), (None, False)],
)  # fmt: skip
def test_99_only_web_addresses_are_links(url, safe):
    assert (web_address(url) is not None) == safe


def test_marked_down_text_is_one_plain_line():
    assert marked_down("a *b*\n[c](d) | `e` <f>") == r"a \*b\* \[c\](d) \| \`e\` &lt;f&gt;"


def test_the_map_puts_places_where_they_are(report):
    drawn = chart.draw(report.items)
    (point,) = drawn.points
    assert (point.x, round(point.y, 1), len(point.items)) == (29.2, 1.7, 1)
    left, top, width, height = map(float, drawn.near.split())
    assert left < point.x < left + width and top < point.y < top + height
    assert {"COD", "PER", "AZE"} <= {outline.iso3 for outline in drawn.outlines}
    assert all(re.fullmatch(r"[ML0-9. Z-]+", outline.path) for outline in drawn.outlines)


def test_a_database_without_events_makes_a_page_that_says_so(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        warehouse.publish(store)
    made = reports.gather(settings, NOW)
    assert "No events were reported" in reports.as_html(made)
    assert reports.as_markdown(made) and ET.fromstring(reports.as_rss(made)) is not None
