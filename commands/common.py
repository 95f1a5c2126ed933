"""What the commands share: consoles, options, settings."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tasks.errors import Rejected
from tasks.settings import Settings

out = Console()
err = Console(stderr=True)

Database = Annotated[
    Path | None, typer.Option("--db", help="The published database (default data/sitrep.duckdb)", dir_okay=False)
]
FeedFile = Annotated[Path | None, typer.Option("--feeds", help="The feed list (default the bundled feeds.toml)")]


def settings_for(db: Path | None, feeds: Path | None = None) -> Settings:
    """Return the settings, with the published database and the feed list as given on the command line."""
    return Settings.configured(db, feeds)


def country_code(given: str) -> str:
    """Return a country's code in capitals; raise `Rejected` (`country_unknown`) for what is none."""
    from tasks import actors

    code = given.upper()
    if code not in actors.display_names():
        raise Rejected("country_unknown", f"{given} is no ISO 3166 alpha-3 code, such as AZE or USA")
    return code
