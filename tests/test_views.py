"""The views and macros, each with an example on the demo database and checked against a count made another way."""

import math
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from tasks import warehouse
from tasks.records import Happening
from tasks.settings import Settings
from tests.test_merges import meeting

pytestmark = pytest.mark.timeout(170)

EXAMPLES = [
    (
        "latest_events",
        "SELECT happened, type, sentence, source FROM latest_events WHERE type = 'COERCE' AND country = 'ECU'",
        [("2024-04-06", "COERCE")],
    ),
    (
        "claimed_tolls",
        "SELECT claimed_by, low, sentence FROM claimed_tolls WHERE source = 'caspian-courier' AND low IN (71, 135) ORDER BY low",
        [
            ("Azerbaijani Defense Ministry", 71, "In the clashes that followed, 71 Azerbaijani soldiers were killed, the ministry said."),
            ("Armenian government", 135, "The Armenian government reported 135 deaths among its own military personnel as of September 16."),
        ],
    ),
    (
        "contradicting_tolls",
        "SELECT low_1, low_2, claimed_by_2 FROM contradicting_tolls WHERE kind = 'killed' AND place_name = 'Niger'",
        [(29, 17, "Defense Ministry")],
    ),
    (
        "casualties_by_claimant",
        "SELECT victims_country, kind, low FROM casualties_by_claimant WHERE claimed_by = 'Armenian government'",
        [("ARM", "killed", 135)],
    ),
    (
        "dyads_per_day",
        "SELECT recipient, n_events FROM dyads_per_day WHERE event_date = '2025-06-27' AND actor = 'COD'",
        [("RWA",)],
    ),
    (
        "country_weeks",
        "SELECT week::VARCHAR, material_conflict FROM country_weeks WHERE country = 'ECU'",
        [("2024-04-01",)],
    ),
    (
        "office_holders",
        "SELECT role, country, n_articles > 3, is_latest FROM office_holders WHERE name = 'Antony Blinken'",
        [("US Secretary of State", "USA", True)],
    ),
    (
        "people",
        "SELECT list_contains(names, 'Hasanov'), len(entity_ids) > 1 FROM people WHERE name = 'Zakir Hasanov'",
        [(False, False)],
    ),
    (
        "merged_entities",
        "SELECT count(*) = (SELECT count(*) FROM entity_merges WHERE undone_at IS NULL) FROM merged_entities",
        [(True,)],
    ),
    (
        "who_met_whom",
        "SELECT event_date::VARCHAR, mode FROM who_met_whom WHERE list_sort([one, other]) = ['Colin Kahl', 'Zakir Hasanov']",
        [("2022-09-15", "phone")],
    ),
    ("active_actors", "SELECT type, country FROM active_actors WHERE name = 'Antony Blinken'", [("PERSON", "USA")]),
    ("rising_violence", "SELECT last_30_days, the_30_before FROM rising_violence WHERE place_name = 'Almaz'", [(1, 0)]),
    (
        "feed_health",
        "SELECT source, n_new, verdict FROM feed_health WHERE source IN ('el-faro', 'meridian-wire') ORDER BY 1",
        [("el-faro", 3, "stale"), ("meridian-wire", 6, "stale")],
    ),
    (
        "source_coverage",
        "SELECT n_articles, n_other_language, n_from_feed FROM source_coverage WHERE source IN ('el-faro', 'harbour-post') ORDER BY source",
        [(3, 3, 0), (6, 0, 4)],
    ),
    ("rejects_by_reason", "SELECT n FROM rejects_by_reason WHERE stage = 'entities' AND code = 'language'", [(3,)]),
    (
        "rejected_sentences",
        "SELECT count(*) > 5, bool_and(title IS NOT NULL AND detail IS NOT NULL) FROM rejected_sentences",
        [(True, True)],
    ),
    (
        "event_crosswalk",
        "SELECT DISTINCT cameo_code, quad, acled_subtype, ucdp_type FROM event_crosswalk JOIN events USING (event_id) "
        "WHERE place_name = 'Rafah' AND events.type = 'ASSAULT'",
        [("195", 4, "Air/drone strike", "one-sided")],
    ),
    (
        "search_articles",
        "SELECT source, title FROM search_articles('GRAIN export') WHERE contains(lower(snippet), 'grain') ORDER BY published_at, source LIMIT 1",
        [("levant-daily", "Russia and Ukraine sign grain export deal in Istanbul")],
    ),
    ("search_events", "SELECT DISTINCT sentence LIKE 'Gunmen%' FROM search_events('guards WOUNDED')", [(True,)]),
    ("words_of", "SELECT list_sort(words_of('Grain, GRAIN and a 72-hour truce'))", [(["72", "a", "and", "grain", "hour", "truce"],)]),
    (
        "articles_with",
        "SELECT source, title FROM articles_with('GRAIN export') JOIN articles USING (article_id) ORDER BY published_at, source LIMIT 1",
        [("levant-daily", "Russia and Ukraine sign grain export deal in Istanbul")],
    ),
    (
        "events_near",
        "SELECT DISTINCT place_name FROM events_near(40.4, 46.0, 50) ORDER BY 1",
        [("Dashkasan",)],
    ),
    (
        "article_history",
        "SELECT title, version, is_latest FROM article_history WHERE title = 'Russia and Ukraine sign grain export deal in Istanbul'",
        [("Russia and Ukraine sign grain export deal in Istanbul", 1, True)],
    ),
    ("haversine_km", "SELECT round(haversine_km(40.3953, 49.8822, 40.1776, 44.5126))", [(456.0,)]),
    ("party_kind", "SELECT party_kind(['MIL'], []), party_kind([], ['AZE']), party_kind([], ['UNO'])", [("state", "state", "other")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sql", "expected"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_example_on_the_demo(demo, name, sql, expected):
    """Each answer begins with what is expected of it."""
    rows = warehouse.query(demo, sql).rows
    assert [row[: len(want)] for row, want in zip(rows, expected, strict=True)] == expected


def test_every_view_and_macro_has_its_example_and_its_comment(demo):
    made = warehouse.query(
        demo,
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL "
        "SELECT function_name, comment FROM duckdb_functions() WHERE function_type LIKE '%macro' AND NOT internal",
    ).rows
    assert {name for name, _ in made} == {name for name, _, _ in EXAMPLES}
    assert [name for name, comment in made if not comment] == []


def events(demo):
    answer = warehouse.query(demo, "FROM events")
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def dated(demo):
    return [e for e in events(demo) if e["status"] == "actual" and e["date_precision"] == "day"]


def test_dyads_are_counted_once_per_event_and_pair(demo):
    counted = Counter()
    for event in dated(demo):
        for actor in event["actor_countries"]:
            for recipient in event["recipient_countries"] or event["actor_countries"]:
                if actor != recipient:
                    counted[event["event_date"], actor, recipient] += 1
    rows = warehouse.query(demo, "SELECT event_date, actor, recipient, n_events FROM dyads_per_day").rows
    assert counted and {row[:3]: row[3] for row in rows} == counted


def test_country_weeks_add_up(demo):
    counted = defaultdict(Counter)
    for event in dated(demo):
        if event["country"]:
            week = event["event_date"] - timedelta(days=event["event_date"].weekday())
            counted[event["country"], week][event["quad_class"]] += 1
    answer = warehouse.query(demo, "SELECT * EXCLUDE mean_score FROM country_weeks")
    names = [name.replace("_", " ") for name in answer.columns[2:]]
    made = {row[:2]: Counter(dict(zip(names, row[2:], strict=True))) for row in answer.rows}
    assert counted and made == dict(counted)


def test_active_actors_are_counted_as_the_reports_have_them(demo):
    sql = (
        "SELECT coalesce(m.into_entity_id, p.entity_id), count(DISTINCT event_id) FROM participants AS p "
        "LEFT JOIN entity_merges AS m ON m.entity_id = p.entity_id AND m.undone_at IS NULL "
        "JOIN reports USING (report_id) JOIN events USING (event_id) WHERE p.role = 'actor' AND events.status = 'actual' GROUP BY ALL"
    )
    expected = dict(warehouse.query(demo, sql).rows)
    assert dict(warehouse.query(demo, "SELECT entity_id, n_events FROM active_actors").rows) == expected


def test_events_near_finds_all_within_and_none_beyond(demo):
    lat, lon, radius = 41.7, 44.8, 700.0
    expected = {e["event_id"] for e in events(demo) if e["lat"] is not None and distance(lat, lon, e) <= radius}
    found = warehouse.query(demo, f"SELECT event_id, km FROM events_near({lat}, {lon}, {radius})").rows
    assert expected and {event_id for event_id, _ in found} == expected
    assert [km for _, km in found] == sorted(km for _, km in found)


def distance(lat, lon, event):
    a, b, c, d = (math.radians(each) for each in (lat, lon, event["lat"], event["lon"]))
    along = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(along))


def test_the_best_report_of_an_event_is_one_of_its_surest(demo):
    sql = (
        "SELECT count(*) FROM events AS e JOIN reports AS r ON r.report_id = e.report_id "
        "WHERE r.event_id <> e.event_id OR r.confidence <> e.confidence OR r.sentence <> e.sentence"
    )
    assert warehouse.query(demo, sql).rows == ((0,),)


# --- what the demo has no example of ---------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path):
    """A live database with one event, a meeting, for others to be made from by `another`."""
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        store.load(meeting("a1", "full", "Sergei Shoigu"))
    with duckdb.connect(str(settings.live_database)) as con:
        yield con


def another(con, **values):
    """Add an event like the first but for `values`."""
    given = {"event_id": f"x{con.sql('SELECT count(*) FROM events').fetchall()[0][0]}"} | values
    replaced = ", ".join(f"${name} AS {name}" for name in given)
    con.execute(f"INSERT INTO events SELECT * REPLACE ({replaced}) FROM events WHERE event_id = 'ea1'", given)


def test_rising_violence_compares_thirty_days_with_the_thirty_before(live):
    newest = date(2024, 5, 30)
    for days_ago in (0, 1, 29, 30, 59, 60):
        another(live, type="ASSAULT", event_date=newest - timedelta(days=days_ago), place_name="Town")
    another(live, type="ASSAULT", event_date=newest, place_name="Town", status="planned")
    another(live, type="ASSAULT", event_date=newest, place_name="Town", date_precision="month")
    another(live, type="PROTEST", event_date=newest, place_name="Town")
    another(live, type="ASSAULT", event_date=newest - timedelta(days=40), place_name="Village")
    found = live.sql("SELECT place_name, last_30_days, the_30_before, rise, last_event FROM rising_violence").fetchall()
    assert found == [("Town", 3, 2, 1, newest)]


@pytest.mark.parametrize(("status", "meetings"), [("actual", 2), ("planned", 1), ("denied", 1)])
def test_who_met_whom_has_meetings_that_took_place(live, status, meetings):
    another(live, status=status)
    assert live.sql("SELECT one, other FROM who_met_whom").fetchall() == [("Jane Roe", "Sergei Shoigu")] * meetings


def test_the_latest_event_is_the_one_last_reported(live):
    for event_id, hour in (("b", 1), ("c", 3), ("a", 1)):
        another(live, event_id=event_id, last_reported_at=datetime(2030, 1, 1, hour))
    assert live.sql("SELECT event_id FROM latest_events").fetchall() == [("c",), ("a",), ("b",), ("ea1",)]


def test_a_claimant_is_held_to_the_last_figure_given_of_an_event(tmp_path):
    settings = Settings(data_dir=tmp_path)
    with warehouse.writer(settings, "r1") as store:
        for article_id, hour, low in (("a1", 1, 14), ("a2", 3, 12), ("a3", 2, 20)):
            made = meeting(article_id, "full", "Sergei Shoigu", low=low)
            told = replace(made.articles[0], published_at=datetime(2024, 5, 3, hour, tzinfo=UTC))
            one = Happening("v", (made.codings[0].reports[0].report_id,))
            store.load(replace(made, articles=(told,), happenings=(one,)))
        warehouse.publish(store)
    sql = "SELECT n_events, low, high FROM casualties_by_claimant"
    assert warehouse.query(settings, sql).rows == ((1, 12, 12),)
