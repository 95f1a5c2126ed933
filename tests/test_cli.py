"""The command line as a user types it."""

import contextlib
import io
import json
import subprocess

import duckdb
import pytest

import sitrep as program
from tests.ahead import SITREP


def sitrep(*arguments, cwd, input=""):
    """Run the command line in this process, as the program does: without the two seconds of its imports each time."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.chdir(cwd)
        patch.setattr("sys.argv", ["sitrep", *map(str, arguments)])
        patch.setattr("sys.stdin", io.StringIO(input))
        code = 0
        try:
            program.main()
        except SystemExit as end:
            code = end.code or 0
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_the_program_that_is_installed_is_this_one(tmp_path):
    done = subprocess.run([SITREP, "feeds", "list"], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0 and done.stdout.split() == sitrep("feeds", "list", cwd=tmp_path).stdout.split()


def test_extract_streams_rows_and_names_bad_lines(tmp_path):
    rows = [{"id": "a", "title": "t", "published": "2024-05-03", "text": "Germany condemned the Russian attack on Kharkiv."},
            {"id": "b", "published": "soon", "text": "x"}, {"id": "c"}]  # fmt: skip
    lines = [json.dumps(rows[0]), "{broken", "", json.dumps(rows[1]), json.dumps(rows[2]), "[1]"]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    done = sitrep("extract", "in.jsonl", "out.jsonl", cwd=tmp_path)
    made = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in made] == ["a", "b", "c"]
    assert "ACCUSE" in {event["type"] for event in made[0]["events"]}
    assert "published" in made[1]["error"] and "text" in made[2]["error"]
    assert done.returncode == 1 and "in.jsonl:2" in done.stderr and "in.jsonl:6" in done.stderr


def test_clean_reads_pages(tmp_path):
    paragraphs = "<p>The ministers met in Baku and agreed to meet again in a month from now.</p>" * 6
    (tmp_path / "p.html").write_text(f"<html lang=en><body><h1>They met again in Baku</h1>{paragraphs}</body></html>")
    row = {"file": "p.html", "url": "http://example.org/1", "fetched_at": "2024-05-03T10:00:00Z"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row) + "\n")
    assert sitrep("clean", "in.jsonl", "out.jsonl", cwd=tmp_path).returncode == 0
    made = json.loads((tmp_path / "out.jsonl").read_text())
    assert (made["title"], made["language"]) == ("They met again in Baku", "en") and "agreed to meet" in made["text"]


def test_feeds_add_list_export_import_remove(tmp_path):
    url = "https://example.org/rss.xml"
    assert sitrep("feeds", "add", url, "--feeds", "f.toml", "--country", "AZE", cwd=tmp_path).returncode == 0
    assert sitrep("feeds", "add", url, "--feeds", "f.toml", cwd=tmp_path).returncode == 1
    assert "example.org" in sitrep("feeds", "list", "--feeds", "f.toml", cwd=tmp_path).stdout
    assert sitrep("feeds", "export", "f.opml", "--feeds", "f.toml", cwd=tmp_path).returncode == 0
    assert sitrep("feeds", "import", "f.opml", "--feeds", "g.toml", cwd=tmp_path).returncode == 0
    assert url in (tmp_path / "g.toml").read_text()
    assert sitrep("feeds", "remove", url, "--feeds", "g.toml", cwd=tmp_path).returncode == 0
    assert url not in (tmp_path / "g.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["sql", "SELECT 1"], 1, "sitrep demo"),
        (["show", "x"], 1, "no_database"),
        (["feeds", "list", "--feeds", "missing.toml"], 1, "missing.toml does not exist"),
        (["feeds", "add", "ftp://x", "--feeds", "f.toml"], 1, "no http or https"),
        (["feeds", "add", "http://x.org/f", "--feeds", "f.toml", "--timezone", "Baku"], 1, "Asia/Baku"),
        (["extract", "missing.jsonl", "o"], 2, "does not exist"),
        (["report", "--country", "XXY"], 1, "country_unknown"),
        (["report"], 1, "sitrep demo"),
        (["status"], 1, "sitrep up"),
        (["down"], 0, "Not up"),
        (["nonsense"], 2, "No such command"),
        (["sql", "SELECT 1", "--csv", "--json"], 2, "not both"),
        (["sql", "SELECT 1", "--db", "."], 2, "is a directory"),
        (["sql", "SELECT 1", "--db", "text.duckdb"], 4, "name another, or publish it again"),
        (["export", "--format", "gdelt", "--out", "x"], 1, "sitrep demo"),
        (["export", "--format", "gdelt", "--out", "text.duckdb/x"], 1, "name a folder with room"),
        (["export", "--format", "gdelt", "--out", "x", "--db", "other.duckdb"], 1, "no database of sitrep's"),
        (["export", "--format", "csv", "--out", "x", "--db", "older.duckdb"], 1, "has schema 0, known is"),
        (["export", "--format", "csv", "--out", "x", "--db", "newer.duckdb"], 1, "update sitrep"),
        (["export", "--format", "gdelt", "--out", "x", "--country", "Azerbaijan"], 1, "such as AZE"),
        (["export", "--format", "csv", "--out", "x", "--country", "AZE"], 2, "is for formats of events"),
        (["export", "--format", "gdelt", "--out", "x", "--since", "2024-05-02", "--until", "2024-05-02"], 2, "before --until"),
        (["diff", "other.duckdb", "other.duckdb"], 1, "no database of sitrep's"),
    ],
)  # fmt: skip
def test_errors_name_the_thing_and_the_remedy(tmp_path, arguments, code, told):
    (tmp_path / "text.duckdb").write_text("no database")
    for name, version in (("other", None), ("older", 0), ("newer", 999)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as con:
            if version is not None:
                con.execute(f"CREATE TABLE schema_version AS SELECT {version} AS version")
    done = sitrep(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert told in " ".join((done.stderr + done.stdout).replace("│", " ").split())


@pytest.mark.parametrize(
    ("toml", "environment", "told"),
    [
        ("", {"SITREP_SQL_MEMORY_MB": "50"}, "SITREP_SQL_MEMORY_MB (sql_memory_mb in sitrep.toml) is '50': Input should be greater"),
        ("sql_timeout_s = 'soon'", {}, "SITREP_SQL_TIMEOUT_S (sql_timeout_s in sitrep.toml) is 'soon'"),
        ("nonsense = 1", {}, "SITREP_NONSENSE (nonsense in sitrep.toml) is not known"),
        ("data_dir =", {}, "sitrep.toml is no TOML"),
    ],
    ids=["too small", "no number", "unknown", "no TOML"],
)  # fmt: skip
def test_a_bad_setting_is_named(tmp_path, monkeypatch, toml, environment, told):
    (tmp_path / "sitrep.toml").write_text(toml)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = sitrep("sql", "SELECT 1", cwd=tmp_path)
    assert done.returncode == 1 and told in done.stderr


def test_doctor_is_well_here(tmp_path):
    done = sitrep("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "prefect" in done.stdout and "MEND" not in done.stdout


@pytest.mark.parametrize(
    "command",
    ["ingest", "backfill", "recode", "demo", "extract", "clean", "sql", "shell", "show", "doctor", "report", "export",
     "diff", "unmerge", "remerge", "up", "status", "down"],
)  # fmt: skip
def test_help_has_an_example_in_each_command(tmp_path, command):
    assert "Example" in sitrep(command, "--help", cwd=tmp_path).stdout
