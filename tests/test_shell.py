"""The shell: statements over lines, orders, errors that do not end it."""

import contextlib
import io
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tasks import warehouse
from tasks.settings import Settings
from tasks.shell import Shell, split
from tests.ahead import SITREP
from tests.servers import wait_for
from tests.test_cli import sitrep


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("shell"), sql_memory_mb=256)
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
        (".nonsense", "no order .nonsense; there are:"),
        (".schema", "of which table?"),
        ("help", ".schema NAME"),
        (";", ""),
        ("SELECT titel FROM articles;", "title"),
        ("DROP TABLE events;", "A published database is only read"),
        ("COPY events TO 'x.csv';", "`sitrep export` writes"),
        ("FROM read_csv('/etc/hosts');", "No other file here"),
        ("LOAD httpfs;", "No extensions here"),
        ("SET memory_limit = '90GB';", "SITREP_SQL_MEMORY_MB"),
        ("SELECT list(range) FROM range(1000000000);", "allow more: SITREP_SQL_MEMORY_MB"),
    ],
)
def test_orders_and_errors_are_told_and_it_goes_on(settings, line, told):
    said, went_on, _ = talk(settings, line)
    assert told in said and went_on == [True]


@pytest.mark.parametrize("order", [".quit", ".exit", "quit", "exit;", "QUIT"])
def test_quit_ends_it(settings, order):
    assert talk(settings, order)[1] == [False]


def test_a_word_that_is_an_order_may_stand_in_a_statement(settings):
    told, went_on, _ = talk(settings, "SELECT 42 AS", "quit", ";")
    assert "42" in told and went_on == [True] * 3


def test_a_long_answer_is_cut_and_says_so(settings):
    assert "the first 200 rows" in talk(settings, "FROM range(500);")[0]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [(7, [(" " * 10).join("1234567")]), (8, [f"column_{number}  {number}" for number in range(1, 9)])],
    ids=["as many columns as fit: a row a line", "more: a column a line"],
)
def test_wide_answers_can_be_read_in_80_columns(settings, columns, lines):
    console = Console(file=io.StringIO(), width=80)
    names = ", ".join(f"{number} AS column_{number}" for number in range(1, columns + 1))
    Shell(settings, console).feed(f"SELECT {names};")
    told = [line.strip() for line in console.file.getvalue().splitlines()]
    assert [line for line in told if line in lines] == lines


def test_the_command_talks_until_the_input_ends(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.shell.HISTORY", tmp_path / "history")
    done = sitrep("shell", "--db", settings.snapshot, cwd=tmp_path, input="SELECT 6\n* 7 AS n;\n.quit\nSELECT 5 + 6;")
    assert done.returncode == 0 and done.stdout.split() == ["n", "──", "42", "1", "row"], done.stderr
    assert not (tmp_path / "history").exists()  # nobody has typed


@pytest.mark.parametrize(
    ("given", "code"), [("SELECT 1; .tables", 0), ("SELECT nope; SELECT 6 * 7;", 1), (".schema nope", 1)]
)
def test_a_file_of_statements_goes_on_after_an_error_and_says_so_by_its_exit_code(settings, tmp_path, given, code):
    done = sitrep("shell", "--db", settings.snapshot, cwd=tmp_path, input=given.replace("; ", ";\n"))
    assert done.returncode == code and ("42" in done.stdout) is ("6 * 7" in given)


def test_what_an_error_points_at_is_not_wrapped_away(settings):
    console = Console(file=io.StringIO(), width=40)
    Shell(settings, console).feed("SELECT 'a long text before the word' AS a, nope FROM articles;")
    lines = console.file.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("LINE 1: "))
    assert lines[at][lines[at + 1].index("^") :].startswith("nope")


def test_the_last_statement_of_a_file_needs_no_semicolon(settings, tmp_path):
    assert "42" in sitrep("shell", "--db", settings.snapshot, cwd=tmp_path, input="SELECT 6\n* 7 AS n").stdout


def test_at_a_terminal_what_is_typed_is_kept_and_ctrl_d_ends_the_line(settings, tmp_path):
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(tmp_path)
        os.execve(
            SITREP, ["sitrep", "shell", "--db", settings.snapshot], os.environ | {"HOME": str(tmp_path), "TERM": "dumb"}
        )
    said = b""
    for prompts, typed in ((1, b"SELECT 6 * 7;\n"), (2, b"\x04")):
        while said.count(b"sitrep> ") < prompts:
            said += os.read(terminal, 1000)
        os.write(terminal, typed)
    with contextlib.suppress(OSError):  # how Linux tells that the other end is closed
        while more := os.read(terminal, 1000):
            said += more
    assert os.waitpid(pid, 0)[1] == 0 and b"42" in said and said.endswith(b"\n"), said
    assert (tmp_path / ".sitrep_history").read_text() == "SELECT 6 * 7;\n"


@pytest.mark.slow  # ten seconds each
@pytest.mark.parametrize(("command", "code"), [("sql", 130), ("shell", 0)])
def test_ctrl_c_stops_a_long_query_at_once(settings, tmp_path, command, code):
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7"
    env = os.environ | {"HOME": str(tmp_path), "SITREP_SQL_TIMEOUT_S": "1000"}
    words = [SITREP, command, "--db", settings.snapshot, *([endless] if command == "sql" else [])]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    try:
        process.stdin.write(f"{endless};\nSELECT 6 * 7;\n")
        process.stdin.flush()
        wait_for(lambda: seconds_used(process.pid) > 5, 100)  # it has begun: the start alone takes two
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == code and ("42" in told) is (command == "shell")


def seconds_used(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
