"""How far a run is: a bar where someone looks at a terminal, a progress artifact in the UI."""

import logging
from types import TracebackType
from uuid import UUID

from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact
from prefect.logging.handlers import PrefectConsoleHandler
from rich import progress
from rich.console import Console


class Progress:
    """Tells how much of `total` is done, nothing where it is 0; `what` says what of, for people."""

    def __init__(self, flow: str, what: str, total: int) -> None:
        self._key = f"{flow}-progress"
        self._what = what
        self._total = total
        self._done = 0
        self._artifact: UUID | None = None
        console = _console()
        columns = (progress.TextColumn(what), progress.BarColumn(), progress.TaskProgressColumn())
        times = (progress.TimeElapsedColumn(), progress.TimeRemainingColumn())
        self._bar = progress.Progress(
            *columns, *times, console=console, transient=True, disable=not console.is_terminal
        )
        self._task = self._bar.add_task(what, total=self._total)

    async def __aenter__(self) -> "Progress":
        if self._total:
            self._artifact = await acreate_progress_artifact(0.0, key=self._key, description=self._what)
            self._bar.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    async def advance(self, done: int) -> None:
        """Tell that so much more is done."""
        self._done = min(self._done + done, self._total)
        self._bar.update(self._task, completed=self._done)
        if self._artifact:
            await aupdate_progress_artifact(self._artifact, 100 * self._done / self._total)


def _console() -> Console:
    """Return the console that Prefect logs to, so that its lines appear above the bar; else one on stderr."""
    handlers = [handler for name in (None, "prefect") for handler in logging.getLogger(name).handlers]
    consoles = [handler.console for handler in handlers if isinstance(handler, PrefectConsoleHandler)]
    return consoles[0] if consoles else Console(stderr=True)
