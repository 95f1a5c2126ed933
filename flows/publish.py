"""The publish flow: checks, then the snapshot replaced; for after a hand has mended the warehouse."""

import asyncio
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger
from prefect.artifacts import acreate_table_artifact
from prefect.states import Completed

from flows import alerts
from flows.common import named, plainly, settings_of, writing
from flows.stages import enough_disk, new_run_id, tell_snapshot
from tasks import warehouse
from tasks.settings import Settings
from tasks.text import counted


def _name() -> str:
    return named("publish")


@flow(name="publish", flow_run_name=_name)
@plainly
async def publish(data_dir: Path | None = None) -> State[Any]:
    """Check the warehouse and replace the published database by it.

    Ends Failed, the old snapshot left as it was, when a check fails.

    Args:
        data_dir: Data folder, where it is not that of sitrep.toml
    """
    settings = settings_of(data_dir)
    with alerts.broken_told():
        enough_disk(settings)
        async with writing():
            published = await asyncio.to_thread(_publish, settings)
    await tell_snapshot(published.path)
    await acreate_table_artifact(
        [{"check": each.name, "bad rows": each.n_bad, "looks for": each.meaning} for each in published.checks],
        key="checks",
        description="The checks before the last publication",
    )
    told = f"{counted(len(published.checks), 'check')} passed; published {published.path}"
    get_run_logger().info(told)
    return Completed(message=told)


def _publish(settings: Settings) -> warehouse.Published:
    with warehouse.writer(settings, new_run_id()) as store:
        return warehouse.publish(store)
