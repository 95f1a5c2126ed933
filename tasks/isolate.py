"""A warm child process for parsing what strangers wrote: killable, bounded, replaced when it dies.

A signal cannot interrupt lxml and a thread cannot be killed, so a page that takes minutes or gigabytes to parse must
be parsed in another process.

    with Child(read_page, wall_s=20, cpu_s=15, memory_mb=1024) as child:
        article = child.call(page, entry, feed)
"""

import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from tasks.errors import ContractBroken, Rejected, SitrepError

MIB = 1024 * 1024
START_S = 90.0  # a cold import of the parsers on a busy machine takes ten seconds


class _Killed(Rejected):
    """The child was ended by a SIGKILL that is not ours."""


class Child:
    """Calls `function` in a child process that starts with the first call and stays. One call at a time; thread-safe.

    `wall_s` bounds one call and `cpu_s` its processor time, in seconds; `memory_mb` the child's address space in MiB on
    top of what it starts with; `start_s` its start.
    """

    def __init__(
        self, function: Callable[..., Any], *, wall_s: float, cpu_s: float, memory_mb: int, start_s: float = START_S
    ) -> None:
        self._function = function
        self._wall_s = wall_s
        self._cpu_s = cpu_s
        self._memory_mb = memory_mb
        self._start_s = start_s
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()

    def call(self, *arguments: Any) -> Any:
        """Return the function's result.

        Raises what it raises of `SitrepError`, and `Rejected`: `extract_timeout` after `wall_s` or `cpu_s`,
        `extract_crashed` when the child died (out of memory, a crash of a C library) or raised anything else. The next
        call gets a new child. Raises `ContractBroken` (`parser_start`) when none can be started.
        """
        with self._lock:
            try:
                good, result = self._answer(arguments)
            except _Killed:  # by someone else, it may be before it read what it was given: that is no fault of the page
                good, result = self._answer(arguments)
        if good:
            return result
        if isinstance(result, SitrepError):
            raise result
        raise Rejected("extract_crashed", str(result))

    def _answer(self, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
        pipe = self._ready()
        with self._killed_after(self._wall_s) as late:
            try:
                pipe.send(arguments)  # blocks when the child has stopped reading, so the clock runs already
                answer: tuple[bool, Any] = pipe.recv()
            except (EOFError, OSError):
                raise self._obituary(late.is_set()) from None
        return answer

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the child unless the block ends within `seconds`; the event tells whether it was."""
        late = threading.Event()
        process = self._process

        def kill() -> None:
            late.set()
            if process:
                process.kill()

        timer = threading.Timer(seconds, kill)
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()
            timer.join()
            if late.is_set():  # even where an answer came in the same instant
                self._stop()

    def _obituary(self, late: bool) -> Rejected:
        """Bury the dead child and return what it died of."""
        process = self._process
        if process:
            process.join(1)  # its end of the pipe closes a moment before it is gone
        died_of = process.exitcode if process else None
        self._stop()
        if late:
            return Rejected("extract_timeout", f"parsing took over {self._wall_s:g} s and was stopped")
        if died_of == -signal.SIGXCPU:
            return Rejected("extract_timeout", f"parsing took over {self._cpu_s:g} s of processor time and was stopped")
        kind = _Killed if died_of == -signal.SIGKILL else Rejected
        return kind("extract_crashed", "the parser died, most likely out of memory")

    def _ready(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            self._stop()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            arguments = (theirs, self._function, self._cpu_s, self._memory_mb)
            self._process = context.Process(target=_serve, args=arguments, daemon=True, name="sitrep-parser")
            self._process.start()
            theirs.close()
            self._await_start(self._pipe)
        return self._pipe

    def _await_start(self, pipe: Connection) -> None:
        with self._killed_after(self._start_s) as late:
            try:
                pipe.recv()
            except (EOFError, OSError):
                self._stop()
                how = f"did not start within {self._start_s:g} s" if late.is_set() else "died as it started"
                remedy = "see what it wrote above; `sitrep doctor` checks the installation"
                raise ContractBroken("parser_start", f"the parsing child {how}; {remedy}") from None

    def _stop(self) -> None:
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None


def _serve(pipe: Connection, function: Callable[..., Any], cpu_s: float, memory_mb: int) -> None:
    _limit_memory(memory_mb)
    with suppress(EOFError, OSError):  # the parent is gone, and so is the reason to live
        pipe.send("ready")
        while True:
            arguments = pipe.recv()
            _limit_cpu(cpu_s)
            pipe.send(_outcome(function, arguments))


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Return whether the function was well, and its result, its error or what is to be told of it."""
    try:
        return True, function(*arguments)
    except SitrepError as error:
        return False, error
    except MemoryError:
        return False, "out of memory while parsing"
    except Exception as error:  # noqa: BLE001  whatever a parser raises is told to the parent, which rejects
        return False, f"{type(error).__name__}: {error}"


def _limit_cpu(cpu_s: float) -> None:
    """Let this process use `cpu_s` seconds from now, rounded up; then SIGXCPU ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _limit_memory(memory_mb: int) -> None:
    statm = Path("/proc/self/statm")
    if not statm.exists():  # elsewhere than on Linux the limit is not kept; the wall clock still is
        return
    used = int(statm.read_text().split()[0]) * resource.getpagesize()
    limit = used + memory_mb * MIB
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
