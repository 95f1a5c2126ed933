"""What `sitrep up` does about a server or worker that has grown too large, and after a power cut."""

import ssl

import psutil
import pytest

from flows import environment, processes, service
from tasks import warehouse
from tests.servers import ask, free_port, sitrep_up, wait_for

PORT = 4297
SERVER, WORKER = 1, 2


@pytest.mark.parametrize(
    ("server_mb", "worker_mb", "going", "young", "expected"),
    [
        (599, 299, False, 0, None),
        (601, 100, False, 0, ("server", "takes 601 MiB, and server_memory_mb is 600")),
        (601, 100, True, 0, None),
        (1201, 100, True, 0, ("server", "takes 1201 MiB, and server_memory_mb is 600")),
        (300, 301, False, 0, ("worker", "takes 301 MiB, and worker_memory_mb is 300")),
        (601, 301, False, SERVER, ("worker", "takes 301 MiB, and worker_memory_mb is 300")),
        (1201, 100, False, SERVER, None),
        (0, 0, False, 0, None),
    ],
    ids=["within limits", "server over", "a run is going", "twice the limit", "worker over", "the server has just started",
         "twice the limit from its start", "both gone"],
)  # fmt: skip
def test_what_has_grown_is_started_again_when_no_run_is_going(
    monkeypatch, server_mb, worker_mb, going, young, expected
):
    monkeypatch.setattr(processes, "LOOK_S", 0.0)
    monkeypatch.setattr(processes, "resident_mb", {SERVER: server_mb, WORKER: worker_mb}.get)
    monkeypatch.setattr(processes, "is_grown", lambda pid: pid != young)
    monkeypatch.setattr(processes, "run_is_going", lambda mark: going)
    assert processes.MemoryGuard("m").complaint({"server": (SERVER, 600), "worker": (WORKER, 300)}) == expected


@pytest.mark.parametrize(
    ("api", "given", "read"),
    [
        ("http://127.0.0.1:4200/api", {}, 1),
        ("https://prefect.example.org/api", {}, None),
        ("http://127.0.0.1:4200/api", {"PREFECT_API_SSL_CERT_FILE": "mine.pem"}, "mine.pem"),
    ],
    ids=["no TLS", "TLS", "the user's own"],
)
def test_prefect_reads_one_certificate_where_the_server_has_no_tls(tmp_path, api, given, read):
    file = environment.served(api, tmp_path / "prefect", given).get("PREFECT_API_SSL_CERT_FILE")
    found = len(ssl.create_default_context(cafile=file).get_ca_certs()) if read == 1 else file
    assert found == read


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_server_and_worker_over_their_limits_are_started_again_and_runs_complete(tmp_path):
    # A fresh server takes about 225 MiB and a worker 105: both are over these limits, and neither over twice.
    limits = {"SITREP_SERVER_MEMORY_MB": "150", "SITREP_WORKER_MEMORY_MB": "80"}
    with sitrep_up(tmp_path, PORT, **limits) as up:
        for name in ("server", "worker"):
            wait_for(lambda name=name: f"{name}_memory_mb is {limits[f'SITREP_{name.upper()}_MEMORY_MB']}" in
                     up.told.read_text(), 300)  # fmt: skip
        run = wait_for(lambda: ask(up.api, f"/deployments/{ingest(up)}/create_flow_run", {}), 300)
        wait_for(lambda: (ask(up.api, f"/flow_runs/{run['id']}") or run)["state"]["type"] == "COMPLETED", 600)
        wait_for(lambda: service.running(up.settings).restarts >= 3, 300)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_after_a_power_cut_the_next_scheduled_run_takes_up_what_was_left(tmp_path):
    site_port = free_port()  # the same feeds before and after
    with sitrep_up(tmp_path, PORT, site_port=site_port, SITREP_BATCH_SIZE="1") as up:
        dead = wait_for(lambda: ask(up.api, f"/deployments/{ingest(up)}/create_flow_run", {}), 300)["id"]
        wait_for(lambda: loaded(up) >= 3, 600, every=0.05)
        for each in [psutil.Process(up.process.pid), *processes.marked(up.found.mark)]:  # the watcher first
            each.kill()
    with sitrep_up(tmp_path, PORT, site_port=site_port) as up:
        state = wait_for(lambda: ask(up.api, f"/flow_runs/{dead}"), 60)["state"]
        assert (state["type"], state["message"]) == ("CRASHED", "Killed with all of `sitrep up`")
        minutely = [{"schedule": {"interval": 60}, "active": True}]
        wait_for(lambda: ask(up.api, f"/deployments/{ingest(up)}/schedules", minutely), 60)
        completed = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        wait_for(lambda: ask(up.api, "/flow_runs/filter", completed), 600)
        assert warehouse.query(up.settings, "SELECT count(*) FROM articles").rows == ((25,),)
        states = warehouse.query(up.settings, "SELECT state FROM runs ORDER BY started_at LIMIT 2").rows
        assert states == (("crashed",), ("completed",))


def ingest(up):
    """The id of the deployment."""
    deployments = wait_for(lambda: ask(up.api, "/deployments/filter", {}), 300)
    return next(each["id"] for each in deployments if each["name"] == "ingest")


def loaded(up):
    """How many batches have been loaded."""
    ledger = up.settings.live_database.with_suffix(".ledger.jsonl")
    return ledger.read_text().count('"what": "batch"') if ledger.exists() else 0
