"""`sitrep up`, whole: a real server, a real worker, scheduled runs, alerts that reach a webhook, and nothing left behind."""

import http.server
import json
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from flows import processes, service
from tasks import warehouse
from tests.servers import SITREP, ask, free_port, sitrep_up, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PORT = free_port()
QUIET_S = 20
LEASE_S = 300  # so long Prefect keeps the slot of a run that has vanished
STATES = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
GOING = {"flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}}
TELL = "from flows import alerts; alerts.tell({event!r}, {text!r})"


@pytest.fixture(scope="module")
def webhook():
    """A receiver of alerts on the loopback interface; yields its address and what it got."""
    got = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", got
        server.shutdown()


@pytest.fixture(scope="module")
def up(tmp_path_factory, webhook):
    home = tmp_path_factory.mktemp("up")
    with sitrep_up(home, PORT, "--alert", webhook[0], SITREP_QUIET_ALERT_S=str(QUIET_S)) as started:
        yield started


def sitrep(up, *arguments):
    return subprocess.run([SITREP, *arguments], cwd=up.home, env=up.env, capture_output=True, text=True, timeout=120)


def deployment(up, name):
    return next(
        each["id"] for each in wait_for(lambda: ask(up.api, "/deployments/filter", {}), 60) if each["name"] == name
    )


def ended(up, states=STATES, **wanted):
    over = {"flow_runs": {"state": {"type": {"any_": states}}}}
    runs = [run for run in ask(up.api, "/flow_runs/filter", over) or [] if run["deployment_id"]]
    return next((run for run in runs if all(run[key] == value for key, value in wanted.items())), None)


def run_now(up, name, **parameters):
    path = f"/deployments/{deployment(up, name)}/create_flow_run"
    created = wait_for(lambda: ask(up.api, path, {"parameters": parameters}), 60)  # a server just started may refuse
    return wait_for(lambda: ended(up, id=created["id"]), 600)["state"]


def test_a_second_call_and_status_say_that_it_is_up(up):
    again = sitrep(up, "up", "--port", str(PORT))
    assert again.returncode == 0 and f"Already up: http://127.0.0.1:{PORT}" in again.stdout
    told = sitrep(up, "status")
    assert told.returncode == 0 and told.stdout.startswith(f"Up: http://127.0.0.1:{PORT}")


def test_every_deployment_says_what_it_is_and_what_its_parameters_mean(up):
    known = {each["name"]: each for each in ask(up.api, "/deployments/filter", {})}
    assert set(known) == {"ingest", "publish", "report", "upkeep", "backfill", "recode"}
    for each in known.values():
        assert each["description"]
        fields = each["parameter_openapi_schema"]["properties"]
        assert all(field.get("description") for field in fields.values()), (each["name"], fields)
    assert [each["name"] for each in ask(up.api, "/v2/concurrency_limits/filter", {})].count("sitrep-writer") == 1


def test_absence_of_ingests_reaches_the_webhook(up, webhook):
    wait_for(lambda: any("No ingest has succeeded" in text for text in webhook[1]), 200)


def test_a_scheduled_run_completes(up):
    schedules = f"/deployments/{deployment(up, 'ingest')}/schedules"
    (made,) = ask(up.api, schedules, [{"schedule": {"interval": 60}, "active": True}])
    # Where the first takes more than a minute, the next are skipped meanwhile.
    done = wait_for(lambda: ended(up, auto_scheduled=True, states=("COMPLETED", "FAILED", "CRASHED")), 600)
    ask(up.api, f"{schedules}/{made['id']}", method="DELETE")
    wait_for(lambda: ask(up.api, "/flow_runs/filter", GOING) == [], 300)
    assert done["state"]["type"] == "COMPLETED", done["state"]
    assert done["created_by"]["type"] == "SCHEDULE" and done["name"].startswith("ingest 2")
    assert "5 of 5 feeds" in done["state"]["message"]
    assert warehouse.query(up.settings, "SELECT count(*) FROM articles").rows[0][0] >= 20
    hung = {"flow_runs": {"id": {"any_": [done["id"]]}}}
    shown = {each["key"] for each in ask(up.api, "/artifacts/filter", hung) if each["flow_run_id"] == done["id"]}
    assert shown == {"run-summary", "feed-health", "rejects", "slowest-feeds", "snapshot", "ingest-progress"}
    ((run_id,),) = warehouse.query(up.settings, "SELECT run_id FROM runs").rows
    assert run_id in done["tags"]


def test_90_a_second_ingest_beside_the_first_is_skipped_and_the_first_goes_on(up):
    path, whole = f"/deployments/{deployment(up, 'ingest')}/create_flow_run", {"parameters": {"due_only": False}}
    # Both at once: the worker looks for runs every few seconds, and the first may have ended by then.
    asked = [wait_for(lambda: ask(up.api, path, whole), 60) for _ in range(2)]
    both = [wait_for(lambda run=run: ended(up, id=run["id"]), 600, every=0.2) for run in asked]
    skipped, done = sorted(both, key=lambda run: run["state"]["type"])
    assert (skipped["state"]["type"], skipped["total_run_time"]) == ("CANCELLED", 0), skipped["state"]
    assert done["state"]["type"] == "COMPLETED", done["state"]
    assert skipped["end_time"] < done["end_time"]
    begun = f"SELECT count(*) FROM runs WHERE flow = 'ingest' AND started_at >= TIMESTAMP '{asked[0]['created'][:19]}'"
    assert warehouse.query(up.settings, begun).rows == ((1,),)


def test_report_publish_and_upkeep_complete_and_leave_what_the_ui_shows(up):
    for name in ("report", "publish", "upkeep"):
        assert run_now(up, name)["type"] == "COMPLETED", name
    shown = {each["key"]: each for each in ask(up.api, "/artifacts/latest/filter", {})}
    assert {
        "report",
        "report-page",
        "snapshot",
        "checks",
        "disk",
        "run-summary",
        "feed-health",
        "rejects",
        "slowest-feeds",
    } <= set(shown)
    assert shown["report"]["data"].startswith("# Situation report")
    (page,) = (up.settings.data_dir / "reports").glob("*.html")
    assert "Content-Security-Policy" in page.read_text()


def test_a_failing_run_says_why_over_the_api_and_to_the_webhook(up, webhook):
    state = run_now(up, "ingest", feeds_file=str(up.home / "missing.toml"))
    assert state["type"] == "FAILED" and state["message"].startswith("bad_feed_list: ")
    assert "missing.toml" in state["message"]
    wait_for(lambda: any("Failed" in text and "missing.toml" in text for text in webhook[1]), 60)


def test_the_absence_of_ingests_counts_from_the_last_that_succeeded(up, webhook):
    def absences():
        return sum("No ingest has succeeded" in text for text in webhook[1])

    for _ in range(3):  # wherever in a window of Prefect's own the success falls
        tell = TELL.format(event="sitrep.ingest.succeeded", text="done")
        subprocess.run([sys.executable, "-c", tell], env=up.env | up.api, check=True, timeout=120)
        before = absences()
        wait_for(lambda before=before: absences() > before, QUIET_S + 20)


@pytest.mark.parametrize("event", ["sitrep.feeds.failing", "sitrep.disk.low", "sitrep.checks.failed"])
def test_what_sitrep_tells_of_itself_reaches_the_webhook(up, webhook, event):
    text = f'told of {event}: "quoted" <&> \\'
    subprocess.run(
        [sys.executable, "-c", TELL.format(event=event, text=text)], env=up.env | up.api, check=True, timeout=120
    )
    wait_for(lambda: text in webhook[1], 60)


def test_a_killed_worker_and_a_killed_server_are_started_again(up):
    for name in ("worker", "server"):
        before = service.running(up.settings).restarts
        victims = [
            each for each in processes.marked(up.found.mark) if each.cmdline()[1:3] == [str(service.PREFECT), name]
        ]
        assert len(victims) == 1, [each.cmdline() for each in processes.marked(up.found.mark)]
        victims[0].kill()
        wait_for(lambda before=before: service.running(up.settings).restarts > before, 400)
    assert run_now(up, "publish")["type"] == "COMPLETED"


def test_a_server_killed_while_it_starts_is_started_again(up):
    def servers():
        return [each for each in processes.marked(up.found.mark) if "server" in each.cmdline()]

    before = service.running(up.settings).restarts
    for _ in range(2):
        (victim,) = wait_for(servers, 400, every=0.2)
        victim.kill()
        victim.wait(60)
    wait_for(lambda: service.running(up.settings).restarts >= before + 2, 400)
    assert run_now(up, "publish")["type"] == "COMPLETED"


def test_a_server_killed_while_a_run_writes_leaves_no_slot_taken(up):
    created = run_that_writes(up)
    before = service.running(up.settings).restarts
    (victim,) = [each for each in processes.marked(up.found.mark) if "server" in each.cmdline()]
    victim.kill()
    wait_for(lambda: service.running(up.settings).restarts > before, 400)
    wait_for(lambda: ended(up, id=created["id"]), 600)
    assert run_now(up, "publish")["type"] == "COMPLETED"
    wait_for(lambda: writers(up) == 0, 60)


def test_a_run_killed_while_it_writes_leaves_its_slot_to_the_next(up):
    created = run_that_writes(up)
    for each in processes.marked(up.found.mark):
        if not {"server", "worker"} & set(each.cmdline()):
            each.kill()
    assert wait_for(lambda: ended(up, id=created["id"]), 120)["state"]["type"] == "CRASHED"
    begun = time.monotonic()
    assert run_now(up, "publish")["type"] == "COMPLETED"
    assert time.monotonic() - begun < LEASE_S / 2
    wait_for(lambda: writers(up) == 0, 60)


def run_that_writes(up):
    """Start an ingest and wait until it writes; start another where the schedule's own run made it cancel itself."""
    path = f"/deployments/{deployment(up, 'ingest')}/create_flow_run"
    for _ in range(2):
        created = ask(up.api, path, {"parameters": {"due_only": False}})
        wait_for(lambda created=created: writers(up) == 1 or ended(up, id=created["id"]), 300, every=0.1)
        if not ended(up, id=created["id"]):
            return created
    raise AssertionError("two runs ended before they were seen to write")


def writers(up):
    """How many runs hold the slot of the one that writes."""
    found = ask(up.api, "/v2/concurrency_limits/sitrep-writer")
    return found and found["active_slots"]


def test_ctrl_c_in_the_midst_of_a_run_leaves_no_process(up):
    created = ask(
        up.api, f"/deployments/{deployment(up, 'ingest')}/create_flow_run", {"parameters": {"due_only": False}}
    )
    wait_for(lambda: (ask(up.api, f"/flow_runs/{created['id']}") or created)["state"]["type"] == "RUNNING", 600)
    children = processes.marked(up.found.mark)
    assert len(children) >= 3
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(120) == 0
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert processes.marked(up.found.mark) == []
    assert sitrep(up, "status").returncode == 1
    with warehouse.writer(up.settings, "after") as store:
        assert [check.name for check in store.check() if check.n_bad] == []
