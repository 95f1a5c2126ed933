"""The command line of sitrep: `sitrep --help` lists the commands."""

import sys
from tomllib import TOMLDecodeError

import typer
from pydantic import ValidationError

from commands import ask, export, feeds, files, mend, report, run, service
from commands.common import err
from tasks import settings
from tasks.errors import ContractBroken, SitrepError, Transient

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="News feeds in; coded political, diplomatic and military events out, in DuckDB, each with its evidence.\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 another run is active, 4 the database, disk or network needs you.",
    epilog='Example: [bold]sitrep sql "SELECT type, actors, recipients, sentence FROM latest_events LIMIT 5"[/bold]',
)
for group in (run.app, files.app, ask.app, report.app, export.app, mend.app, service.app):
    app.add_typer(group)
app.add_typer(feeds.app, name="feeds")


def main() -> None:
    """Run the command line; every error of sitrep becomes one line and an exit code."""
    try:
        app()
    except SitrepError as error:
        err.print(f"[bold red]{error.code}[/]: {error.detail}", highlight=False, soft_wrap=True)
        sys.exit(3 if error.code == "run_active" else 4 if isinstance(error, ContractBroken | Transient) else 1)
    except (ValidationError, TOMLDecodeError) as error:
        err.print(f"[bold red]bad_setting[/]: {settings.told(error)}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("stopped")
        sys.exit(130)


if __name__ == "__main__":
    main()
