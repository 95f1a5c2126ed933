"""Taking in news: `ingest` and `demo`."""

import asyncio
from pathlib import Path
from typing import Any

import typer

from commands.common import Database, FeedFile, err, out, settings_for
from tasks.settings import Settings

app = typer.Typer()


@app.command(epilog="Example: sitrep ingest --feeds my-feeds.toml --db news/sitrep.duckdb")
def ingest(feeds: FeedFile = None, db: Database = None) -> None:
    """Ask every feed now, and code and load what is new."""
    _run_ingest(settings_for(db, feeds))


def _run_ingest(settings: Settings) -> None:
    from flows.environment import prepare

    prepare()
    err.print("Starting Prefect (about 20 seconds without a running server) ...", style="dim")
    from flows.ingest import ingest as flow
    from flows.ingest import new_run_id

    async def run() -> Any:
        state = await flow(new_run_id(), settings, False, return_state=True)
        if not state.is_completed():
            await state.aresult()
        return state

    state = asyncio.run(run())
    out.print(state.message, highlight=False)


@app.command(epilog="Example: sitrep demo, then: sitrep sql --db data/demo/sitrep.duckdb 'FROM latest_events LIMIT 3'")
def demo() -> None:
    """Serve the bundled sample news site on this machine, ingest it, and show what came of it."""
    from sample_site import feeds, serve
    from tasks.feeds import listing

    settings = Settings(data_dir=Path("data/demo"), allow_loopback=True, host_delay_s=0, min_free_bytes=50_000_000)
    with serve() as base:
        err.print(f"The sample news site is up at {base}", style="dim")
        path = settings.data_dir / "feeds.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        listing.write(path, feeds(base))
        _run_ingest(settings.model_copy(update={"feeds_file": path}))
    _show_summary(settings)


def _show_summary(settings: Settings) -> None:
    from tasks import display, warehouse

    counts = warehouse.query(
        settings,
        "SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM entities) AS entities, "
        "(SELECT count(*) FROM events) AS events, (SELECT count(*) FROM tolls) AS tolls",
    )
    out.print(display.table(counts.columns, counts.rows))
    out.print("\n[bold]The five latest events[/]")
    columns = "happened, type, actors, recipients, place_name, claimed_by, sentence, source, title"
    for row in warehouse.query(settings, f"SELECT {columns} FROM latest_events LIMIT 5").rows:
        display.event(out, *row)
    out.print(f"The database: {settings.snapshot}", highlight=False)
    out.print("Ask it more, for example who claims which losses:")
    query = "SELECT claimed_by, kind, low, victims_country, sentence FROM claimed_tolls ORDER BY low DESC"
    out.print(
        f'  .venv/bin/sitrep sql --db {settings.snapshot} "{query}"', style="bold", highlight=False, soft_wrap=True
    )
