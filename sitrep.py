"""The command line of sitrep: `sitrep --help` lists the commands."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tasks.errors import ContractBroken, Rejected, SitrepError, Transient
from tasks.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="News feeds in; coded political, diplomatic and military events out, in DuckDB, each with its evidence.\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 another run is active, 4 the database or disk needs you.",
    epilog='Example: [bold]sitrep sql "SELECT type, actors, recipients, sentence FROM latest_events LIMIT 5"[/bold]',
)
feeds_app = typer.Typer(no_args_is_help=True, help="The feed list.", epilog="Example: sitrep feeds check")
app.add_typer(feeds_app, name="feeds")

out = Console()
err = Console(stderr=True)

Database = Annotated[Path | None, typer.Option("--db", help="The published database (default data/sitrep.duckdb)")]
FeedFile = Annotated[Path | None, typer.Option("--feeds", help="The feed list (default the bundled feeds.toml)")]


def main() -> None:
    """Run the command line; every error of sitrep becomes one line and an exit code."""
    try:
        app()
    except SitrepError as error:
        err.print(f"[bold red]{error.code}[/]: {error.detail}", highlight=False, soft_wrap=True)
        sys.exit(3 if error.code == "run_active" else 4 if isinstance(error, ContractBroken | Transient) else 1)
    except KeyboardInterrupt:
        err.print("stopped")
        sys.exit(130)


def _settings(db: Path | None, feeds: Path | None = None, **more: Any) -> Settings:
    given = more | ({"feeds_file": feeds} if feeds else {})
    settings = Settings(**given)
    return settings.at(db) if db else settings


# --- running ---------------------------------------------------------------------------------------------------------


@app.command(epilog="Example: sitrep ingest --feeds my-feeds.toml --db news/sitrep.duckdb")
def ingest(feeds: FeedFile = None, db: Database = None) -> None:
    """Ask every feed now, and code and load what is new."""
    _run_ingest(_settings(db, feeds))


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


# --- files in, files out ---------------------------------------------------------------------------------------------

Source = Annotated[Path, typer.Argument(help="JSON Lines file to read", exists=True, dir_okay=False)]
Target = Annotated[Path, typer.Argument(help="JSON Lines file to write")]


@app.command(epilog="Example: sitrep extract articles.jsonl events.jsonl")
def extract(source: Source, target: Target) -> None:
    """Code texts: lines of {id, title, published, text} to lines of entities and events."""
    from tasks import entities, events, interchange, nlp

    pipeline = nlp.load()

    def change(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        made = [_or_error(interchange.article, row) for row in rows]
        good = [each for each in made if not isinstance(each, dict)]
        readings = entities.find(good, pipeline)
        codings = events.code(readings)
        done = iter([interchange.row(reading, coding) for reading, coding in zip(readings, codings, strict=True)])
        return [each if isinstance(each, dict) else next(done) for each in made]

    _convert(source, target, change, 32)


def _or_error(read: Any, row: dict[str, Any]) -> Any:
    try:
        return read(row)
    except Rejected as error:
        return {"id": row.get("id"), "entities": [], "events": [], "error": str(error)}


@app.command(epilog="Example: sitrep clean pages.jsonl articles.jsonl")
def clean(source: Source, target: Target) -> None:
    """Clean pages: lines of {file, url, fetched_at} to lines of title, authors, instant, language and text."""
    from tasks import articles, isolate

    settings = Settings()
    with isolate.Child(articles.clean_row, wall_s=settings.parse_wall_s, memory_mb=settings.parse_memory_mb) as child:

        def change(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
            return [_cleaned(child, row, source.parent) for row in rows]

        _convert(source, target, change, 8)


def _cleaned(child: Any, row: dict[str, Any], base: Path) -> dict[str, Any]:
    try:
        return dict(child.call(row, base))
    except SitrepError as error:
        empty: dict[str, Any] = {"title": None, "authors": [], "published_at": None, "language": None, "text": ""}
        return {"url": row.get("url"), **empty, "error": str(error)}


def _convert(source: Path, target: Path, change: Any, size: int) -> None:
    from tasks import jsonl

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task(source.name, total=max(source.stat().st_size, 1))
        written, passed = jsonl.convert(
            source,
            target,
            change,
            size=size,
            advance=lambda count: progress.advance(bar, count),
            complain=lambda error: err.print(str(error), style="red", highlight=False),
        )
    err.print(f"{written} rows written to {target}, {passed} bad lines passed over", highlight=False)
    if passed:
        raise typer.Exit(1)


# --- asking ----------------------------------------------------------------------------------------------------------


@app.command(epilog='Example: sitrep sql "SELECT * FROM dyads_per_day LIMIT 10" --csv > dyads.csv')
def sql(
    query: Annotated[str, typer.Argument(help="The query; `sitrep sql 'SHOW TABLES'` lists what there is")],
    db: Database = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma separated values")] = False,
    json: Annotated[bool, typer.Option("--json", help="A JSON array of objects")] = False,
) -> None:
    """Ask the published database; nothing can be written, no other file read, no network used."""
    from tasks import display, warehouse

    answer = warehouse.query(_settings(db), query)
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

    inspect.show(_settings(db), article, out)


@app.command(epilog="Example: sitrep doctor")
def doctor(db: Database = None) -> None:
    """Say what is wrong with this installation and how to mend it; exit code 1 when something is."""
    from tasks import display, inspect

    findings = inspect.examine(_settings(db))
    rows = [("ok" if each.is_well else "MEND", each.what, each.found, each.remedy) for each in findings]
    out.print(display.table(("", "what", "found", "remedy"), rows))
    if not all(each.is_well for each in findings):
        raise typer.Exit(1)


# --- the feed list ---------------------------------------------------------------------------------------------------


@feeds_app.command("list", epilog="Example: sitrep feeds list --feeds my-feeds.toml")
def feeds_list(feeds: FeedFile = None) -> None:
    """List the feeds."""
    from tasks import display
    from tasks.feeds import listing

    rows = [
        (f.source, f.title, f.country, f.language, f.category, f.feed_url)
        for f in listing.read(_settings(None, feeds).feeds_file)
    ]
    out.print(display.table(("source", "title", "country", "language", "category", "feed"), rows))


@feeds_app.command("add", epilog="Example: sitrep feeds add https://www.example.org/rss.xml --country AZE")
def feeds_add(
    url: Annotated[str, typer.Argument(help="Address of the feed")],
    feeds: FeedFile = None,
    title: Annotated[str | None, typer.Option(help="Name for people")] = None,
    country: Annotated[str | None, typer.Option(help="Country of the outlet, ISO 3166 alpha-3")] = None,
    language: Annotated[str | None, typer.Option(help="Language, ISO 639-1")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA zone of the outlet's naive times")] = None,
) -> None:
    """Add a feed to the list."""
    from tasks.feeds import listing
    from tasks.records import Feed
    from tasks.text import site

    path = _settings(None, feeds).feeds_file
    known = listing.read(path) if path.exists() else []
    if url in {feed.feed_url for feed in known}:
        raise Rejected("feed_known", f"{url} is in {path} already")
    made = Feed(url, title or site(url), site(url), None, country, language, timezone, None)
    listing.write(path, [*known, listing.checked(made)])
    out.print(f"added to {path}", highlight=False)


@feeds_app.command("remove", epilog="Example: sitrep feeds remove https://www.example.org/rss.xml")
def feeds_remove(url: Annotated[str, typer.Argument(help="Address of the feed")], feeds: FeedFile = None) -> None:
    """Take a feed off the list; its articles and history stay."""
    from tasks.feeds import listing

    path = _settings(None, feeds).feeds_file
    known = listing.read(path)
    if url not in {feed.feed_url for feed in known}:
        raise Rejected("feed_unknown", f"{url} is not in {path}; `sitrep feeds list` shows what is")
    listing.write(path, [feed for feed in known if feed.feed_url != url])
    out.print(f"removed from {path}", highlight=False)


@feeds_app.command("import", epilog="Example: sitrep feeds import subscriptions.opml --feeds my-feeds.toml")
def feeds_import(opml: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], feeds: FeedFile = None) -> None:
    """Add the feeds of an OPML file to the list."""
    from tasks.feeds import listing

    path = _settings(None, feeds).feeds_file
    known = listing.read(path) if path.exists() else []
    new = [feed for feed in listing.read_opml(opml.read_bytes()) if feed.feed_url not in {k.feed_url for k in known}]
    listing.write(path, [*known, *new])
    out.print(f"{len(new)} feeds added to {path}", highlight=False)


@feeds_app.command("export", epilog="Example: sitrep feeds export feeds.opml")
def feeds_export(opml: Annotated[Path, typer.Argument(dir_okay=False)], feeds: FeedFile = None) -> None:
    """Write the list as an OPML file."""
    from tasks.feeds import listing

    known = listing.read(_settings(None, feeds).feeds_file)
    opml.write_bytes(listing.write_opml(known))
    out.print(f"{len(known)} feeds written to {opml}", highlight=False)


@feeds_app.command("check", epilog="Example: sitrep feeds check --db data/sitrep.duckdb")
def feeds_check(
    feeds: FeedFile = None,
    db: Database = None,
    live: Annotated[bool, typer.Option("--live", help="Ask each feed now, rather than tell its history")] = False,
) -> None:
    """Say in plain words how each feed fares; exit code 1 when one needs attention."""
    from tasks import display, inspect

    settings = _settings(db, feeds)
    with err.status("asking every feed ...") if live else nullcontext():
        rows = asyncio.run(inspect.ask_feeds(settings)) if live else inspect.feed_verdicts(settings, datetime.now(UTC))
    out.print(display.table(("source", "verdict", "feed"), rows))
    if any(row[1] != "well" for row in rows):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
