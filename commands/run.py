"""Taking in news: `ingest`, `backfill`, `recode` and `demo`."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.common import Database, FeedFile, err, out, settings_for
from tasks.errors import Transient
from tasks.settings import Settings

app = typer.Typer()


@app.command(epilog="Example: sitrep ingest --feeds my-feeds.toml --db news/sitrep.duckdb")
def ingest(feeds: FeedFile = None, db: Database = None) -> None:
    """Ask every feed now, and code and load what is new."""
    _run_ingest(settings_for(db, feeds))


@app.command(epilog="Example: sitrep backfill CC-NEWS-20260101000000-00001.warc.gz --db news/sitrep.duckdb")
def backfill(
    files: Annotated[list[Path], typer.Argument(help="WARC files, whoever wrote them: Common Crawl, wget, sitrep")],
    feeds: FeedFile = None,
    db: Database = None,
) -> None:
    """Take in the pages of WARC files; again is harmless, and finishes what was stopped.

    The whole of data/warc makes a lost database anew.
    """
    from tasks import archive

    for path in files:
        archive.check(path)  # at once, and not within the flow's own telling of what went wrong
    _start_prefect()
    from flows.backfill import backfill as flow

    _finish(flow(files, db, feeds, return_state=True))


@app.command(epilog="Example: sitrep recode --since 2026-01-01 --until 2026-02-01")
def recode(
    since: Annotated[datetime, typer.Option(help="First day, by when pages were fetched, UTC", formats=["%Y-%m-%d"])],
    until: Annotated[datetime | None, typer.Option(help="First day left alone again", formats=["%Y-%m-%d"])] = None,
    feeds: FeedFile = None,
    db: Database = None,
) -> None:
    """Read and code again the pages fetched since a day, from the archive; nothing is fetched."""
    _start_prefect()
    from flows.recode import recode as flow

    _finish(flow(since.date(), until.date() if until else None, db, feeds, return_state=True))


def _run_ingest(settings: Settings) -> None:
    _start_prefect()
    from flows.ingest import ingest as flow
    from flows.stages import new_run_id

    _finish(flow(new_run_id(), settings, False, return_state=True))


def _start_prefect() -> None:
    from flows.environment import prepare

    prepare()
    err.print("Starting Prefect (about 20 seconds without a running server) ...", style="dim")


def _finish(run: Any) -> None:
    """Await the state of a flow run and print what it did; raise what it failed of."""

    async def ended() -> Any:
        try:
            state = await run
        except RuntimeError as error:
            raise _of_prefect(error) from error
        if not state.is_completed():
            await state.aresult()
        return state

    out.print(asyncio.run(ended()).message, highlight=False)


def _of_prefect(error: RuntimeError) -> Exception:
    """Return what an error of Prefect's own start means to a user; the error itself where it is another."""
    if "ephemeral" in str(error):
        remedy = "free the machine and run again, or start one that stays with `sitrep up`"
        return Transient("prefect_start", f"Prefect's temporary server did not start in time; {remedy}")
    if str(error).startswith("Failed to reach API"):
        remedy = "start it, or unset PREFECT_API_URL to run without one"
        where = os.environ.get("PREFECT_API_URL", "its configured address")
        return Transient("prefect_down", f"the Prefect server at {where} does not answer; {remedy}")
    return error


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
