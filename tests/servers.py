"""A real Prefect server for tests that run flows."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench import shared

PREFECT = Path(sys.executable).with_name("prefect")


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def prefect_server(folder: Path, port: int, *, patient: bool = True) -> Iterator[dict[str, str]]:
    """Start a Prefect server on the loopback interface; yield the environment in which flows use it.

    Unless `patient`, it may not answer yet.
    """
    env = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "SITREP_ALLOW_LOOPBACK": "true",
        "SITREP_HOST_DELAY_S": "0",
        "SITREP_MIN_FREE_BYTES": "1000000",
    }
    command = [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if patient:
            await_server(env)
        yield env
    finally:
        process.kill()  # it holds nothing that outlives the tests
        process.wait(30)


def await_server(env: dict[str, str]) -> None:
    """Return once the server answers: 20 s after its start on a quiet machine."""
    wait_for(lambda: ask(env, "/health") is True, 300)


def ask(env: dict[str, str], path: str, body: object = None, method: str | None = None) -> Any:
    """Return the answer of the server's API, None when it gives none."""
    with suppress(OSError):
        return shared.ask(env["PREFECT_API_URL"], path, body, method)
    return None


def wait_for(probe: Callable[[], Any], seconds: float, every: float = 1.0) -> Any:
    """Return the first true answer of `probe`; fail after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = probe()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"nothing within {seconds} s")
