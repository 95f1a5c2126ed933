"""Asking what is known: `sql`, `shell`, `show` and `doctor`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import Database, out, settings_for

if TYPE_CHECKING:
    from tasks.shell import Shell

app = typer.Typer()
SHOWN = 1000  # rows of a table for the eye; --csv and --json give all


@app.command(epilog='Example: sitrep sql "SELECT * FROM dyads_per_day LIMIT 10" --csv > dyads.csv')
def sql(
    query: Annotated[str, typer.Argument(help="The query; `sitrep sql 'SHOW TABLES'` lists what there is")],
    db: Database = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma separated values")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects")] = False,
) -> None:
    """Ask the published database; nothing can be written, no other file read, no network used.

    Of several statements the answer to the last is shown.
    """
    from tasks import display, warehouse

    if csv and json:
        raise typer.BadParameter("--csv or --json, not both")
    answer = warehouse.query(settings_for(db), query, max_rows=None if csv or json else SHOWN)
    if csv:
        sys.stdout.write(display.as_csv(answer.columns, answer.rows))
    elif json:
        sys.stdout.write(display.as_json(answer.columns, answer.rows))
    else:
        display.answer(out, answer.columns, answer.rows, is_cut=answer.is_cut)


@app.command(epilog="Example: sitrep shell --db data/demo/sitrep.duckdb")
def shell(db: Database = None) -> None:
    """Ask the published database line by line; guarded as `sitrep sql` is, with a history kept in your home folder.

    Statements may also come from a file, `sitrep shell < FILE`; the exit code is then 1 when one had an error.
    """
    from tasks import warehouse
    from tasks.shell import Shell

    settings = settings_for(db)
    warehouse.query(settings, "SELECT 1")
    talk, is_typed = Shell(settings, out), sys.stdin.isatty()
    with _history() if is_typed else nullcontext():
        _converse(talk, is_typed=is_typed)
    if talk.n_failed and not is_typed:
        raise typer.Exit(1)


@contextmanager
def _history() -> Iterator[None]:
    """Let lines be edited, and those of earlier times be found, where the machine can; keep those typed meanwhile."""
    from tasks.shell import HISTORY

    try:
        import readline
    except ImportError:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(HISTORY)
    yield
    with suppress(OSError):
        readline.write_history_file(HISTORY)


def _converse(talk: "Shell", *, is_typed: bool) -> None:
    """Feed lines until the order to end or the end of the input; no prompt is shown to what is not typed."""
    if is_typed:
        out.print("SQL up to a semicolon; .help says what else there is, .quit leaves", style="dim", highlight=False)
    while True:
        prompt = "   ...> " if talk.pending.strip() else "sitrep> "
        try:
            if not talk.feed(input(prompt if is_typed else "")):
                return
        except KeyboardInterrupt:
            talk.pending = ""
            out.print("stopped" if is_typed else "", style="dim")
        except EOFError:
            if is_typed:
                out.print()  # or what comes next would stand behind the prompt
            talk.end()
            return


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
