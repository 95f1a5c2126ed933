"""A warm child process for parsing what strangers wrote: killable, bounded, replaced when it dies.

A signal cannot interrupt lxml and a thread cannot be killed, so a page that takes minutes or gigabytes to parse must
be parsed in another process.

    with Child(read_page, wall_s=20, memory_mb=1024) as child:
        article = child.call(page, entry, feed)
"""

import multiprocessing
import resource
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from tasks.errors import Rejected, SitrepError

MIB = 1024 * 1024


class Child:
    """Calls `function` in a child process that stays alive between calls. One call at a time; thread-safe.

    `wall_s` bounds one call in seconds, `memory_mb` the child's address space in MiB on top of what it starts with.
    """

    def __init__(self, function: Callable[..., Any], *, wall_s: float, memory_mb: int) -> None:
        self._function = function
        self._wall_s = wall_s
        self._memory_mb = memory_mb
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Child":
        with self._lock:
            self._ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()

    def call(self, *arguments: Any) -> Any:
        """Return the function's result.

        Raises what it raises of `SitrepError`, and `Rejected`: `extract_timeout` after `wall_s`, `extract_crashed` when
        the child died (out of memory, a crash of a C library) or raised anything else. The next call gets a new child.
        """
        with self._lock:
            pipe = self._ready()
            pipe.send(arguments)
            if not pipe.poll(self._wall_s):
                self._stop()
                raise Rejected("extract_timeout", f"parsing took over {self._wall_s:g} s and was stopped")
            try:
                good, result = pipe.recv()
            except (EOFError, ConnectionResetError):
                self._stop()
                raise Rejected("extract_crashed", "the parser died, most likely out of memory") from None
        if good:
            return result
        if isinstance(result, SitrepError):
            raise result
        raise Rejected("extract_crashed", str(result))

    def _ready(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            self._stop()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            arguments = (theirs, self._function, self._memory_mb)
            self._process = context.Process(target=_serve, args=arguments, daemon=True, name="sitrep-parser")
            self._process.start()
            theirs.close()
            self._pipe.recv()
        return self._pipe

    def _stop(self) -> None:
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None


def _serve(pipe: Connection, function: Callable[..., Any], memory_mb: int) -> None:
    _limit(memory_mb)
    pipe.send("ready")
    while True:
        try:
            arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, Any] = (True, function(*arguments))
        except SitrepError as error:
            answer = (False, error)
        except MemoryError:
            answer = (False, "out of memory while parsing")
        except Exception as error:  # noqa: BLE001  whatever a parser raises is told to the parent, which rejects
            answer = (False, f"{type(error).__name__}: {error}")
        pipe.send(answer)


def _limit(memory_mb: int) -> None:
    statm = Path("/proc/self/statm")
    if not statm.exists():  # elsewhere than on Linux the limit is not kept; the wall clock still is
        return
    used = int(statm.read_text().split()[0]) * resource.getpagesize()
    limit = used + memory_mb * MIB
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
