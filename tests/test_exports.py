"""Exports of the demo database: shapes, column counts, and that nothing in a cell is a formula."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pyarrow.parquet as pq
import pytest

from commands.export import Format
from tasks import display, exports, warehouse
from tasks.exports import acled, ftm, gdelt, records
from tasks.records import Happening
from tasks.settings import Settings
from tests.test_cli import sitrep
from tests.test_warehouse import batch, report

pytestmark = pytest.mark.timeout(170)
PARTY = records.Party("actor", "x", "Someone", "AZE", "GOV", "ORG", 3, "GOV", 1)
# The schemas and properties of followthemoney 4.11.2 that are used; its own validation of the demo's export found no fault.
FTM = {
    "Article": {"title", "publishedAt", "sourceUrl", "publisher"},
    "Event": {"name", "date", "country", "location", "summary", "keywords", "involved", "proof", "sourceUrl"},
    "Person": {"name", "country"}, "Organization": {"name", "country"}, "LegalEntity": {"name", "country"},
    "PublicBody": {"name", "country"},
}  # fmt: skip


@pytest.fixture(scope="module")
def written(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    return {name: exports.write(demo, name, folder / name, exports.Selection()) for name in exports.FORMATS}, folder


def rows(demo):
    with warehouse.reading(demo) as ask:
        return [records.event(row) for row in ask("export_events", since=None, until=None, country=None)]


def lines(folder, name):
    return (folder / name).read_text(encoding="utf-8").splitlines()


def test_the_command_offers_every_format():
    assert {each.value for each in Format} == set(exports.FORMATS)


def test_parquet_has_every_row_of_every_table_by_day(written, demo):
    counted = {}
    for file in written[0]["parquet"]:
        name = file.path.relative_to(written[1] / "parquet").parts[0]
        assert pq.read_metadata(file.path).num_rows == file.n_rows
        counted[name] = counted.get(name, 0) + file.n_rows
    sizes = {
        name: warehouse.query(demo, f"SELECT count(*) FROM {name}").rows[0][0] for name in warehouse.copied_tables()
    }
    assert counted == {name: size for name, size in sizes.items() if size or name in counted}
    assert counted["entity_merges"] == 0  # empty here, and can be read all the same


def read_back(folder, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder}/{name}/**/*.parquet')")


def test_parquet_rows_of_no_day_are_read_back_with_the_others(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    days = [None, datetime(2024, 5, 3, tzinfo=UTC)]
    with warehouse.writer(settings, "r1") as store:
        for number, day in enumerate(days):
            told = report(f"a{number}")
            event_day = {"event_date": None, "date_precision": "unknown"} if day is None else {}
            made = batch(f"a{number}")
            article = replace(made.articles[0], published_at=day)
            coding = replace(made.codings[0], reports=(replace(told, **event_day),))
            happening = Happening(f"ev{number}", (told.report_id,))
            store.load(replace(made, articles=(article,), codings=(coding,), happenings=(happening,)))
        warehouse.publish(store)
    exports.write(settings, "parquet", tmp_path / "out", exports.Selection())
    found = read_back(tmp_path / "out", "claimed_tolls").select("day", "event_id").fetchall()
    assert sorted(found, key=str) == [(None, "ev0"), (days[1].date(), "ev1")]


def test_publications_during_an_export_mix_nothing_into_it(tmp_path, monkeypatch):
    settings = Settings(data_dir=tmp_path / "data")

    def loaded(article_id):
        with warehouse.writer(settings, article_id) as store:
            store.load(batch(article_id))
            warehouse.publish(store)

    def told(settings, folder, selection):
        for article_id in ("a2", "a3"):
            loaded(article_id)
            days = warehouse.copied_days(settings, "articles", None, None)
            yield exports.Written(folder / article_id, sum(rows.num_rows for _, rows in days))

    loaded("a1")
    monkeypatch.setitem(exports.FORMATS, "csv", told)
    counts = [[each.n_rows for each in exports.write(settings, "csv", tmp_path, exports.Selection())] for _ in range(2)]
    assert counts == [[1, 1], [3, 3]]


def test_an_export_into_the_same_folder_leaves_nothing_that_is_no_more(demo, tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    with warehouse.writer(settings, "r1") as store:
        warehouse.publish(store)
    for format_ in ("parquet", "csv"):
        exports.write(demo, format_, tmp_path / format_, exports.Selection())
        exports.write(settings, format_, tmp_path / format_, exports.Selection(since=date(2023, 1, 1)))
    assert {path.parent.name[4:8] for path in (tmp_path / "parquet" / "events").rglob("*.parquet")} == {"2022"}
    assert read_back(tmp_path / "parquet", "entities").fetchall() == []
    assert len(lines(tmp_path, "csv/events.csv")) == len(lines(tmp_path, "csv/tolls.csv")) == 1
    exports.write(settings, "parquet", tmp_path / "parquet", exports.Selection())
    assert list((tmp_path / "parquet" / "events").iterdir()) == []


def test_csv_has_a_header_and_every_event(written, demo):
    made = list(csv.DictReader(lines(written[1], "csv/events.csv")))
    assert len(made) == len(rows(demo)) and {"event_id", "type", "actors", "sentence"} <= set(made[0])


def test_gdelt_events_have_61_columns_and_mentions_16(written, demo):
    events = [line.split("\t") for line in lines(written[1], "gdelt/sitrep.export.CSV")]
    mentions = [line.split("\t") for line in lines(written[1], "gdelt/sitrep.mentions.CSV")]
    assert {len(line) for line in events} == {61} and {len(line) for line in mentions} == {16}
    assert len({line[0] for line in events}) == len(events) == len(rows(demo))
    assert {line[0] for line in mentions} == {line[0] for line in events}
    for line in events:
        assert len(line[1]) == 8 and line[28] == line[26][:2] and line[27] == line[26][:3], line
        assert line[29] in "1234" and -10 <= float(line[30]) <= 10 and len(line[59]) == 14
        assert line[60].startswith("http")
    assert "not equivalent" in lines(written[1], "gdelt/README.txt")[0]


def test_acled_like_events_have_31_columns_and_its_classes(written):
    made = list(csv.DictReader(lines(written[1], "acled/acled.csv")))
    assert made and len(made[0]) == 31
    for row in made:
        assert row["disorder_type"] in ("Political violence", "Demonstrations", "Strategic developments")
        assert int(row["fatalities"]) >= 0 and row["time_precision"] in ("1", "3")
    assert "not equivalent" in lines(written[1], "acled/README.txt")[0]


@pytest.mark.parametrize(
    ("country", "cameo_code", "expected"),
    [
        ("AZE", "GOV", ("AZEGOV", "AZE", "", "GOV", "")),
        ("AZE", "MED", ("AZEMED", "AZE", "", "MED", "")),
        ("AZE", None, ("AZE", "AZE", "", "", "")),
        ("UNO", "GOV", ("IGOUNO", "", "UNO", "IGO", "")),
        ("NGO", "HLH", ("NGOHLH", "", "", "NGO", "HLH")),
        (None, "REB", ("REB", "", "", "REB", "")),
    ],
)
def test_gdelt_actors_have_cameos_codes(demo, country, cameo_code, expected):
    party = replace(PARTY, country=country, cameo_code=cameo_code)
    made = gdelt.event(replace(rows(demo)[0], parties=(party,))).actor1
    found = (made.code, made.country_code, made.known_group_code, made.type1_code, made.type2_code)
    assert found == expected and made.name == "SOMEONE"


def test_gdelt_offsets_are_those_of_the_two_sides_and_a_root_event_is_in_the_first_paragraph(written, demo):
    events = {line[0]: line for line in (each.split("\t") for each in lines(written[1], "gdelt/sitrep.export.CSV"))}
    texts = dict(warehouse.query(demo, "SELECT url, text FROM articles").rows)
    n_mutual = 0
    for line in (each.split("\t") for each in lines(written[1], "gdelt/sitrep.mentions.CSV")):
        event, first, second, action = events[line[0]], *map(int, line[7:10])
        n_mutual += second >= 0 and event[6] == "SUDAN'S ARMY"
        assert first != second or first == -1
        if event[60] == line[5] and event[32] == "1":  # of one report alone
            assert event[25] == str(int("\n" not in texts[line[5]][:action])), line
    assert n_mutual  # the army and the Rapid Support Forces fought each other: neither is a recipient


@pytest.mark.parametrize(
    ("acled_type", "number", "inter"),
    [("Protests", 7, 6), ("Riots", 7, 5), ("Battles", 3, 3), ("Protests", 1, 1), ("Battles", 7, 7)],
)
def test_acled_actors_have_its_numbers(demo, acled_type, number, inter):
    event = replace(
        rows(demo)[0], acled_type=acled_type, status="actual", event_date=date(2024, 5, 1), date_precision="day",
        parties=(replace(PARTY, acled_code=number),),
    )  # fmt: skip
    assert acled.event(event).inter1 == inter


@pytest.mark.parametrize(
    ("claims", "deaths"),
    [
        ([("AZE", "MIL", 71), ("ARM", "MIL", 135)], 206),
        ([("AZE", "MIL", 71), ("AZE", "MIL", 77), ("ARM", "MIL", 135)], 206),
        ([("NER", "MIL", 17), (None, None, 29)], 17),
        ([(None, None, 29), (None, None, 31)], 29),
        ([(None, "CVL", 4), (None, "MIL", 3), (None, None, 9)], 7),
    ],
    ids=["two sides", "two claims of one side", "one side and all", "all", "soldiers and civilians"],
)
def test_the_dead_of_an_event_are_the_lowest_claims_of_its_sides(tmp_path, claims, deaths):
    settings = Settings(data_dir=tmp_path)
    made = batch()
    coding = made.codings[0]
    (told,) = coding.reports
    tolls = tuple(
        replace(told.tolls[0], low=low, high=low, victims_country=country, victims_sector=sector)
        for country, sector, low in claims
    )
    with warehouse.writer(settings, "r1") as store:
        store.load(replace(made, codings=(replace(coding, reports=(replace(told, tolls=tolls),)),)))
        warehouse.publish(store)
    assert [row.deaths for row in rows(settings)] == [deaths]


@pytest.mark.parametrize(("kinds", "code"), [((1, 2), 12), ((2, 1), 12), ((1, 0), 10), ((0, 7), 70), ((0, 0), 0)])
def test_acled_interaction(kinds, code):
    assert acled._interaction(*kinds) == code


def test_plover_objects_have_the_same_keys_all(written, demo):
    made = [json.loads(line) for line in lines(written[1], "plover/plover.jsonl")]
    assert len(made) == len(rows(demo)) and len({tuple(each) for each in made}) == 1
    assert all(set(party) == {"name", "country", "sector"} for each in made for party in each["actors"])


def test_geojson_is_a_collection_of_points_on_the_globe(written):
    made = json.loads((written[1] / "geojson" / "events.geojson").read_text())
    assert made["type"] == "FeatureCollection" and made["features"]
    for feature in made["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180 and -90 <= lat <= 90 and feature["geometry"]["type"] == "Point"


def test_followthemoney_entities_have_known_schemas_and_links_that_lead_somewhere(written):
    made = {each["id"]: each for each in map(json.loads, lines(written[1], "ftm/entities.ftm.json"))}
    for each in made.values():
        assert set(each["properties"]) <= FTM[each["schema"]], each
        assert all(isinstance(value, str) for values in each["properties"].values() for value in values)
        for name in ("involved", "proof"):
            assert set(each["properties"].get(name, ())) <= set(made)


def test_a_period_and_a_country_narrow_the_events(demo):
    with warehouse.reading(demo) as ask:
        narrow = ask("export_events", since=date(2022, 9, 1), until=date(2022, 10, 1), country="AZE")
    assert narrow
    for row in narrow:
        told = row["event_date"] or row["first_reported_at"].date()
        assert date(2022, 9, 1) <= told < date(2022, 10, 1)
        assert "AZE" in (row["country"], *row["actor_countries"], *row["recipient_countries"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"], ids=repr)
def test_100_a_cell_that_is_a_formula_to_a_spreadsheet_is_prefixed(start):
    text = f"{start}1+cmd|' /C calc'!A0"
    assert display.csv_cell(text) == f"'{text}"
    assert display.as_csv(["a"], [[text]]).split("\n", 1)[1].lstrip('"').startswith("'")
    assert display.csv_cell([text, "b"]).startswith("'")


def test_numbers_stay_numbers():
    given = (-3, -2.5, None, "plain", True, Decimal("-1.50"))
    assert [display.csv_cell(value) for value in given] == list(given)
    assert display.as_csv(["n"], [[each] for each in given]).split("\n")[1:-1] == [
        "-3",
        "-2.5",
        '""',
        "plain",
        "True",
        "-1.50",
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ([1.123456789, None, 2], "1.123456789, , 2"),
        ([{"start": 0, "end": 61}], '{"start": 0, "end": 61}'),
        ({"a": [Decimal("1.5")]}, '{"a": [1.5]}'),
        (date(2024, 5, 3), "2024-05-03"),
        (["-x", "y"], "'-x, y"),
    ],
    ids=["numbers in full", "structs in a list", "a struct", "a day", "a list that begins as a formula"],
)
def test_what_is_no_plain_value_is_a_cell_that_can_be_read_again(value, cell):
    assert display.csv_cell(value) == cell


def test_tabs_and_line_breaks_in_a_name_break_no_line(demo):
    event = rows(demo)[0]
    party = replace(PARTY, name="Tab\tand\nbreak")
    line = gdelt.cells(gdelt.event(replace(event, parties=(party,), place_name="A\tB", lat=1.0, lon=2.0)))
    assert len(line) == 61 and not any("\t" in cell or "\n" in cell for cell in line)
    assert json.loads(json.dumps(list(ftm.entities(replace(event, parties=(party,))))))[1]["properties"]["name"]


def test_the_command_writes_the_files_and_names_them(demo, tmp_path):
    done = sitrep(
        "export", "--format", "geojson", "--out", "x", "--db", demo.snapshot, "--since", "2024-01-01", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "events.geojson  " in done.stderr and (tmp_path / "x" / "events.geojson").exists()


def test_the_command_counts_rows_and_none_of_what_only_tells_of_them(demo, tmp_path):
    day = ("--since", "2023-04-24", "--until", "2023-04-25")
    told = sitrep("export", "--format", "gdelt", "--out", "x", "--db", demo.snapshot, *day, cwd=tmp_path).stderr
    assert "README.txt\n" in told and "README.txt  " not in told
    assert "export.CSV  1 row\n" in told, told
