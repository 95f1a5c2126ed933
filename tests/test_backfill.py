"""Backfill and recode, the whole way, under a real Prefect server."""

import logging
import shutil
from unittest import mock

import pytest
import yaml
from prefect.settings import PREFECT_API_URL, temporary_settings
from typer.testing import CliRunner

from sitrep import app
from tasks import warehouse
from tasks.settings import ROOT, Settings
from tests.test_archive import by_wget, foreign, response

pytestmark = pytest.mark.timeout(600)
ALIKE = {
    "articles": "article_id, version, title, content_sha256, coding, word_count, published_at, feed_url, page_id, source, "
    "source_country, source_timezone",
    "article_history": "article_id, version, title, content_sha256, page_id",
    "entries": "entry_id, state, article_id, title, published_at",
    "entities": "entity_id, type, name, country, sector, geonames_id",
    "mentions": "mention_id, entity_id, start_char, end_char, text, kind, role",
    "reports": "report_id, event_id, type, trigger_start, sentence, event_date, claimed_by",
    "participants": "report_id, position, role, entity_id, country, sector",
    "tolls": "report_id, position, kind, low, high, claimed_by",
    "story_articles": "article_id, story_id, kind",
    "events": "event_id, type, score, status, event_date, place_name, n_reports, n_articles, n_sources",
    "pages": "page_id, kind, url, sha256, entry_id, warc_file, warc_offset",
}
PAGE = (
    "<html lang=en><head><title>Envoys meet in Astana</title></head><body><article><h1>Envoys meet in Astana</h1>"
    + "<p>The foreign minister of Kazakhstan met the Turkish ambassador in Astana on Tuesday to discuss trade.</p>" * 3
    + "</article></body></html>"
).encode()


def alike(settings):
    """Return the rows of every table, less what depends on the run."""
    return {
        table: {tuple(map(str, row)) for row in warehouse.query(settings, f"SELECT {columns} FROM {table}").rows}
        for table, columns in ALIKE.items()
    }


@pytest.fixture(scope="module")
def sitrep(prefect_env, pipeline):
    """The command line in this process, which saves the time to import what the flows need and to load the model."""

    def call(*arguments):
        served = temporary_settings({PREFECT_API_URL: prefect_env["PREFECT_API_URL"]})
        with served, mock.patch("tasks.nlp.load", lambda: pipeline):
            done = CliRunner().invoke(app, [str(each) for each in arguments])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout.replace("\n", " ")

    return call


@pytest.fixture(scope="module")
def rebuilt(ingested, sitrep, tmp_path_factory):
    """A database made from nothing but another one's WARC files, and what was said of it."""
    folder = tmp_path_factory.mktemp("rebuilt")
    shutil.copytree(ingested[0].warc_dir, folder / "warc")
    feeds = ("--feeds", ingested[0].data_dir / "feeds.toml", "--db", folder / "sitrep.duckdb")
    told = sitrep("backfill", *sorted((folder / "warc").glob("*.gz"), reverse=True), *feeds)
    return Settings(data_dir=folder), told, feeds


def test_the_warehouse_is_rebuilt_from_the_warc_files_alone(ingested, rebuilt):
    assert "26 loaded, 0 known, 0 rejected" in rebuilt[1] and "language 3" in rebuilt[1]
    before, after = alike(ingested[0]), alike(rebuilt[0])
    for table in ALIKE:
        assert after[table] == before[table], table


def test_coding_again_with_the_same_coder_changes_nothing_and_warns_of_nothing(rebuilt, sitrep, caplog):
    """Not even where the feed list is not named: the database knows its outlets."""
    before = alike(rebuilt[0])
    log = logging.getLogger("prefect.flow_runs")
    log.addHandler(caplog.handler)
    try:
        assert "26 loaded" in sitrep("recode", "--since", "2020-01-01", "--db", rebuilt[0].snapshot)
    finally:
        log.removeHandler(caplog.handler)
    told = [record for record in caplog.records if record.name == log.name]
    assert told and [each.getMessage() for each in told if each.levelno >= logging.WARNING] == []
    after = alike(rebuilt[0])
    for table in ALIKE:
        assert after[table] == before[table], table


def test_a_file_of_another_tool_is_loaded_once(rebuilt, sitrep, tmp_path):
    path = tmp_path / "other.warc.gz"
    foreign(path, response(PAGE, url="http://news.example/1"), response(status="404 No"))
    path.write_bytes(path.read_bytes()[:-20])
    assert "1 loaded, 0 known, 1 rejected; " in sitrep("backfill", path, *rebuilt[2])
    again = sitrep("backfill", path, *rebuilt[2])
    assert "0 loaded, 1 known, 1 rejected; 0 event reports; skipped: truncated 1" in again
    ask = lambda sql: warehouse.query(rebuilt[0], sql).rows  # noqa: E731
    assert ask("SELECT source, feed_url, version FROM articles WHERE title = 'Envoys meet in Astana'") == (
        ("news.example", "warc:other.warc.gz", 1),
    )
    assert ask("SELECT detail FROM rejects WHERE code = 'truncated'")[0][0].endswith("fetch it again")
    assert ask("SELECT count(*) FROM runs WHERE n_entries <> n_loaded + n_known + n_rejected") == ((0,),)


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed (Debian package wget)")
def test_a_file_of_wget_is_loaded(rebuilt, sitrep, tmp_path):
    pages = {f"{n}.html": PAGE.replace(b"Astana", city) for n, city in enumerate((b"Vilnius", b"Lima"))}
    path = by_wget(tmp_path, pages)
    told = sitrep("backfill", path, *rebuilt[2])
    assert "2 loaded, 0 known, " in told and "gone 2" in told
    sql = "SELECT title FROM articles WHERE feed_url = 'warc:w.warc.gz' ORDER BY title"
    assert warehouse.query(rebuilt[0], sql).rows == (("Envoys meet in Lima",), ("Envoys meet in Vilnius",))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backfill", "gone.warc.gz"), "no_file: gone.warc.gz is no file"),
        (("recode", "--since", "2024-02-02", "--until", "2024-02-02"), "bad_period: nothing lies between"),
    ],
    ids=["missing file", "empty period"],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(sitrep, tmp_path, arguments, told):
    with pytest.raises(Exception, match=told):
        sitrep(*arguments, "--db", tmp_path / "new" / "sitrep.duckdb")
    assert not (tmp_path / "new").exists()


def test_every_flow_is_deployed_with_a_form_that_explains_itself():
    from prefect.utilities.callables import parameter_schema

    from flows import backfill, recode

    named = {each["entrypoint"] for each in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    for flow in (backfill.backfill, recode.recode):
        assert f"flows.{flow.name}.{flow.name}" in named
        properties = parameter_schema(flow.fn).properties
        assert all(each.get("description") for each in properties.values())
