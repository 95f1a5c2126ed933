"""A scheduled run is made by a real Prefect server and completed by a real worker; a failing one says why over the API."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sample_site import feeds, serve
from tasks import warehouse
from tasks.feeds import listing
from tasks.settings import ROOT, Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PORT = 4297
API = f"http://127.0.0.1:{PORT}/api"
PREFECT = Path(sys.executable).with_name("prefect")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    env = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": API,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "SITREP_HOME": str(ROOT),
        "SITREP_ALLOW_LOOPBACK": "true",
        "SITREP_HOST_DELAY_S": "0",
        "SITREP_MIN_FREE_BYTES": "1000000",
    }
    command = [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(PORT)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: ask("/health") is True, 90)
        run(env, "work-pool", "create", "sitrep", "--type", "process")
        run(env, "--no-prompt", "deploy", "--all")
        yield env
    finally:
        process.terminate()
        process.wait(30)


def test_scheduled_run_completes_and_failing_run_says_why(server: dict[str, str], tmp_path: Path) -> None:
    with serve(0) as base:
        path = tmp_path / "feeds.toml"
        listing.write(path, feeds(base))
        worker = subprocess.Popen([PREFECT, "worker", "start", "--pool", "sitrep"], env=server, cwd=tmp_path)
        try:
            parameters = {"data_dir": str(tmp_path / "data"), "feeds_file": str(path)}
            deployment = ask("/deployments/filter", {})[0]
            schedule = {"schedule": {"interval": 3600, "anchor_date": soon()}, "active": True, "parameters": parameters}
            ask(f"/deployments/{deployment['id']}/schedules", [schedule])
            done = wait_for(lambda: finished(auto_scheduled=True), 150)
            assert done["state"]["type"] == "COMPLETED", done["state"]
            assert done["created_by"]["type"] == "SCHEDULE"
            settings = Settings(data_dir=tmp_path / "data")
            assert warehouse.query(settings, "SELECT count(*) FROM articles").rows[0][0] >= 20

            bad = {"parameters": parameters | {"feeds_file": str(tmp_path / "missing.toml")}}
            created = ask(f"/deployments/{deployment['id']}/create_flow_run", bad)
            failed = wait_for(lambda: finished(run_id=created["id"]), 100)
            assert failed["state"]["type"] == "FAILED"
            assert "missing.toml" in failed["state"]["message"]
        finally:
            worker.terminate()
            worker.wait(30)


def run(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([PREFECT, *arguments], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def ask(path: str, body: object = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")
    except OSError:
        return None


def soon() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))


def finished(run_id: str | None = None, auto_scheduled: bool = False) -> object:
    runs = (
        ask("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}) or []
    )
    top = [each for each in runs if each["deployment_id"]]
    if run_id:
        return next((each for each in top if each["id"] == run_id), None)
    return next((each for each in top if each["auto_scheduled"] == auto_scheduled), None)


def wait_for(probe, seconds: float):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = probe()
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"nothing within {seconds} s")
