"""What takes a minute and needs no hand, begun as the tests begin: a Prefect server, and the sample site ingested."""

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from sample_site import feeds, serve
from tasks.feeds import listing
from tests.servers import ask, await_server, free_port, prefect_server, wait_for

SITREP = Path(sys.executable).with_name("sitrep")
Done = list[subprocess.CompletedProcess[str]]


class Ahead:
    """A server with its environment, and with `ingest` the sample site ingested twice into `folder` in the background."""

    def __init__(self, *, ingest: bool) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self._over = Event()
        worker = self._stack.enter_context(ThreadPoolExecutor(1))
        self.env = self._stack.enter_context(prefect_server(self.folder, free_port(), patient=False))
        self._stack.callback(self._over.set)
        self._ingested: Future[Done] | None = worker.submit(self._ingest_twice) if ingest else None

    def server(self) -> dict[str, str]:
        """Return the environment in which flows use the server, once it answers."""
        await_server(self.env)
        return self.env

    def ingested(self) -> Done:
        """Return what the two runs of the command line said, the second after an article was updated."""
        assert self._ingested is not None
        return self._ingested.result()

    def close(self) -> None:
        """Stop what still runs."""
        self._stack.close()

    def _ingest_twice(self) -> Done:
        wait_for(lambda: self._over.is_set() or ask(self.env, "/health") is True, 300)
        with serve(0) as base:
            listing.write(self.folder / "feeds.toml", feeds(base))
            done = [self._ingest()]
        with serve(int(base.rsplit(":", 1)[1]), updated=True):
            return [*done, self._ingest()]

    def _ingest(self) -> subprocess.CompletedProcess[str]:
        files = ("--feeds", self.folder / "feeds.toml", "--db", self.folder / "sitrep.duckdb")
        command = [SITREP, "ingest", *files]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=self.env, **pipes) as process:
            for _ in range(300):
                try:
                    told = process.communicate(timeout=1)
                    return subprocess.CompletedProcess(command, process.returncode, *told)
                except subprocess.TimeoutExpired:
                    if self._over.is_set():
                        break
            process.kill()
            raise AssertionError("ingesting took over 300 s, or the tests ended before it did")
