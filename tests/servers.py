"""A real Prefect server for tests that run flows."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import shared
from flows import service
from sample_site import feeds, serve
from tasks.feeds import listing
from tasks.settings import Settings

PREFECT = Path(sys.executable).with_name("prefect")
SITREP = PREFECT.with_name("sitrep")


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


@contextmanager
def sitrep_up(home: Path, port: int, *arguments: str, site_port: int = 0, **settings: str) -> Iterator[SimpleNamespace]:
    """Run `sitrep up` in `home` on the feeds of the sample site; yield, once it is ready, what tests ask of it.

    That is: process, settings, home, env, api (what `ask` takes), found (its state when it was ready) and told (the file
    of what it prints).
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "SITREP_ALLOW_LOOPBACK": "true", "SITREP_HOST_DELAY_S": "0", "SITREP_MIN_FREE_BYTES": "1000000",
        "SITREP_FEEDS_FILE": str(home / "feeds.toml"),
    } | settings  # fmt: skip
    made = Settings(data_dir=home / "data")
    told = home / "up.out"
    with serve(site_port) as base, told.open("wb") as out:
        listing.write(home / "feeds.toml", feeds(base))
        command = [SITREP, "up", "--port", str(port), *arguments]
        process = subprocess.Popen(command, env=env, cwd=home, stdout=out, stderr=out)
        try:
            wait_for(lambda: process.poll() is not None or ((up := service.running(made)) and up.is_ready), 1200)
            found = service.running(made)
            assert found, told.read_text()
            api = {"PREFECT_API_URL": found.api_url}
            yield SimpleNamespace(process=process, settings=made, home=home, env=env, api=api, found=found, told=told)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)


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
