"""`python -m bench.soak --minutes 120`: `sitrep up` with a run a minute and faults; does it equal a clean run?

The sample site's feeds are listed one after another, then its articles change, so that there is news to load when a
fault comes: runs, the worker and the server are killed, the disk is filled to its last byte, the site goes away. The
data lie on a small file system of their own, in a mount namespace (Linux; `unshare` makes both, for any user). At the
end the same news is ingested in the same order without a fault, and both warehouses are compared on the columns that
do not depend on when a run took place. Memory is sampled every three seconds; the limits at which server and worker
are started again lie close above what they take when warm, so that two hours show it. The memory of either is called
flat where the longest-lived grew by at most 3 MB an hour in the last half, bounded where it was started again for its
memory and never took a tenth more than its limit. The figures are printed; --out writes them. Those kept
in soak.json are of two hours on two cores that others used too.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench import memory, shared
from flows import processes, service
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
DISK = "400m"
LONG = {"log", "log_of_sitrep_up", "memory_mb_each_minute"}  # written, not printed
INSIDE = "SITREP_SOAK_INSIDE"  # set in the mount namespace


@dataclass
class Soak:
    """One soak: where it works, what it watches, what it has seen."""

    home: Path
    port: int
    site_port: int
    site: Any = None
    sizes: memory.Memory = field(default_factory=dict)
    faults: list[tuple[datetime, str]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    sampled: float = 0.0

    @property
    def told(self) -> Path:
        """What `sitrep up` prints."""
        return self.home / "up.out"

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.home / "data")

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SITREP_"))}
        limits = {f"SITREP_{name.upper()}_MEMORY_MB": str(limit) for name, limit in memory.LIMITS_MB.items()}
        return kept | limits | {"SITREP_BATCH_SIZE": "3"}

    def say(self, text: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {text}"
        self.log.append(line)
        print(line, flush=True)

    def fault(self, text: str) -> None:
        self.faults.append((datetime.now(UTC), text))
        self.say(text)

    # --- the site, the feeds, the settings

    def start_site(self, *, updated: bool = False) -> None:
        given = (self.site_port, updated)
        self.site = multiprocessing.get_context("spawn").Process(target=_serve, args=given, daemon=True)
        self.site.start()

    def stop_site(self) -> None:
        self.site.kill()
        self.site.join()

    def list_feeds(self, count: int) -> None:
        listing.write(self.home / "feeds.toml", feeds(f"http://127.0.0.1:{self.site_port}")[:count])

    def configure(self) -> None:
        (self.home / "sitrep.toml").write_text(
            f'feeds_file = "{self.home / "feeds.toml"}"\n'
            "allow_loopback = true\nhost_delay_s = 0\nmin_free_bytes = 1_000_000\n"
        )

    # --- the faults

    def kill(self, what: str) -> None:
        found = service.running(self.settings)
        assert found, "sitrep up has ended"
        kinds = {"run", "child"} if what == "run" else {what}
        victims = [each for each in processes.marked(found.mark) if memory.kind(each.cmdline()) in kinds]
        for victim in victims:
            victim.kill()
        self.fault(f"killed {what}: {len(victims)} processes")

    def fill_disk(self) -> None:
        filler = self.home / "data" / "filler"
        with filler.open("wb") as file, suppress(OSError):
            while True:
                file.write(bytes(65536))
                file.flush()
        self.fault(f"disk full: {shutil.disk_usage(filler.parent).free} bytes free")

    def free_disk(self) -> None:
        (self.home / "data" / "filler").unlink()
        self.say(f"disk free again: {shutil.disk_usage(self.home / 'data').free} bytes")

    def wait_for_load(self) -> None:
        """Wait until a run has loaded its first batch of news, at most ten minutes."""
        ledger = self.settings.live_database.with_suffix(".ledger.jsonl")
        before, until = _loads(ledger), time.monotonic() + 600
        while time.monotonic() < until:
            if _loads(ledger) > before:
                return
            self.sample()
            time.sleep(0.05)
        self.say("no run has begun to load")

    # --- what is measured

    def sample(self) -> None:
        found = service.running(self.settings)
        if not found or time.monotonic() < self.sampled + memory.SAMPLE_S:
            return
        self.sampled = time.monotonic()
        for each in [psutil.Process(found.pid), *processes.marked(found.mark)]:
            with suppress(psutil.Error):
                name = "watcher" if each.pid == found.pid else memory.kind(each.cmdline())
                size = each.memory_info().rss / 1e6
                self.sizes.setdefault((name, each.pid), []).append((self.sampled, size))

    def sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.sample()
            time.sleep(min(memory.SAMPLE_S, max(0.1, until - time.monotonic())))


def _serve(port: int, updated: bool) -> None:
    with serve(port, updated=updated):
        time.sleep(10**6)


def _loads(ledger: Path) -> int:
    return ledger.read_text().count('"what": "batch"') if ledger.exists() else 0


def ask(api: str, path: str, body: object = None, method: str | None = None) -> Any:
    """Return the answer of the API; a server that has just started refuses now and then, for a minute at most."""
    until = time.monotonic() + 60
    while True:
        try:
            return shared.ask(api, path, body, method)
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
    (ingest,) = [each for each in ask(api, "/deployments/filter", {}) if each["name"] == "ingest"]
    schedule = ingest["schedules"][0]["id"]
    ask(api, f"/deployments/{ingest['id']}/schedules/{schedule}", {"schedule": {"interval": 60}}, "PATCH")
    ask(api, f"/deployments/{ingest['id']}", {"parameters": {"due_only": False}}, "PATCH")


def faults(soak: Soak, seconds: float) -> None:
    """Live through `seconds` in sixteen parts: faults with news and without, then six parts undisturbed."""
    begun, part, lived = time.monotonic(), seconds / 16, 0

    def live(parts: int = 1) -> None:
        nonlocal lived
        lived += parts
        soak.sleep(max(0.0, begun + lived * part - time.monotonic()))

    def news(count: int) -> None:
        soak.list_feeds(count)
        soak.say(f"{count} feeds listed")
        soak.wait_for_load()

    live()
    news(2)
    soak.kill("run")
    live()
    soak.kill("worker")
    live()
    news(3)
    soak.kill("worker")
    live()
    soak.kill("server")
    live()
    news(4)
    soak.kill("server")
    live()
    news(5)
    soak.fill_disk()
    live()
    soak.free_disk()
    live()
    soak.stop_site()
    soak.fault("site down")
    live()
    soak.start_site(updated=True)
    soak.say("site up, articles changed")
    soak.wait_for_load()
    soak.kill("run")
    live(7)


def settle(soak: Soak, api: str) -> None:
    """Pause the schedule and wait until one more run, undisturbed, has completed."""
    (ingest,) = [each for each in ask(api, "/deployments/filter", {}) if each["name"] == "ingest"]
    schedule = ingest["schedules"][0]["id"]
    ask(api, f"/deployments/{ingest['id']}/schedules/{schedule}", {"active": False}, "PATCH")
    soak.sleep(20)
    for _ in range(5):
        run = ask(api, f"/deployments/{ingest['id']}/create_flow_run", {})
        state = run["state"]["type"]
        while state not in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            soak.sleep(3)
            state = ask(api, f"/flow_runs/{run['id']}")["state"]["type"]
        soak.say(f"last run {state}")
        if state == "COMPLETED":
            return
        soak.sleep(60)  # the slot of a run that was killed is held for minutes


def clean_run(soak: Soak, api: str) -> dict[str, set[tuple[str, ...]]]:
    """Ingest the same news in the same order without faults, into another folder."""
    soak.stop_site()
    soak.start_site()
    for count in range(1, 6):
        soak.list_feeds(count)
        _ingest_clean(soak, api)
    soak.stop_site()
    soak.start_site(updated=True)
    _ingest_clean(soak, api)
    return rows(Settings(data_dir=soak.home / "clean"))


def _ingest_clean(soak: Soak, api: str) -> None:
    command: list[str | Path] = [SITREP, "ingest", "--db", soak.home / "clean" / "sitrep.duckdb"]
    env = soak.env | {"PREFECT_API_URL": api}
    subprocess.run(command, env=env, cwd=soak.home, check=True, capture_output=True)


def result(soak: Soak, minutes: float, clean: dict[str, set[tuple[str, ...]]], restarts: int) -> dict[str, Any]:
    found = rows(soak.settings)
    told = soak.told.read_text(encoding="utf-8")
    runs = warehouse.query(soak.settings, "SELECT state, ended_at FROM runs").rows
    return {
        "minutes": minutes,
        "runs": dict(Counter(state for state, _ in runs)),
        "restarts": restarts,
        "minutes_from_fault_to_next_completed_run": {
            f"{at:%H:%M:%S} {text}": _minutes_until(at, [ended for state, ended in runs if state == "completed"])
            for at, text in soak.faults
        },
        "rows": {table: len(clean[table]) for table in ALIKE},
        "rows_that_differ_from_a_clean_run": {table: len(found[table] ^ clean[table]) for table in ALIKE},
        "memory": {
            name: memory.verdict(soak.sizes, name, told.count(f"{name}_memory_mb")) for name in memory.LIMITS_MB
        },
        "memory_mb": {
            f"{name} {pid}": memory.growth(samples)
            for (name, pid), samples in soak.sizes.items()
            if name not in ("run", "child") and samples[-1][0] - samples[0][0] > minutes * 60 / 8
        },
        "memory_mb_of_runs": memory.of_runs(soak.sizes),
        "memory_mb_each_minute": memory.each_minute(soak.sizes),
        "log": soak.log,
        "log_of_sitrep_up": told.splitlines(),
    }


def _minutes_until(at: datetime, ends: list[datetime]) -> float | None:
    later = [end for end in (each.replace(tzinfo=UTC) for each in ends) if end > at]
    return round((min(later) - at).total_seconds() / 60, 1) if later else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--port", type=int, default=4299)
    parser.add_argument("--site-port", type=int, default=8488)
    parser.add_argument("--out", type=Path, help="JSON file to write")
    given = parser.parse_args()
    if INSIDE not in os.environ:
        os.environ[INSIDE] = "1"
        again = [sys.executable, "-m", "bench.soak", *sys.argv[1:]]
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", *again])
    with tempfile.TemporaryDirectory(prefix="sitrep-soak-") as folder:
        soak = Soak(Path(folder), given.port, given.site_port)
        (soak.home / "data").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", soak.home / "data"], check=True)
        soak.configure()
        soak.list_feeds(1)
        soak.start_site()
        with soak.told.open("wb") as told:
            command: list[str | Path] = [SITREP, "up", "--port", str(given.port)]
            up = subprocess.Popen(command, env=soak.env, cwd=soak.home, stdout=told, stderr=told)
        try:
            made = _soaked(soak, up, given.minutes)
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(120)
            soak.stop_site()
            subprocess.run(["umount", soak.home / "data"], check=True)
    print(json.dumps({name: value for name, value in made.items() if name not in LONG}, indent=1))
    if given.out:
        given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    grows = any(each["verdict"] == "grows" for each in made["memory"].values())
    sys.exit(grows or any(made["rows_that_differ_from_a_clean_run"].values()))


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
