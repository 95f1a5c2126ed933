"""`python -m bench.kills [KILLS]`: runs killed at seeded moments, again and again, against uninterrupted ones.

Three series, each over as many runs as it takes: kills while 300 coded articles are loaded and published; the same with
a reader asking the snapshot all the while; kills while the sample site is polled, fetched, read and loaded.
"""

import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bench.killed import ARTICLES, acquire_run, load_run
from bench.shared import console, tell
from sample_site import serve
from tasks import archive, warehouse
from tasks.errors import SitrepError
from tasks.records import Page
from tasks.settings import Settings

SEED = 20260101
# What two runs over the same input share: all but ids and times of runs, and where in the archive a capture lies.
ALIKE = {
    "articles": "* EXCLUDE (run_id, fetched_at, page_id)",
    "entries": "* EXCLUDE (first_run_id, first_seen_at)",
    "entities": "*",
    "mentions": "*",
    "role_mentions": "*",
    "roles": "* EXCLUDE (first_seen_at, last_seen_at)",
    "entity_merges": "merge_id, entity_id, into_entity_id",
    "reports": "*",
    "report_places": "*",
    "participants": "*",
    "tolls": "*",
    "story_articles": "*",
    "stories": "* EXCLUDE (first_seen_at, last_seen_at)",
    "events": "*",
    "merged_events": "*",
    "rejects": "* EXCLUDE (reject_id, run_id)",
}


@dataclass(frozen=True, slots=True)
class Series:
    """What came of a series of kills: how many runs were equal to an uninterrupted one, and what was broken."""

    kills: int
    runs: int
    equal: int
    broken: tuple[str, ...]
    queries: int = 0
    reader_errors: int = 0


Work = Callable[[Settings, str], None]


def main() -> None:
    """Measure and tell, after each series of what was found so far."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found: dict[str, Series] = {}
    with tempfile.TemporaryDirectory() as folder, serve(0) as base:
        found["load"] = series(Path(folder) / "load", load_run, kills, per_run=20)
        _tell(kills, found)
        found["load with a reader"] = series(
            Path(folder) / "reader", load_run, max(kills // 10, 1), per_run=10, reader=True
        )
        _tell(kills, found)
        found["acquisition"] = series(Path(folder) / "acquire", acquire_run, max(kills // 4, 1), per_run=4, base=base)
        _tell(kills, found)


def _tell(kills: int, found: dict[str, Series]) -> None:
    names = ("series", "kills", "runs", "equal", "broken", "queries", "reader errors")
    rows = [(name, s.kills, s.runs, s.equal, len(s.broken), s.queries, s.reader_errors) for name, s in found.items()]
    figures = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows}
    told = {"command": f"python -m bench.kills {kills}", "seed": SEED, "articles": ARTICLES, "compared": ALIKE}
    tell("kills", told | figures, rows, names)


def series(
    folder: Path, work: Work, kills: int, *, per_run: int | None = None, reader: bool = False, base: str = ""
) -> Series:
    """Kill runs of `work` so many times, each begun again until it ends; compare each end with an uninterrupted run.

    With `per_run`, a run is killed that often at most, at moments all over it, and then left to end.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.killed"])
    chance = random.Random(SEED)
    with warehouse.writer(_settings(folder / "empty"), "empty") as store:
        warehouse.publish(store)
    shutil.copytree(folder / "empty", folder / "clean")
    begin = time.monotonic()
    clean = _run_to_end(context, work, folder / "clean", base)
    whole_s = time.monotonic() - begin
    longest_s = 2 * whole_s / per_run if per_run else whole_s / 10
    done = equal = runs = queries = errors = 0
    broken: list[str] = []
    while done < kills:
        runs += 1
        data = folder / f"run-{runs}"
        shutil.copytree(folder / "empty", data)
        with ExitStack() as stack:
            asked = stack.enter_context(Reader(context, data)) if reader else None
            last = min(kills, done + per_run) if per_run else kills
            while done < last and _killed(context, work, data, base, chance.uniform(0, longest_s)):
                done += 1
                broken += _faults(data)
            found = _run_to_end(context, work, data, base)
        if asked:
            queries, errors = queries + asked.queries, errors + asked.errors
        equal += found == clean
        broken += _faults(data) + _twice(data)
        shutil.rmtree(data)
        console.print(f"{work.__name__}: {done} kills, {equal} of {runs} runs equal", style="dim")
    return Series(done, runs, equal, tuple(broken), queries, errors)


def _run_to_end(context: Any, work: Work, data: Path, base: str) -> dict[str, list[tuple[str, ...]]]:
    settings = _settings(data)
    process = context.Process(target=work, args=(settings, base))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"an uninterrupted run failed with exit code {process.exitcode}; see above")
    with duckdb.connect(str(settings.snapshot), read_only=True) as con:
        return {
            table: sorted(tuple(map(str, row)) for row in con.execute(f"SELECT {columns} FROM {table}").fetchall())
            for table, columns in ALIKE.items()
        }


def _killed(context: Any, work: Work, data: Path, base: str, after_s: float) -> bool:
    """Run `work` and kill it after so many seconds; return whether it was still at it."""
    process = context.Process(target=work, args=(_settings(data), base))
    process.start()
    process.join(after_s)
    alive = process.exitcode is None
    process.kill()
    process.join()
    return alive


def _settings(data: Path) -> Settings:
    return Settings(data_dir=data, allow_loopback=True, host_delay_s=0, min_free_bytes=0, batch_size=5)


def _faults(data: Path) -> list[str]:
    """Return the pages that were parsed and are in no WARC file."""
    log = data / "parsed"
    parsed = set(log.read_text().split()) if log.exists() else set()
    return [f"parsed but not kept: {page_id}" for page_id in parsed - {page.page_id for page in _captures(data)}]


def _twice(data: Path) -> list[str]:
    entries = [page.entry_id for page in _captures(data) if page.entry_id]
    return [f"captured twice: {each}" for each in set(entries) if entries.count(each) > 1]


def _captures(data: Path) -> list[Page]:
    return [page for path in sorted((data / "warc").glob("*.warc.gz")) for page in archive.scan(path)]


class Reader:
    """A process that asks the published snapshot without a pause, and counts what it was answered."""

    def __init__(self, context: Any, data: Path) -> None:
        self._counts = context.Array("q", 2)
        self._end = context.Event()
        self._process = context.Process(target=_ask, args=(data, self._counts, self._end))

    def __enter__(self) -> "Reader":
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._process.join()
        if self._process.exitcode:
            self._counts[1] += 1  # it ended by an error of another kind

    @property
    def queries(self) -> int:
        """Queries asked."""
        return int(self._counts[0])

    @property
    def errors(self) -> int:
        """Queries not answered."""
        return int(self._counts[1])


def _ask(data: Path, counts: Any, end: Any) -> None:
    while not end.is_set():
        counts[0] += 1
        try:
            warehouse.query(
                _settings(data), "SELECT count(*), max(published_at) FROM articles JOIN reports USING (article_id)"
            )
        except SitrepError:
            counts[1] += 1


if __name__ == "__main__":
    main()
