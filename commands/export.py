"""Taking it elsewhere: `export` and `diff`."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from commands.common import Database, country_code, err, settings_for
from commands.common import out as out_console
from tasks.text import counted

if TYPE_CHECKING:
    from tasks.compare import Change

app = typer.Typer()


class Format(StrEnum):
    """The formats; a test holds them equal to those that can be written."""

    PARQUET = "parquet"
    CSV = "csv"
    GEOJSON = "geojson"
    GDELT = "gdelt"
    ACLED = "acled"
    PLOVER = "plover"
    FTM = "ftm"


Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day left out again")]
TABLES = (Format.PARQUET, Format.CSV)


@app.command(epilog="Example: sitrep export --format gdelt --out export/ --since 2024-05-01 --country AZE")
def export(
    format_: Annotated[Format, typer.Option("--format", help="What to write")],
    out: Annotated[Path, typer.Option(help="Folder to write into", file_okay=False)],
    db: Database = None,
    since: Since = None,
    until: Until = None,
    country: Annotated[str | None, typer.Option(help="Events in or with a party of it, ISO 3166 alpha-3")] = None,
) -> None:
    """Write tables (Parquet, CSV) or events in the formats of others; compatible with them, not equivalent.

    Dates are days of the event, or of its first report: from `--since` to before `--until`. `--country` is for events.
    """
    from tasks import exports

    if since and until and since >= until:
        raise typer.BadParameter("--since must be before --until, which is the first day left out again")
    if country and format_ in TABLES:
        raise typer.BadParameter(f"--country is for formats of events; --format {format_.value} writes whole tables")
    first, last = (each.date() if each else None for each in (since, until))
    selection = exports.Selection(first, last, country_code(country) if country else None)
    for written in exports.write(settings_for(db), format_.value, out, selection):
        rows = "" if written.n_rows is None else f"  {counted(written.n_rows, 'row')}"
        err.print(f"{written.path}{rows}", highlight=False, soft_wrap=True)


@app.command(epilog="Example: sitrep diff before/sitrep.duckdb data/sitrep.duckdb")
def diff(
    old: Annotated[Path, typer.Argument(help="Published database of the older coder", exists=True, dir_okay=False)],
    new: Annotated[Path, typer.Argument(help="Published database of the newer coder", exists=True, dir_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
) -> None:
    """Say what changed between two coder versions on the same pages, event by event.

    An event that is added, gone or changed is told with its sentence; one is the same where article and trigger are.
    Keep a copy of the published database before `sitrep recode`: that is the older one.
    """
    from tasks import compare

    found = compare.databases(settings_for(old), settings_for(new))
    if json:
        sys.stdout.write(dumps(asdict(found), ensure_ascii=False, indent=1) + "\n")
        return
    _show_changes(found.changes)
    kinds = Counter(change.kind for change in found.changes)
    told = f"{kinds['added']} added, {kinds['gone']} gone, {kinds['changed']} changed, {found.n_same} the same"
    out_console.print(
        f"{found.coders[0]} → {found.coders[1]}: {told}, in {counted(found.n_articles, 'article')}", highlight=False
    )
    if not found.n_articles:
        out_console.print("nothing to compare: no article is in both with the same text", style="yellow")
    out_console.print(
        f"not compared: {counted(found.n_other_text, 'article')} whose text differs, {found.n_only_old} only in {old}, "
        f"{found.n_only_new} only in {new}",
        style="dim", highlight=False,
    )  # fmt: skip


def _show_changes(changes: "Iterable[Change]") -> None:
    """Print the changes, those of an article under its headline and address."""
    for (title, url), group in groupby(changes, key=lambda change: (change.title, change.url)):
        out_console.print(Text.assemble((title, "bold"), f"  {url}"), soft_wrap=True)
        for change in group:
            out_console.print(Text.assemble(f"  {change.kind:8}", (f"{change.type:10}", "bold"), change.trigger))
            out_console.print(Padding(Text(f"“{change.sentence}”", style="dim"), (0, 0, 0, 4)))
            for name, old, new in change.fields:
                out_console.print(Padding(Text(f"{name}: {old or '-'} → {new or '-'}"), (0, 0, 0, 4)))
        out_console.print()
