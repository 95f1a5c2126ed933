"""Taking it elsewhere: `export` and `diff`."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.common import Database, err, settings_for

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


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command(epilog="Example: sitrep export --format gdelt --out export/ --since 2024-05-01 --country AZE")
def export(
    format_: Annotated[Format, typer.Option("--format", help="What to write")],
    out: Annotated[Path, typer.Option(help="Folder to write into", file_okay=False)],
    db: Database = None,
    since: Day = None,
    until: Day = None,
    country: Annotated[str | None, typer.Option(help="Events in or with a party of it, ISO 3166 alpha-3")] = None,
) -> None:
    """Write tables (Parquet, CSV) or events in the formats of others; compatible with them, not equivalent.

    Dates are days of the event, or of its first report: from `--since` to before `--until`. `--country` is for events.
    """
    from tasks import exports

    first, last = (each.date() if each else None for each in (since, until))
    selection = exports.Selection(first, last, country.upper() if country else None)
    for written in exports.write(settings_for(db), format_.value, out, selection):
        err.print(f"{written.path}  {written.n_rows} rows", highlight=False, soft_wrap=True)
