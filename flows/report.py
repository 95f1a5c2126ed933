"""The report flow: the day as a web page, as Markdown in the UI, and as a feed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from prefect import State, flow, get_run_logger
from prefect.artifacts import acreate_link_artifact, acreate_markdown_artifact
from prefect.states import Completed
from pydantic import StringConstraints

from flows.common import named, plainly, settings_of
from tasks import report as reports
from tasks.settings import Settings
from tasks.text import counted

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
KINDS = {"html": reports.as_html, "md": reports.as_markdown, "rss": reports.as_rss}


def _name() -> str:
    return named("report")


@flow(name="report", flow_run_name=_name)
@plainly
async def report(
    since: datetime | None = None,
    until: datetime | None = None,
    country: Country | None = None,
    data_dir: Path | None = None,
) -> State[Any]:
    """Write the report of a period into the folder `reports` of the data folder: as .html, .md and .rss.

    Args:
        since: Begin of the period; without it, the last day that has events
        until: End of the period; without it, now
        country: Only what concerns this country, ISO 3166 alpha-3, such as AZE
        data_dir: Data folder, where it is not that of sitrep.toml
    """
    settings = settings_of(data_dir)
    made = await asyncio.to_thread(reports.gather, settings, datetime.now(UTC), _aware(since), _aware(until), country)
    paths = await asyncio.to_thread(_write, made, settings)
    begin, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (made.window.since, made.window.until))
    told = f"{counted(made.n_in_all, 'event')} reported from {begin} to {end}"
    get_run_logger().info("%s, in %s", told, paths["html"])
    await acreate_markdown_artifact(reports.as_markdown(made), key="report", description=told)
    page = paths["html"].resolve()
    # The path as text, too: browsers follow no link from http to a file.
    await acreate_link_artifact(page.as_uri(), link_text=page.name, key="report-page", description=f"{told}: {page}")
    return Completed(message=told)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _write(made: reports.Report, settings: Settings) -> dict[str, Path]:
    folder = settings.data_dir / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    of = f"-{made.window.country}" if made.window.country else ""
    paths = {kind: folder / f"{made.window.until:%Y-%m-%d}{of}.{kind}" for kind in KINDS}
    for kind, as_text in KINDS.items():
        partial = paths[kind].with_name(paths[kind].name + ".new")
        partial.write_text(as_text(made), encoding="utf-8", errors="replace")
        partial.replace(paths[kind])
    return paths
