"""What `sitrep up` tells the server when it starts again."""

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


def test_only_runs_with_the_tag_of_a_dead_one_are_crashed(prefect_env):
    def begun(tags):
        flow = ask(prefect_env, "/flows/", {"name": "left behind"})["id"]
        return ask(prefect_env, "/flow_runs/", {"flow_id": flow, "state": {"type": "RUNNING"}, "tags": tags})["id"]

    runs = [begun(["dead-1", "other"]), begun(["dead-2"]), begun([])]
    mark = "import asyncio, flows.common as c; asyncio.run(c.mark_crashed('gone', run_id='dead-1'))"
    subprocess.run([sys.executable, "-c", mark], env=prefect_env, check=True)
    assert [ask(prefect_env, f"/flow_runs/{run}")["state"]["type"] for run in runs] == ["CRASHED", "RUNNING", "RUNNING"]


REGISTER = "import asyncio; from flows import registry; from tasks.settings import Settings; asyncio.run(registry.register(Settings()))"


def test_alerts_are_registered_again_with_what_has_changed_and_stay_paused(prefect_env):
    def registered(url):
        env = prefect_env | {"SITREP_ALERT_URL": url}
        subprocess.run([sys.executable, "-c", REGISTER], env=env, check=True)
        blocks = ask(prefect_env, "/block_documents/filter", {"include_secrets": True})
        (block,) = [each["data"]["url"] for each in blocks if each["name"] == "sitrep-alert"]
        return {each["name"]: each for each in ask(prefect_env, "/automations/filter", {})}, block

    first, url = registered("http://127.0.0.1:1/first")
    assert len(first) == 5 and all(each["enabled"] and each["description"] for each in first.values())
    assert url == "http://127.0.0.1:1/first"
    paused = first["sitrep: disk low"]["id"]
    ask(prefect_env, f"/automations/{paused}", {"enabled": False}, "PATCH")
    again, url = registered("http://127.0.0.1:1/second")
    assert {name: each["id"] for name, each in again.items()} == {name: each["id"] for name, each in first.items()}
    assert [name for name, each in again.items() if not each["enabled"]] == ["sitrep: disk low"]
    assert url == "http://127.0.0.1:1/second"
