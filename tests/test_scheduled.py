"""A scheduled run is made by a real Prefect server and completed by a real worker; a failing one says why."""

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from sample_site import feeds, serve
from tasks import warehouse
from tasks.feeds import listing
from tasks.settings import ROOT, Settings
from tests.servers import PREFECT, ask, prefect_server, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ENDED = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}


def test_scheduled_run_completes_and_failing_run_says_why(tmp_path: Path) -> None:
    with prefect_server(tmp_path, 4297) as env, serve(0) as base:
        env["SITREP_HOME"] = str(ROOT)
        for command in (["work-pool", "create", "sitrep", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
            subprocess.run([PREFECT, *command], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        path = tmp_path / "feeds.toml"
        listing.write(path, feeds(base))
        worker = subprocess.Popen([PREFECT, "worker", "start", "--pool", "sitrep"], env=env, cwd=tmp_path)
        try:
            parameters = {"data_dir": str(tmp_path / "data"), "feeds_file": str(path)}
            deployment = ask(env, "/deployments/filter", {})[0]["id"]
            schedule = {"schedule": {"interval": 3600, "anchor_date": soon()}, "active": True, "parameters": parameters}
            ask(env, f"/deployments/{deployment}/schedules", [schedule])
            done = wait_for(lambda: ended(env, auto_scheduled=True), 150)
            assert done["state"]["type"] == "COMPLETED", done["state"]
            assert done["created_by"]["type"] == "SCHEDULE"
            loaded = warehouse.query(Settings(data_dir=tmp_path / "data"), "SELECT count(*) FROM articles")
            assert loaded.rows[0][0] >= 20

            bad = {"parameters": parameters | {"feeds_file": str(tmp_path / "missing.toml")}}
            created = ask(env, f"/deployments/{deployment}/create_flow_run", bad)
            failed = wait_for(lambda: ended(env, id=created["id"]), 100)
            assert failed["state"]["type"] == "FAILED"
            assert "missing.toml" in failed["state"]["message"]
        finally:
            worker.terminate()
            worker.wait(30)


def soon() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))


def ended(env: dict[str, str], **wanted: Any) -> Any:
    runs = ask(env, "/flow_runs/filter", ENDED) or []
    deployed = [run for run in runs if run["deployment_id"]]
    return next((run for run in deployed if all(run[key] == value for key, value in wanted.items())), None)
