"""Files in, files out: `extract` and `clean`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from commands.common import err
from tasks.errors import Rejected, SitrepError
from tasks.settings import Settings
from tasks.text import counted

app = typer.Typer()


Source = Annotated[Path, typer.Argument(help="JSON Lines file to read", exists=True, dir_okay=False)]
Target = Annotated[Path, typer.Argument(help="JSON Lines file to write")]


@app.command(epilog="Example: sitrep extract articles.jsonl events.jsonl")
def extract(source: Source, target: Target) -> None:
    """Code texts: lines of {id, title, published, text} to lines of entities and events."""
    from tasks import extract, interchange, sharing

    with sharing.second(extract.rows) as second:

        def change(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
            made = [_or_error(interchange.article, row) for row in rows]
            done = iter(sharing.shared(extract.rows, [each for each in made if not isinstance(each, dict)], second))
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
    with isolate.Child(articles.clean_row, **settings.parse_limits) as child:

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
    passed_over = counted(passed, "bad line")
    err.print(f"{counted(written, 'row')} written to {target}, {passed_over} passed over", highlight=False)
    if passed:
        raise typer.Exit(1)
