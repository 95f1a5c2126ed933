"""What a person sees in the terminal: tables, an article with its marks, the summary of a run."""

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks.text import counted

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WRITTEN_OUT = 100_000  # numbers from here on are shown to the last digit before the point
GAP = 3  # characters between two columns of a table
MARKS = {"PERSON": "cyan", "ORG": "green", "PLACE": "yellow", "GROUP": "magenta", "event": "bold red underline"}


def plain(value: object) -> object:
    """Return `value` as JSON can carry it: instants and dates as ISO 8601 text, unknown types as text.

    A float that is no finite number, which JSON cannot have, is nothing.
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
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
        return f"{value:g}" if abs(value) < WRITTEN_OUT else f"{value:.10g}"
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
        numeric = any(isinstance(row[position], int | float | Decimal) for row in rows) and not any(
            isinstance(row[position], str) for row in rows
        )
        shown = [name, *(cell(row[position]) for row in rows)]
        whole = not any(" " in text for text in shown)  # identifiers, dates, addresses: broken, they cannot be copied
        made.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        made.add_row(*(Text(cell(value)) for value in row))
    return made


def answer(console: Console, columns: Sequence[str], rows: Sequence[Sequence[object]], *, is_cut: bool) -> None:
    """Print the rows with their number, which says so when there are more.

    They make a table; where the console is too narrow for one without words broken, each row is a list of names and
    values.
    """
    if _needed(columns, rows) > console.width:
        for row in rows:
            _upright(console, columns, row)
        if not rows:
            console.print(Text(", ".join(columns)))
    else:
        console.print(table(columns, rows))
    count = counted(len(rows), "row")
    more = f"the first {count}; LIMIT, --csv or --json give others" if is_cut else count
    console.print(more, style="dim", highlight=False)


def addressed(console: Console, rows: Sequence[Sequence[str | None]]) -> None:
    """Print each row in a line, aligned with the others, and its last value, an address, whole in the next."""
    shown = [[cell(value) for value in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    for *facts_, address in shown:
        line = "  ".join(set_cell_size(fact, width) for fact, width in zip(facts_, widths, strict=False))
        console.print(Text(line.rstrip()))
        console.print(Text(f"  {address}", style="dim"), soft_wrap=True)


def _needed(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Return how wide a table of the rows is at least, if no word is to be broken."""
    shown = [columns, *([cell(value) for value in row] for row in rows)]
    words = ([word for text in column for word in text.split()] for column in zip(*shown, strict=True))
    return sum(max(map(cell_len, found), default=0) + GAP for found in words)


def _upright(console: Console, columns: Sequence[str], row: Sequence[object]) -> None:
    width = max(map(cell_len, columns))
    for name, value in zip(columns, row, strict=True):
        shown, head = Text(cell(value)), Text(f"{set_cell_size(name, width)}  ", style="dim")
        if " " in shown.plain:
            grid = Table.grid(padding=0)
            grid.add_row(head, shown)
            console.print(grid)
        else:  # an address: the terminal may wrap it, and what is copied is whole all the same
            console.print(head + shown, soft_wrap=True)
    console.print()


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV text with a header line; no cell of text is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def csv_cell(value: object) -> object:
    """Return `value` as a cell: lists comma separated, what has names as JSON, numbers as they are.

    Text that a spreadsheet would take for a formula stands after a quote.

    What a spreadsheet takes so: text that begins with = + - @, a tab or a carriage return (OWASP, CSV injection).
    """
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    made = ", ".join(map(_written, value)) if isinstance(value, list | tuple) else _written(value)
    return f"'{made}" if isinstance(made, str) and made.startswith(FORMULA) else made


def _written(value: object) -> str:
    made = "" if value is None else plain(value)
    return json.dumps(made, ensure_ascii=False) if isinstance(made, dict | list) else str(made)


def as_json(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as a JSON array of objects, one row a line; of columns of one name the later are numbered."""
    names = [f"{name}_{n}" if (n := columns[:at].count(name)) else name for at, name in enumerate(columns)]
    lines = (json.dumps({c: plain(v) for c, v in zip(names, row, strict=True)}, ensure_ascii=False) for row in rows)
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


def headline(
    happened: str | None, type_: str, actors: Sequence[str], recipients: Sequence[str], place: str | None
) -> Text:
    """Return when, what, who and where of one event, for one line."""
    towards = f" → {', '.join(recipients)}" if recipients else ""
    return Text.assemble(
        (f"{happened or 'undated':10} ", "dim"),
        (f"{type_:9} ", "bold"),
        ", ".join(actors) + towards,
        (f", in {place}" if place else "", "yellow"),
    )


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
    console.print(headline(happened, type_, actors, recipients, place))
    says = f"{claimed_by}, in " if claimed_by else ""
    console.print(Text.assemble(f"  “{sentence}”\n", (f"  {says}{source}: {title}\n", "dim")))
