"""`sitrep up`: a Prefect server and a worker, started, watched, started again when they die, and stopped whole.

This module imports no Prefect: the process that watches stays small and lives for months.
"""

import fcntl
import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import IO

from flows.environment import served
from flows.processes import MARK, STOP_S, MemoryGuard, sweep
from tasks.errors import ContractBroken, SitrepError
from tasks.settings import Settings

POOL = "sitrep"
PREFECT = Path(sys.executable).with_name("prefect")
START_S = 900.0
LOG_BYTES = 10_000_000
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Service:
    """What `sitrep up` has running, as its state file tells."""

    pid: int
    mark: str
    api_url: str
    is_own_server: bool  # False where PREFECT_API_URL named another
    started_at: str  # ISO 8601, UTC
    is_ready: bool = False
    restarts: int = 0

    @property
    def ui_url(self) -> str:
        """The address of the UI."""
        return self.api_url.removesuffix("/api")


class Stopped(SitrepError):
    """`sitrep up` was told to stop."""


# --- what others see -------------------------------------------------------------------------------------------------


def folder(settings: Settings) -> Path:
    """Return the folder of state file, lock, logs and Prefect's own database."""
    return settings.data_dir / "service"


def running(settings: Settings) -> Service | None:
    """Return what is up for this data folder, None when nothing is."""
    with suppress(FileNotFoundError), (folder(settings) / "lock").open("r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return _read(settings)
    return None


def _read(settings: Settings) -> Service | None:
    try:
        return Service(**json.loads((folder(settings) / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # it has taken the lock and not yet written


def _write(settings: Settings, service: Service) -> None:
    partial = folder(settings) / "state.json.new"
    partial.write_text(json.dumps(asdict(service)), encoding="utf-8")
    partial.replace(folder(settings) / "state.json")


def is_healthy(api_url: str) -> bool:
    """Return whether the server answers."""
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def stop(settings: Settings, service: Service) -> None:
    """Stop what is up and wait until it is gone; raise `ContractBroken` (`not_stopped`) when it does not go."""
    with suppress(ProcessLookupError):
        os.kill(service.pid, signal.SIGTERM)
    until = time.monotonic() + 4 * STOP_S
    while running(settings):
        if time.monotonic() > until:
            raise ContractBroken("not_stopped", f"process {service.pid} does not stop; kill it")
        time.sleep(0.2)


def start_detached(settings: Settings, arguments: list[str]) -> Service:
    """Start `sitrep up` with `arguments` in the background and return it once it is ready.

    Raises `ContractBroken` (`not_started`) with the end of its log when it stops before.
    """
    home = folder(settings)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.log").open("ab") as log:
        command = [sys.executable, "-m", "sitrep", "up", *arguments]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    while process.poll() is None:
        found = running(settings)
        if found and found.pid == process.pid and found.is_ready:
            return found
        time.sleep(0.2)
    end = (home / "up.log").read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
    raise ContractBroken("not_started", f"{' / '.join(end)}; more in {home}")


# --- the process that watches ----------------------------------------------------------------------------------------


def run(settings: Settings, port: int, alert_url: str | None, tell: Tell) -> None:
    """Start everything and watch it until SIGINT or SIGTERM; leaves no process behind.

    Raises `ContractBroken`: `already_up`, `not_started`.
    """
    home = folder(settings)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a") as lock:
        _hold(lock)
        given = os.environ.get("PREFECT_API_URL")
        url = given or f"http://127.0.0.1:{port}/api"
        now = datetime.now(UTC).isoformat(timespec="seconds")
        service = Service(os.getpid(), secrets.token_hex(8), url, given is None, now)
        _write(settings, service)
        with _signals():
            try:
                _Watch(settings, service, alert_url, tell).run()
            except Stopped:
                tell("Stopping ...")
            finally:
                with _ignoring_signals():
                    sweep(service.mark)
                    (home / "state.json").unlink(missing_ok=True)
        tell("Stopped.")


def _hold(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ContractBroken("already_up", "it is up already; `sitrep status` says where") from error


@contextmanager
def _signals() -> Iterator[None]:
    def stopped(number: int, frame: FrameType | None) -> None:
        raise Stopped("stopped", signal.Signals(number).name)

    before = {number: signal.signal(number, stopped) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _ignoring_signals() -> Iterator[None]:
    """Let a second Ctrl-C not cut the cleaning up short."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Watch:
    """One life of the service: its children, and how often they had to be started again."""

    def __init__(self, settings: Settings, service: Service, alert_url: str | None, tell: Tell) -> None:
        self._settings = settings
        self._service = service
        self._tell = tell
        self._home = folder(settings)
        given = dict(os.environ) | {MARK: service.mark, "SITREP_HOME": str(Path.cwd())}
        given |= {"SITREP_ALERT_URL": alert_url} if alert_url else {}
        self._guard = MemoryGuard(service.mark)
        self._env = served(service.api_url, (self._home / "prefect").resolve(), given)

    def run(self) -> None:
        server = self._start_server() if self._service.is_own_server else None
        self._wait_healthy(server)
        self._tell("Registering work pool, limits, deployments and alerts ...")
        worker = self._start_worker()  # meanwhile: it takes as long to start
        self._register()
        self._service = replace(self._service, is_ready=True)
        _write(self._settings, self._service)
        self._tell(f"Up: {self._service.ui_url} (logs in {self._home}; stop with Ctrl-C or `sitrep down`)")
        while True:  # wait for neither here: what dies while it starts is started again, too
            time.sleep(1)
            if server and server.poll() is not None:
                self._tell(f"The server ended with code {server.returncode}; starting it again")
                server = self._start_server()
                self._count_restart()
            if worker.poll() is not None and is_healthy(self._service.api_url):
                self._tell(f"The worker ended with code {worker.returncode}; starting it again")
                worker = self._start_worker()
                self._count_restart()
            self._bound_memory(server, worker)

    def _bound_memory(self, server: "subprocess.Popen[bytes] | None", worker: "subprocess.Popen[bytes]") -> None:
        """Kill a server or worker that has grown too large; the loop starts it again, and runs live on meanwhile."""
        limits = {"worker": (worker, self._settings.worker_memory_mb)}
        limits |= {"server": (server, self._settings.server_memory_mb)} if server else {}
        found = self._guard.complaint({name: (process.pid, limit) for name, (process, limit) in limits.items()})
        if found:
            name, why = found
            self._tell(f"The {name} {why}: ending it, to be started again")
            limits[name][0].kill()  # told to stop, a worker first waits for its runs
            limits[name][0].wait()

    def _count_restart(self) -> None:
        self._service = replace(self._service, restarts=self._service.restarts + 1)
        with suppress(OSError):  # a full disk shall not end the watch
            _write(self._settings, self._service)
        time.sleep(min(2 * self._service.restarts, 60))  # what dies at once shall not spin

    def _start_server(self) -> "subprocess.Popen[bytes]":
        host, _, port = self._service.ui_url.removeprefix("http://").partition(":")
        self._tell(f"Starting the Prefect server on {host}:{port} (about 20 seconds) ...")
        return self._start("server", [PREFECT, "server", "start", "--host", host, "--port", port])

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        return self._start("worker", [PREFECT, "worker", "start", "--pool", POOL, "--type", "process"])

    def _start(self, name: str, command: list[str | Path]) -> "subprocess.Popen[bytes]":
        # Its own session, so that the Ctrl-C of a terminal reaches the watcher alone, which stops things in order.
        process = subprocess.Popen(
            command,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log = self._home / f"{name}.log"
        threading.Thread(target=_keep, args=(process.stdout, log), daemon=True).start()
        return process

    def _wait_healthy(self, server: "subprocess.Popen[bytes] | None") -> None:
        until = time.monotonic() + START_S
        while not is_healthy(self._service.api_url):
            if server and server.poll() is not None:
                end = (self._home / "server.log").read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
                raise ContractBroken("not_started", f"the server ended: {' '.join(end)} (--port takes another port)")
            if time.monotonic() > until:
                raise ContractBroken("not_started", f"no server answers at {self._service.api_url}")
            time.sleep(0.5)

    def _register(self) -> None:
        began = [self._service.started_at] if self._service.is_own_server else []
        command = [sys.executable, "-m", "flows.registry", *began]
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ContractBroken("not_started", f"{' '.join(command)}: {(done.stdout + done.stderr)[-2000:]}")


class _Log(RotatingFileHandler):
    """A rotated log that loses the lines which a full disk does not take."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: a traceback for each lost line would fill the next log."""


def _keep(lines: IO[bytes], path: Path) -> None:
    """Append what a child prints to a log that is rotated, until the child ends."""
    log = _Log(path, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip()
        log.emit(logging.LogRecord("sitrep", logging.INFO, "", 0, text, None, None))
    log.close()
