"""A run killed at any instant loses no fetched page and repeats no row."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.killed import acquire_run, load_run
from bench.kills import series
from sample_site import feeds, serve
from tasks import archive, warehouse
from tasks.feeds import listing
from tasks.settings import Settings
from tests.servers import ask, prefect_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SITREP = Path(sys.executable).with_name("sitrep")
ALIKE = {
    "articles": "article_id, version, title, content_sha256, coding, word_count",
    "entries": "entry_id, state, article_id",
    "mentions": "mention_id, entity_id, start_char, end_char, text, kind, role",
    "reports": "report_id, event_id, type, trigger_start, sentence, event_date, claimed_by",
    "participants": "report_id, position, role, entity_id, country, sector",
    "tolls": "report_id, position, kind, low, high, claimed_by",
    "story_articles": "article_id, story_id, kind",
    "events": "event_id, type, score, status, event_date, place_name, n_reports, n_articles, n_sources",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("kill")
    with prefect_server(folder, 4296) as env, serve(0) as base:
        listing.write(folder / "feeds.toml", feeds(base))
        yield folder, env | {"SITREP_BATCH_SIZE": "5"}


@pytest.fixture(scope="module")
def clean(site) -> dict[str, set]:
    folder, env = site
    ingest(folder, env, "clean").wait()
    return rows(folder, "clean")


def ingest(folder: Path, env: dict[str, str], name: str) -> subprocess.Popen:
    command = [SITREP, "ingest", "--feeds", folder / "feeds.toml", "--db", folder / name / "sitrep.duckdb"]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rows(folder: Path, name: str) -> dict[str, set]:
    settings = Settings(data_dir=folder / name)
    return {
        table: {tuple(map(str, row)) for row in warehouse.query(settings, f"SELECT {columns} FROM {table}").rows}
        for table, columns in ALIKE.items()
    }


def kill_when(process: subprocess.Popen, ledger: Path, what: str, times: int) -> None:
    """Kill with SIGKILL once the ledger tells of `what` so many times."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        lines = ledger.read_text().splitlines() if ledger.exists() else []
        if sum(json.loads(line)["what"] == what for line in lines if line.endswith("}")) >= times:
            break
        time.sleep(0.01)
    assert process.poll() is None, "the run ended before it could be killed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize(
    ("what", "times"),
    [("sync_feeds", 1), ("polls", 1), ("batch", 1), ("batch", 3)],
    ids=["feeds being asked", "pages being fetched", "one batch loaded", "in the middle of the batches"],
)
def test_82_killed_and_run_again_equals_an_uninterrupted_run(site, clean, what, times):
    folder, env = site
    name = f"killed-{what}-{times}"
    kill_when(ingest(folder, env, name), folder / name / "live.ledger.jsonl", what, times)
    captured = {page.entry_id for path in (folder / name / "warc").glob("*.gz") for page in archive.scan(path)} - {None}
    assert ingest(folder, env, name).wait() == 0
    assert rows(folder, name) == clean
    pages = [page for path in (folder / name / "warc").glob("*.gz") for page in archive.scan(path) if page.entry_id]
    again = [page.entry_id for page in pages]
    assert len(again) == len(set(again)), "a page was fetched twice"
    assert captured <= set(again)
    settings = Settings(data_dir=folder / name)
    runs = warehouse.query(settings, "SELECT run_id, state FROM runs ORDER BY started_at").rows
    assert [state for _, state in runs] == ["crashed", "completed"]
    in_ui = [ask(env, "/flow_runs/filter", {"flow_runs": {"name": {"like_": run_id}}}) for run_id, _ in runs]
    assert [run["state"]["type"] for (run,) in in_ui] == ["CRASHED", "COMPLETED"]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("work", "n_kills", "per_run", "reader"),
    [(load_run, 200, 20, False), (load_run, 20, 10, True), (acquire_run, 50, 4, False)],
    ids=["loading", "loading, with a reader", "polling, fetching and reading"],
)
def test_82_kills_at_seeded_moments_lose_nothing_and_repeat_nothing(tmp_path, work, n_kills, per_run, reader):
    with serve(0) as base:
        found = series(tmp_path, work, n_kills, per_run=per_run, reader=reader, base=base)
    assert (found.kills, found.equal, found.broken, found.reader_errors) == (n_kills, found.runs, (), 0)
    assert found.runs >= n_kills / (per_run or n_kills)
    assert found.queries > 0 or not reader
