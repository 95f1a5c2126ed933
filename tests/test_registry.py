"""What `sitrep up` tells the server when it starts again after a power cut."""

import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from tests.servers import ask

MARK = "import asyncio, datetime, flows.common as c; asyncio.run(c.mark_crashed('gone', before=datetime.datetime.fromisoformat({!r})))"


@pytest.mark.usefixtures("ingested")  # whose runs must not be going any more
def test_runs_that_were_going_before_it_began_are_crashed_and_later_ones_are_not(prefect_env):
    def begun(state):
        flow = ask(prefect_env, "/flows/", {"name": "left behind"})["id"]
        return ask(prefect_env, "/flow_runs/", {"flow_id": flow, "state": {"type": state}})["id"]

    left = [begun("PENDING"), begun("RUNNING"), begun("COMPLETED")]
    time.sleep(0.1)
    began = datetime.now(UTC).isoformat()
    later = begun("RUNNING")
    subprocess.run([sys.executable, "-c", MARK.format(began)], env=prefect_env, check=True)
    states = [ask(prefect_env, f"/flow_runs/{run}")["state"]["type"] for run in (*left, later)]
    assert states == ["CRASHED", "CRASHED", "COMPLETED", "RUNNING"]
