"""Asking what is known: `sql`, `show` and `doctor`."""

import sys
from typing import Annotated

import typer

from commands.common import Database, out, settings_for

app = typer.Typer()


@app.command(epilog='Example: sitrep sql "SELECT * FROM dyads_per_day LIMIT 10" --csv > dyads.csv')
def sql(
    query: Annotated[str, typer.Argument(help="The query; `sitrep sql 'SHOW TABLES'` lists what there is")],
    db: Database = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma separated values")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects")] = False,
) -> None:
    """Ask the published database; nothing can be written, no other file read, no network used."""
    from tasks import display, warehouse

    answer = warehouse.query(settings_for(db), query)
    if csv:
        sys.stdout.write(display.as_csv(answer.columns, answer.rows))
    elif json:
        sys.stdout.write(display.as_json(answer.columns, answer.rows))
    else:
        out.print(display.table(answer.columns, answer.rows))
        out.print(f"{len(answer.rows)} rows", style="dim")


@app.command(epilog="Example: sitrep show https://www.example.org/news/1")
def show(
    article: Annotated[str, typer.Argument(help="Article id (or its beginning), or address")], db: Database = None
) -> None:
    """Show an article with its entities and events marked in the text."""
    from tasks import inspect

    inspect.show(settings_for(db), article, out)


@app.command(epilog="Example: sitrep doctor")
def doctor(db: Database = None) -> None:
    """Say what is wrong with this installation and how to mend it; exit code 1 when something is."""
    from tasks import display, inspect

    findings = inspect.examine(settings_for(db))
    rows = [("ok" if each.is_well else "MEND", each.what, each.found, each.remedy) for each in findings]
    out.print(display.table(("", "what", "found", "remedy"), rows))
    if not all(each.is_well for each in findings):
        raise typer.Exit(1)
