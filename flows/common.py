"""What the flows share: settings from parameters, the slot of the one writer, names for runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from prefect.concurrency.asyncio import concurrency
from prefect.runtime import flow_run

from tasks.settings import Settings

WRITER = "sitrep-writer"
WAIT_S = 3600.0


def settings_of(data_dir: Path | None, **more: Any) -> Settings:
    """Return the settings of `sitrep.toml` and the environment, with what a deployment's parameters say instead."""
    given = {name: value for name, value in (more | {"data_dir": data_dir}).items() if value is not None}
    return Settings(**given)


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """Wait for the slot of the one run that writes; raises `TimeoutError` after an hour.

    Without the limit that `sitrep up` registers it is no wait: the warehouse's own lock then refuses a second writer.
    """
    async with concurrency(WRITER, occupy=1, timeout_seconds=WAIT_S):
        yield


def named(what: str) -> str:
    """Return `what` with the time the run was scheduled for: the name of a flow run."""
    return f"{what} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"
