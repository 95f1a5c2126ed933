"""The whole way, from the sample site's feeds to the published database, under a real Prefect server."""

import json
import subprocess

import pytest

from sample_site.stories import stories
from tasks import archive, warehouse
from tests.ahead import SITREP

pytestmark = pytest.mark.timeout(600)


def ask(ingested, sql):
    return warehouse.query(ingested[0], sql).rows


def test_both_runs_end_well_and_say_what_they_did(ingested):
    first, second = ingested[1]
    assert first.returncode == 0, first.stderr
    assert "5 of 5 feeds; 25 loaded, 1 known, 0 rejected" in first.stdout
    assert second.returncode == 0, second.stderr
    assert "1 loaded" in second.stdout


def test_every_entry_is_loaded_known_or_rejected(ingested):
    for entries, loaded, known, rejected in ask(ingested, "SELECT n_entries, n_loaded, n_known, n_rejected FROM runs"):
        assert entries == loaded + known + rejected


def test_every_article_is_there_once(ingested):
    titles = ask(ingested, "SELECT count(*), count(DISTINCT title) FROM articles")
    assert titles == ((25, 25),) and len(stories()) == 25


def test_an_updated_article_has_two_versions(ingested):
    sql = "SELECT version, title FROM article_history WHERE title LIKE '%Almaz%' ORDER BY version"
    assert ask(ingested, sql) == (
        (1, "Two border guards hurt in Almaz pass shooting"),
        (2, "Three border guards hurt in Almaz pass shooting"),
    )


def test_a_copied_wire_story_is_one_source(ingested):
    sql = "SELECT story_id, count(*) FROM story_articles GROUP BY ALL HAVING count(*) > 1"
    assert [count for _, count in ask(ingested, sql)] == [2]


def test_other_languages_are_kept_without_events(ingested):
    assert ask(
        ingested, "SELECT language, count(*) FROM articles WHERE coding = 'language' GROUP BY ALL ORDER BY 1"
    ) == (
        ("es", 2),
        ("fr", 1),
    )


def test_the_founding_question(ingested):
    sql = (
        "SELECT low, victims_country, claimed_by FROM claimed_tolls "
        "WHERE source = 'caspian-courier' AND kind = 'killed' AND low > 50 ORDER BY low"
    )
    assert ask(ingested, sql) == ((71, "AZE", "Azerbaijani Defense Ministry"), (135, "ARM", "Armenian government"))


def test_no_row_without_provenance(ingested):
    for table in ("reports", "mentions"):
        assert ask(ingested, f"SELECT count(*) FROM {table} ANTI JOIN articles USING (article_id)") == ((0,),)
    assert ask(ingested, "SELECT count(*) FROM articles ANTI JOIN pages USING (page_id)") == ((0,),)


def test_sport_business_and_weather_give_no_events(ingested):
    sql = "SELECT title FROM articles JOIN reports USING (article_id) WHERE list_has_any(tags, ['Sport', 'Business', 'Weather'])"
    assert ask(ingested, sql) == ()


def test_every_capture_is_readable_from_its_warc(ingested):
    folder = ingested[0].warc_dir
    rows = ask(ingested, "SELECT page_id, warc_file, warc_offset FROM pages")
    assert len(rows) > 25
    assert all(archive.read(folder, file, offset).page_id == page_id for page_id, file, offset in rows)


def test_show_marks_the_text(ingested):
    (article_id,), *_ = ask(ingested, "SELECT article_id FROM articles WHERE title LIKE 'Ministers talk%'")
    command = [SITREP, "show", article_id[:8], "--db", ingested[0].snapshot]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Zakir Hasanov" in done.stdout and "CONSULT" in done.stdout


def test_sql_as_json_and_csv(ingested):
    command = [SITREP, "sql", "SELECT 1 AS one, 'a,b' AS two", "--db", ingested[0].snapshot]
    as_json = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=60).stdout
    assert json.loads(as_json) == [{"one": 1, "two": "a,b"}]
    as_csv = subprocess.run([*command, "--csv"], capture_output=True, text=True, timeout=60).stdout
    assert as_csv == 'one,two\n1,"a,b"\n'
