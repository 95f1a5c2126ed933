"""The processes of one `sitrep up`: which they are, what memory they take, and how they are ended."""

import os
import time
from collections.abc import Mapping
from contextlib import suppress

import psutil

MARK = "SITREP_SERVICE"  # in the environment of every process that `sitrep up` starts, however distant
STOP_S = 20.0
LOOK_S = 10.0
YOUNG_S = 60.0  # so long a process started again may stay, that a limit set too low leaves the other its turn


def sweep(mark: str) -> None:
    """End every process that bears `mark`: flow runs and the worker first, the server last."""
    _end([process for process in marked(mark) if "server" not in _command(process)])
    _end(marked(mark))
    _end(marked(mark))  # what was being started meanwhile


def marked(mark: str) -> list[psutil.Process]:
    """Return the processes, other than this one, in whose environment `mark` stands."""
    found = (process for process in psutil.process_iter() if process.pid != os.getpid())
    return [process for process in found if _environment(process).get(MARK) == mark]


def run_is_going(mark: str) -> bool:
    """Return whether anything but the server and the worker bears `mark`."""
    return any(not {"server", "worker"} & set(_command(process)) for process in marked(mark))


class MemoryGuard:
    """Says when a process that lives for months has come to take too much memory: Prefect's own grow slowly."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._looked = time.monotonic()

    def complaint(self, sizes: Mapping[str, tuple[int, int]]) -> tuple[str, str] | None:
        """Return the name of a process to start again and why, None where all may stay.

        `sizes` tells the id and the limit, MiB, of each by its name. Over its limit, a process may stay until no run is
        going; over twice its limit it may not. Looks every ten seconds, and not at a process in its first minute.
        """
        if time.monotonic() < self._looked + LOOK_S:
            return None
        self._looked = time.monotonic()
        for name, (pid, limit) in sizes.items():
            size = resident_mb(pid)
            if size > limit and is_grown(pid) and (size > 2 * limit or not run_is_going(self._mark)):
                return name, f"takes {size:.0f} MiB, and {name}_memory_mb is {limit}"
        return None


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process, MiB; 0 when it is gone."""
    with suppress(psutil.Error):
        return float(psutil.Process(pid).memory_info().rss / 2**20)
    return 0.0


def is_grown(pid: int) -> bool:
    """Return whether a process has lived for a minute."""
    with suppress(psutil.Error):
        return time.time() - float(psutil.Process(pid).create_time()) > YOUNG_S
    return False


def _environment(process: psutil.Process) -> Mapping[str, str]:
    try:
        return dict(process.environ())
    except (psutil.Error, OSError):
        return {}  # another user's, or gone meanwhile


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    for process in psutil.wait_procs(processes, timeout=STOP_S)[1]:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=STOP_S)
