"""The upkeep flow: disk watched, captures verified, the warehouse compacted."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger
from prefect.artifacts import acreate_progress_artifact, acreate_table_artifact, aupdate_progress_artifact
from prefect.states import Completed

from flows import alerts
from flows.common import named, plainly, settings_of, writing
from flows.stages import new_run_id
from tasks import upkeep as rooms
from tasks import warehouse
from tasks.errors import ContractBroken
from tasks.settings import Settings
from tasks.text import counted


def _name() -> str:
    return named("upkeep")


@flow(name="upkeep", flow_run_name=_name)
@plainly
async def upkeep(compact: bool = True, verify: bool = True, data_dir: Path | None = None) -> State[Any]:
    """Watch the disk, read captures back, and give back room in the warehouse.

    Ends Failed when a capture cannot be read back.

    Args:
        compact: Write the warehouse anew where a quarter of it is free
        verify: Read back the WARC files that are new, changed or unread for 30 days
        data_dir: Data folder, where it is not that of sitrep.toml
    """
    settings = settings_of(data_dir)
    await _watch_disk(settings)
    bad = await _verify(settings) if verify else []
    told = await _compact(settings) if compact else "not compacted"
    if bad:
        raise ContractBroken("warc_damaged", f"{'; '.join(bad)}; copy these files back from a backup")
    return Completed(message=told)


async def _watch_disk(settings: Settings) -> None:
    found = rooms.disk(settings)
    rows = [{"part": name, "megabytes": round(size / 1e6, 2)} for name, size in found.parts]
    free = f"{found.free_bytes / 1e9:.1f} GB free"
    await acreate_table_artifact(rows, key="disk", description=f"What the data folder holds; {free}")
    get_run_logger().info("%s where %s lies", free, settings.data_dir)
    if found.is_low:
        alerts.tell(alerts.DISK_LOW, f"Only {free} where {settings.data_dir.resolve()} lies")


async def _verify(settings: Settings) -> list[str]:
    now = datetime.now(UTC)
    paths = rooms.due(settings, now)
    if not paths:
        return []
    progress = await acreate_progress_artifact(0.0, key="verify-progress", description="WARC files read back")
    found = []
    for number, path in enumerate(paths, start=1):
        found.append(await asyncio.to_thread(rooms.verify, path, now))
        await aupdate_progress_artifact(progress, 100 * number / len(paths))
    await asyncio.to_thread(rooms.remember, settings, found)
    bad = [f"{each.file}: {each.fault}" for each in found if each.fault]
    told = (counted(len(found), "WARC file"), counted(_records(found), "record"), counted(len(bad), "bad file"))
    get_run_logger().info("%s read back, %s, %s", *told)
    return bad


def _records(found: list[rooms.Verified]) -> int:
    return sum(each.n_records for each in found)


async def _compact(settings: Settings) -> str:
    if not settings.live_database.exists():
        return "no warehouse yet"
    async with writing():
        before, after = await asyncio.to_thread(_compacted, settings)
    told = f"warehouse {before / 1e6:.0f} MB" + (f", now {after / 1e6:.0f} MB" if after != before else "")
    get_run_logger().info(told)
    return told


def _compacted(settings: Settings) -> tuple[int, int]:
    with warehouse.writer(settings, new_run_id()) as store:
        return warehouse.compact(store)
