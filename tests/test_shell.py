"""The shell: statements over lines, orders, errors that do not end it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tasks import warehouse
from tasks.settings import Settings
from tasks.shell import Shell, split
from tests.test_cli import sitrep


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("shell"))
    with warehouse.writer(settings, "r1") as store:
        warehouse.publish(store)
    return settings


def talk(settings, *lines):
    console = Console(file=io.StringIO(), width=200)
    shell = Shell(settings, console)
    went_on = [shell.feed(line) for line in lines]
    return console.file.getvalue(), went_on, shell


@pytest.mark.parametrize(
    ("text", "statements", "rest"),
    [
        ("SELECT 1;", ["SELECT 1"], ""),
        ("SELECT 1", [], "SELECT 1"),
        ("SELECT 1; SELECT 2; SEL", ["SELECT 1", "SELECT 2"], "SEL"),
        ("SELECT ';';", ["SELECT ';'"], ""),
        ("SELECT 'it''s;", [], "SELECT 'it''s;"),
        ('SELECT ";";', ['SELECT ";"'], ""),
        ("SELECT 1 -- a; b\n;", ["SELECT 1 -- a; b"], ""),
        ("SELECT /* ; */ 1;", ["SELECT /* ; */ 1"], ""),
        (";;", [], ""),
    ],
)
def test_a_semicolon_ends_a_statement_but_not_in_quotes_or_comments(text, statements, rest):
    assert split(text) == (statements, rest)


@given(st.text(alphabet="ab;'\"-*/ \n", max_size=40))
def test_splitting_loses_nothing_but_space_and_semicolons(text):
    statements, rest = split(text)
    bare = lambda s: s.replace(";", "").replace(" ", "").replace("\n", "")  # noqa: E731
    assert bare("".join(statements) + rest) == bare(text)


def test_a_statement_may_take_many_lines(settings):
    told, _, shell = talk(settings, "SELECT 40", "+ 2 AS answer", ";")
    assert "42" in told and shell.pending == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (".tables", "dyads_per_day"),
        (".tables", "events_near(point_lat, point_lon, radius_km)"),
        (".schema tolls", "Who they were, in the article's words"),
        (".schema latest_events", "sentence"),
        (".schema evnts", "did you mean 'events'?"),
        (".help", ".schema NAME"),
        (".nonsense", ".schema NAME"),
        ("SELECT titel FROM articles;", "title"),
        ("DROP TABLE events;", "read-only"),
        ("COPY events TO 'x.csv';", "disabled by configuration"),
        ("SET memory_limit = '90GB';", "locked"),
    ],
)
def test_orders_and_errors_are_told_and_it_goes_on(settings, line, told):
    said, went_on, _ = talk(settings, line)
    assert told in said and went_on == [True]


def test_quit_ends_it(settings):
    assert talk(settings, ".quit")[1] == [False]


def test_a_long_answer_is_cut_and_says_so(settings):
    assert "the first 200 rows" in talk(settings, "FROM range(500);")[0]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [(8, ["1    2    3    4    5    6    7    8"]), (9, [f"c{number}  {number}" for number in range(1, 10)])],
    ids=["as many columns as fit: a row a line", "more: a column a line"],
)
def test_wide_answers_can_be_read_in_80_columns(settings, columns, lines):
    console = Console(file=io.StringIO(), width=80)
    names = ", ".join(f"{number} AS c{number}" for number in range(1, columns + 1))
    Shell(settings, console).feed(f"SELECT {names};")
    told = [line.strip() for line in console.file.getvalue().splitlines()]
    assert [line for line in told if line in lines] == lines


def test_the_command_talks_until_the_input_ends(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    done = sitrep("shell", "--db", settings.snapshot, cwd=tmp_path, input="SELECT 6\n* 7 AS n;\n.quit\n")
    assert done.returncode == 0 and "42" in done.stdout, done.stderr
