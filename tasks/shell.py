"""The SQL shell: lines in, answers out, until `.quit`; it asks the published database as `sitrep sql` does."""

import difflib
import re
from pathlib import Path

from rich.console import Console

from tasks import display, warehouse
from tasks.errors import Rejected, SitrepError
from tasks.settings import Settings

SHOWN = 200  # rows of one answer; more would scroll away what is worth reading
HISTORY = Path.home() / ".sitrep_history"
HELP = """\
Any SQL that DuckDB knows, over as many lines as it takes, up to a semicolon. Nothing can be written.
For example:   SELECT happened, type, sentence FROM latest_events LIMIT 5;
.tables        the tables, views and macros, with what they are for
.schema NAME   the columns of a table or view, with what they mean
.help          this
.quit          leave, as Ctrl-D does; Ctrl-C stops a query and forgets what is typed"""
WORDS = ("quit", "exit", "help")  # orders for whoever forgets the full stop: none of them can begin a query
# A quote or comment that is still open runs to the end: its semicolons end nothing.
TOKEN = re.compile(r"'(?:[^']|'')*(?:'|$)|\"(?:[^\"]|\"\")*(?:\"|$)|--[^\n]*|/\*.*?(?:\*/|$)|(;)", re.DOTALL)
NAMES = (
    "SELECT 'table' AS kind, table_name AS name, comment FROM duckdb_tables() WHERE NOT internal UNION ALL "
    "SELECT 'view', view_name, comment FROM duckdb_views() WHERE NOT internal UNION ALL "
    "SELECT 'macro', function_name || '(' || array_to_string(parameters, ', ') || ')', comment "
    "FROM duckdb_functions() WHERE function_type LIKE '%macro' AND NOT internal ORDER BY kind DESC, name"
)
COLUMNS = (
    "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = $name AND NOT internal "
    "ORDER BY column_index"
)


def split(text: str) -> tuple[list[str], str]:
    """Return the statements of `text` that a semicolon ends, without it, and what is left over after the last one."""
    found, start = [], 0
    for token in TOKEN.finditer(text):
        if token[1]:
            found.append(text[start : token.start()].strip())
            start = token.end()
    return [each for each in found if each], text[start:].lstrip()


class Shell:
    """A conversation: `feed` takes a line; `pending` is what it has of a statement not ended yet.

    `n_failed`: how many statements and orders had an error for an answer.
    """

    def __init__(self, settings: Settings, console: Console) -> None:
        self.settings = settings
        self.console = console
        self.pending = ""
        self.n_failed = 0

    def feed(self, line: str) -> bool:
        """Take a line and print what it answers; return whether to go on."""
        said = line.strip().rstrip(";").strip()
        if not self.pending and (said.startswith(".") or said.lower() in WORDS):
            return self._order(*said.lower().split()[:1], *said.split()[1:])
        statements, self.pending = split(self.pending + line + "\n")
        for statement in statements:
            self._try(statement)
        return True

    def end(self) -> None:
        """Answer what is pending without a semicolon, as when a file of statements has ended."""
        if self.pending.strip():
            self.feed(";")

    def _order(self, order: str, *words: str) -> bool:
        name = order.removeprefix(".")
        if name in ("quit", "exit"):
            return False
        if name == "tables":
            self._try(NAMES)
        elif name == "schema" and len(words) == 1:
            self._try(COLUMNS, words[0])
        else:
            unknown = {"schema": "of which table? .schema NAME", "help": ""}.get(name, f"no order {order}; there are:")
            self.console.print(f"{unknown}\n{HELP}".lstrip(), highlight=False, markup=False)
        return True

    def _try(self, sql: str, name: str | None = None) -> None:
        try:
            parameters = {"name": name} if name else None
            answer = warehouse.query(self.settings, sql, parameters, max_rows=SHOWN)
            if name and not answer.rows:
                raise Rejected("no_table", f"no table or view {name!r}{self._nearest(name)}; .tables lists them")
        except SitrepError as error:
            self.n_failed += 1
            self.console.print(f"[red]{error.code}[/]: ", end="")
            self.console.print(error.detail, highlight=False, markup=False, soft_wrap=True)  # it may point at a word
            return
        display.answer(self.console, answer.columns, answer.rows, is_cut=answer.is_cut)

    def _nearest(self, name: str) -> str:
        known = [row[1] for row in warehouse.query(self.settings, NAMES).rows]
        near = difflib.get_close_matches(name, known, 1)
        return f"; did you mean {near[0]!r}?" if near else ""
