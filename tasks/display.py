"""What a person sees in the terminal: tables, an article with its marks, the summary of a run."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks.text import counted

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NARROWEST = 9  # columns of characters that a column of a table needs to be read
MARKS = {"PERSON": "cyan", "ORG": "green", "PLACE": "yellow", "GROUP": "magenta", "event": "bold red underline"}


def plain(value: object) -> object:
    """Return `value` as JSON can carry it: instants and dates as ISO 8601 text, unknown types as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def cell(value: object) -> str:
    """Return `value` as one table cell: empty for nothing, lists comma separated."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return str(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Table:
    """Return the rows as a table for the terminal, numbers to the right."""
    rows = list(rows)
    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for position, name in enumerate(columns):
        numeric = any(isinstance(row[position], int | float) for row in rows) and not any(
            isinstance(row[position], str) for row in rows
        )
        made.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell(value)) for value in row))
    return made


def answer(console: Console, columns: Sequence[str], rows: Sequence[Sequence[object]], *, is_cut: bool) -> None:
    """Print the rows with their number, which says so when there are more.

    They make a table; where the columns are too many for the console's width, each row is a list of names and values.
    """
    if len(columns) * NARROWEST > console.width:
        for row in rows:
            console.print(_upright(columns, row))
    else:
        console.print(table(columns, rows))
    count = counted(len(rows), "row")
    more = f"the first {count}; LIMIT, --csv or --json give others" if is_cut else count
    console.print(more, style="dim", highlight=False)


def _upright(columns: Sequence[str], row: Sequence[object]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in zip(columns, row, strict=True):
        grid.add_row(Text(name, style="dim"), Text(cell(value)))
    grid.add_row()
    return grid


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV text with a header line; no cell of text is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_cell(value: object) -> object:
    """Return `value` as a cell: lists comma separated, text that a spreadsheet would take for a formula after a quote.

    What a spreadsheet takes so: text that begins with = + - @, a tab or a carriage return (OWASP, CSV injection).
    """
    made = cell(value) if isinstance(value, list | tuple) else plain(value)
    return f"'{made}" if isinstance(made, str) and made.startswith(FORMULA) else made


def as_json(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as a JSON array of objects, one row a line."""
    lines = (json.dumps({c: plain(v) for c, v in zip(columns, row, strict=True)}, ensure_ascii=False) for row in rows)
    return "[" + ",\n ".join(lines) + "]\n"


def marked(text: str, spans: Iterable[tuple[int, int, str]]) -> Text:
    """Return `text` with each (start, end, kind) span in its kind's style (see `MARKS`)."""
    made = Text(text)
    for start, end, kind in spans:
        made.stylize(MARKS.get(kind, "bold"), start, end)
    return made


def facts(console: Console, pairs: Iterable[tuple[str, Any]]) -> None:
    """Print name and value lines, aligned, leaving out what is empty."""
    grid = Table.grid(padding=(0, 2))
    for name, value in pairs:
        if value not in (None, "", (), []):
            grid.add_row(Text(name, style="dim"), value if isinstance(value, Text) else Text(cell(value)))
    console.print(grid)


def event(
    console: Console,
    happened: str | None,
    type_: str,
    actors: Sequence[str],
    recipients: Sequence[str],
    place: str | None,
    claimed_by: str | None,
    sentence: str,
    source: str,
    title: str,
) -> None:
    """Print one event: what, who and when in a line, then the sentence that tells it and who says so."""
    towards = f" → {', '.join(recipients)}" if recipients else ""
    head: list[str | tuple[str, str]] = [
        (f"{happened or 'undated':10} ", "dim"),
        (f"{type_:9} ", "bold"),
        ", ".join(actors) + towards,
    ]
    console.print(Text.assemble(*head, (f", {place}" if place else "", "yellow")))
    says = f"{claimed_by}, in " if claimed_by else ""
    console.print(Text.assemble(f"  “{sentence}”\n", (f"  {says}{source}: {title}\n", "dim")))
