"""What the flows share: settings from parameters, the slot of the one writer, names for runs, the end of dead ones."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec
from uuid import UUID

from prefect import State
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import ConcurrencyLeaseHolder, StateType
from prefect.concurrency.asyncio import concurrency
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run
from prefect.server.concurrency.lease_storage.filesystem import ConcurrencyLeaseStorage
from prefect.states import Crashed, Failed

from tasks.errors import SitrepError
from tasks.settings import Settings

WRITER = "sitrep-writer"
WAIT_S = 3600.0
P = ParamSpec("P")


def settings_of(data_dir: Path | None, **more: Any) -> Settings:
    """Return the settings of `sitrep.toml` and the environment, with what a deployment's parameters say instead."""
    given = {name: value for name, value in (more | {"data_dir": data_dir}).items() if value is not None}
    return Settings(**given)


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """Wait for the slot of the one run that writes; raises `TimeoutError` after an hour.

    Without the limit that `sitrep up` registers it is no wait: the warehouse's own lock then refuses a second writer.
    """
    async with AsyncExitStack() as stack:
        if await _is_limited():  # else Prefect warns of what is no fault
            holder = ConcurrencyLeaseHolder(type="flow_run", id=UUID(flow_run.id))
            await stack.enter_async_context(concurrency(WRITER, occupy=1, timeout_seconds=WAIT_S, holder=holder))
        yield


async def _is_limited() -> bool:
    """Return whether there is a limit on those that write; take from it the slots of runs that were killed."""
    async with get_client() as client:
        try:
            limit = await client.read_global_concurrency_limit_by_name(WRITER)
        except ObjectNotFound:
            return False
        if limit.active_slots:
            await _take_from_the_dead(client, limit.id)
    return True


async def _take_from_the_dead(client: PrefectClient, limit_id: UUID) -> None:
    """Free the slots of crashed runs, which their leases would keep for minutes; where the leases lie in files here."""
    for lease_id, holder in await ConcurrencyLeaseStorage().list_holders_for_limit(limit_id):
        state = (await client.read_flow_run(holder.id)).state if holder.type == "flow_run" else None
        if state and state.is_crashed():  # only then is it sure that its process has ended
            await client.release_concurrency_slots_with_lease(lease_id)


def plainly(work: Callable[P, Awaitable[State[Any]]]) -> Callable[P, Coroutine[Any, Any, State[Any]]]:
    """Have a flow that sitrep stops on purpose end Failed with the reason for its message, and no traceback."""

    @wraps(work)
    async def ended(*given: P.args, **named: P.kwargs) -> State[Any]:
        try:
            return await work(*given, **named)
        except SitrepError as error:
            failed: State[Any] = Failed(message=str(error), data=error)
            return failed

    return ended


async def tag(run_id: str) -> None:
    """Show on the flow run that is going which row of `runs` is its own."""
    async with get_client() as client:
        await client.update_flow_run(UUID(flow_run.id), tags={*flow_run.tags, run_id})


def named(what: str) -> str:
    """Return `what` with the time the run was scheduled for: the name of a flow run."""
    return f"{what} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


async def mark_crashed(why: str, *, run_id: str | None = None, before: datetime | None = None) -> None:
    """Have the UI tell the truth of runs that were killed, which Prefect still holds to be going.

    Each of the two bounds which, where it is given: the tag `run_id`, and a state that has stood since `before`.
    """
    going = FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING])
    tags = FlowRunFilterTags(all_=[run_id]) if run_id else None
    which = FlowRunFilter(tags=tags, state=FlowRunFilterState(type=going))
    async with get_client() as client:
        for each in await client.read_flow_runs(flow_run_filter=which):
            if each.state and each.state.timestamp < (before or datetime.now(UTC)):
                crashed: State[Any] = Crashed(message=why)
                await client.set_flow_run_state(each.id, crashed, force=True)
