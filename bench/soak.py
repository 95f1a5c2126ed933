"""`python -m bench.soak --minutes 120`: `sitrep up` with a run a minute and faults; does it equal a clean run?

The sample site's feeds are listed one after another, so that there is news to load all the time. Meanwhile workers,
runs and the server are killed, the site goes away, and the disk is said to be full. At the end the same feed lists
are ingested in the same order without any fault, and both warehouses are compared on the columns that do not depend
on when a run took place. Memory is sampled every ten seconds. The figures are printed, and written with --out.
"""

import argparse
import json
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from flows import service
from sample_site import feeds, serve
from tasks import warehouse
from tasks.feeds import listing
from tasks.settings import Settings

SITREP = Path(sys.executable).with_name("sitrep")
ALIKE = {
    "articles": "article_id, version, title, content_sha256, coding, word_count",
    "entries": "entry_id, state, article_id",
    "mentions": "mention_id, entity_id, start_char, end_char, text, kind",
    "reports": "report_id, event_id, type, trigger_start, sentence, event_date, claimed_by",
    "participants": "report_id, position, role, entity_id, country, sector",
    "tolls": "report_id, position, kind, low, high, claimed_by",
    "events": "event_id, type, score, status, event_date, place_name, n_reports, n_articles",
}
PLENTY = 10**18


@dataclass
class Soak:
    """One soak: where it works, what it watches, what it has seen."""

    home: Path
    port: int
    site_port: int
    site: Any = None
    memory: dict[str, list[float]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.home / "data")

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SITREP_"))}
        return kept | {"SITREP_BATCH_SIZE": "3"}

    def say(self, text: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {text}"
        self.log.append(line)
        print(line, flush=True)

    # --- the site, the feeds, the settings

    def start_site(self) -> None:
        self.site = multiprocessing.get_context("spawn").Process(target=_serve, args=(self.site_port,), daemon=True)
        self.site.start()

    def stop_site(self) -> None:
        self.site.kill()
        self.site.join()

    def list_feeds(self, count: int) -> None:
        listing.write(self.home / "feeds.toml", feeds(f"http://127.0.0.1:{self.site_port}")[:count])

    def configure(self, least: int) -> None:
        (self.home / "sitrep.toml").write_text(
            f'feeds_file = "{self.home / "feeds.toml"}"\n'
            f"allow_loopback = true\nhost_delay_s = 0\nmin_free_bytes = {least}\n"
        )

    # --- the faults

    def kill(self, what: str) -> None:
        found = service.running(self.settings)
        assert found, "sitrep up has ended"
        wanted: dict[str, Callable[[list[str]], bool]] = {
            "worker": lambda command: "worker" in command,
            "server": lambda command: "server" in command,
            "run": lambda command: "worker" not in command and "server" not in command,
        }
        victims = [each for each in service.marked(found.mark) if wanted[what](each.cmdline())]
        for victim in victims:
            victim.kill()
        self.say(f"killed {what}: {len(victims)} processes")

    def wait_for_run(self) -> None:
        """Wait until a run has begun to load, at most two minutes."""
        ledger = self.settings.live_database.with_suffix(".ledger.jsonl")
        size = ledger.stat().st_size if ledger.exists() else 0
        until = time.monotonic() + 120
        while time.monotonic() < until and (not ledger.exists() or ledger.stat().st_size == size):
            self.sample()
            time.sleep(0.5)

    # --- what is measured

    def sample(self) -> None:
        found = service.running(self.settings)
        if not found:
            return
        self.memory.setdefault("watcher", []).append(_megabytes(psutil.Process(found.pid)))
        for each in service.marked(found.mark):
            command = _command(each)
            name = "server" if "server" in command else "worker" if "worker" in command else None
            if name:
                self.memory.setdefault(name, []).append(_megabytes(each))

    def sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.sample()
            time.sleep(min(10, max(0.1, until - time.monotonic())))


def _serve(port: int) -> None:
    with serve(port):
        time.sleep(10**6)


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss / 1e6)
    except psutil.Error:
        return 0.0


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def ask(url: str, body: object = None, method: str = "POST") -> Any:
    """Return the answer of the API; a server that has just started refuses now and then, for a minute at most."""
    data = None if method == "GET" else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(2)


def rows(settings: Settings) -> dict[str, set[tuple[str, ...]]]:
    return {
        table: {tuple(map(str, row)) for row in warehouse.query(settings, f"SELECT {columns} FROM {table}").rows}
        for table, columns in ALIKE.items()
    }


def every_minute(api: str) -> None:
    """Have the ingest run each minute, and ask all feeds each time."""
    (ingest,) = [each for each in ask(f"{api}/deployments/filter", {}) if each["name"] == "ingest"]
    schedule = ingest["schedules"][0]["id"]
    ask(f"{api}/deployments/{ingest['id']}/schedules/{schedule}", {"schedule": {"interval": 60}}, "PATCH")
    ask(f"{api}/deployments/{ingest['id']}", {"parameters": {"due_only": False}}, "PATCH")


def faults(soak: Soak, seconds: float) -> None:
    """Live through `seconds` in twelve parts, with news and faults in turn."""
    part = seconds / 12

    def disk_full() -> None:
        soak.configure(PLENTY)
        soak.say("disk said to be full")
        soak.sleep(part)
        soak.configure(1_000_000)
        soak.say("disk free again")

    def site_down() -> None:
        soak.stop_site()
        soak.say("site down")
        soak.sleep(part)
        soak.start_site()
        soak.say("site up")

    def news(count: int, then_kill: str | None = None) -> None:
        soak.list_feeds(count)
        soak.say(f"{count} feeds listed")
        if then_kill:
            soak.wait_for_run()
            soak.kill(then_kill)
        soak.sleep(part)

    soak.sleep(part)
    news(2, "run")
    soak.kill("worker")
    soak.sleep(part)
    news(3, "worker")
    site_down()
    soak.sleep(part)
    soak.kill("server")
    soak.sleep(part)
    news(4, "server")
    disk_full()
    news(5, "run")
    soak.sleep(2 * part)


def settle(soak: Soak, api: str) -> None:
    """Pause the schedule and wait until one more run, undisturbed, has completed."""
    (ingest,) = [each for each in ask(f"{api}/deployments/filter", {}) if each["name"] == "ingest"]
    schedule = ingest["schedules"][0]["id"]
    ask(f"{api}/deployments/{ingest['id']}/schedules/{schedule}", {"active": False}, "PATCH")
    soak.sleep(20)
    for _ in range(5):
        run = ask(f"{api}/deployments/{ingest['id']}/create_flow_run", {})
        state = run["state"]["type"]
        while state not in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            soak.sleep(3)
            state = ask(f"{api}/flow_runs/{run['id']}", method="GET")["state"]["type"]
        soak.say(f"last run {state}")
        if state == "COMPLETED":
            return
        soak.sleep(60)  # the slot of a run that was killed is held for minutes


def clean_run(soak: Soak, api: str) -> dict[str, set[tuple[str, ...]]]:
    """Ingest the same lists in the same order without faults, into another folder."""
    for count in range(1, 6):
        soak.list_feeds(count)
        command = [SITREP, "ingest", "--db", soak.home / "clean" / "sitrep.duckdb"]
        subprocess.run(
            command,
            env=soak.env | {"PREFECT_API_URL": api},
            cwd=soak.home,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return rows(Settings(data_dir=soak.home / "clean"))


def result(soak: Soak, minutes: float, clean: dict[str, set[tuple[str, ...]]], restarts: int) -> dict[str, Any]:
    found = rows(soak.settings)
    states = warehouse.query(soak.settings, "SELECT state FROM runs").rows
    different = {table: len(found[table] ^ clean[table]) for table in ALIKE}
    half = {name: values[len(values) // 2 :] for name, values in soak.memory.items()}
    return {
        "minutes": minutes,
        "runs": dict(Counter(state for (state,) in states)),
        "restarts": restarts,
        "rows": {table: len(clean[table]) for table in ALIKE},
        "rows_that_differ_from_a_clean_run": different,
        "memory_mb": {
            name: {
                "samples": len(values),
                "median_of_third_quarter": round(statistics.median(half[name][: len(half[name]) // 2] or [0]), 1),
                "median_of_last_quarter": round(statistics.median(half[name][len(half[name]) // 2 :] or [0]), 1),
                "most": round(max(values), 1),
            }
            for name, values in soak.memory.items()
        },
        "log": soak.log,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--port", type=int, default=4299)
    parser.add_argument("--site-port", type=int, default=8488)
    parser.add_argument("--out", type=Path, help="JSON file to write")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sitrep-soak-") as folder:
        soak = Soak(Path(folder), given.port, given.site_port)
        soak.configure(1_000_000)
        soak.list_feeds(1)
        soak.start_site()
        up = subprocess.Popen([SITREP, "up", "--port", str(given.port)], env=soak.env, cwd=soak.home)
        try:
            made = _soaked(soak, up, given.minutes)
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(120)
            soak.stop_site()
    print(json.dumps({name: value for name, value in made.items() if name != "log"}, indent=1))
    if given.out:
        given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(made["rows_that_differ_from_a_clean_run"].values()))


def _soaked(soak: Soak, up: "subprocess.Popen[bytes]", minutes: float) -> dict[str, Any]:
    while not ((found := service.running(soak.settings)) and found.is_ready):
        assert up.poll() is None, "sitrep up has ended"
        time.sleep(1)
    every_minute(found.api_url)
    soak.say("up")
    faults(soak, minutes * 60)
    last = service.running(soak.settings)
    assert last, "sitrep up has ended"
    settle(soak, found.api_url)
    return result(soak, minutes, clean_run(soak, found.api_url), last.restarts)


if __name__ == "__main__":
    main()
