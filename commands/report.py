"""The report of a day: `report`."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.common import Database, country_code, err, settings_for
from tasks.text import counted

app = typer.Typer()


class Format(StrEnum):
    """What a report can be written as."""

    html = "html"
    md = "md"
    rss = "rss"


Moment = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="UTC day or minute")]


@app.command(epilog="Example: sitrep report --since 2025-06-01 --country AZE --out report.html")
def report(
    since: Moment = None,
    until: Moment = None,
    country: Annotated[str | None, typer.Option(help="Only what concerns this country, ISO 3166 alpha-3")] = None,
    db: Database = None,
    out_: Annotated[
        Path | None, typer.Option("--out", help="The file to write (default report.html, .md, .rss)")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="A web page, Markdown or an RSS feed")] = Format.html,
) -> None:
    """Write what was reported in a period: events with their sentences, a map, tolls by claimant, meetings, feeds.

    Without --since it is the last day, or the last day before that has events. The page needs no network.
    """
    from tasks import report as reports

    code = country_code(country) if country else None
    made = reports.gather(settings_for(db), datetime.now(UTC), _utc(since), _utc(until), code)
    write = {Format.html: reports.as_html, Format.md: reports.as_markdown, Format.rss: reports.as_rss}[format_]
    path = out_ or Path(f"report.{format_.value}")
    path.write_text(write(made), encoding="utf-8", errors="replace")
    if made.window.note:
        err.print(made.window.note, style="yellow", highlight=False)
    err.print(f"{counted(made.n_in_all, 'event')} written to {path}", highlight=False)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
