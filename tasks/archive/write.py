"""Captures into WARC files: appended as they come, synced together."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from types import TracebackType

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.disk import sync_folder
from tasks.errors import ContractBroken
from tasks.records import Page

SOFTWARE = "sitrep"
FIELDS = ("page_id", "kind", "feed_url", "entry_id", "run_id", "charset")
# What we already undid, so that a reader of the file does not undo it again.
UNDONE = {"content-encoding", "transfer-encoding", "content-length"}


class Writer:
    """Appends captures to the WARC files of one run; a new file is begun when one grows over `max_bytes`.

    Nothing may parse a capture before a call of `sync` that began after its `write` has returned. `write` belongs to
    one thread; `sync` may be called from any.
    """

    def __init__(self, folder: Path, run_id: str, max_bytes: int) -> None:
        self._folder = folder
        self._run_id = run_id
        self._max_bytes = max_bytes
        self._number = 0
        self._file: int | None = None
        self._path = folder
        self._size = 0
        self._lock = threading.Lock()
        self._written = self._synced = 0  # captures

    def __enter__(self) -> "Writer":
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError) if error else self._taken():
            self._close()

    def write(self, page: Page) -> Page:
        """Return `page` with its file, offset and length; a kill of this process loses it no more, `sync` saves it.

        Raises `ContractBroken` (`disk`) when the disk does not take it; the file then ends before the capture.
        """
        with self._taken():
            file = self._current()
            start = self._size
            self._append(file, _bytes(lambda writer: _record(writer, page)))
            self._written += 1
            return replaced(page, self._path.name, start, self._size - start)

    def sync(self) -> None:
        """Return once every capture written so far is on disk; calls that come together share one wait.

        Raises `ContractBroken` (`disk`).
        """
        wanted = self._written
        with self._taken(), self._lock:
            if self._file is not None and self._synced < wanted:
                covered = self._written
                os.fsync(self._file)
                self._synced = covered

    @contextmanager
    def _taken(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ContractBroken("disk", f"cannot write {self._path}: {error}; free some disk and run again") from error

    def _append(self, file: int, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(file, rest) :]
        except OSError:
            os.ftruncate(file, self._size)
            raise
        self._size += len(data)

    def _current(self) -> int:
        if self._file is not None and self._size > self._max_bytes:
            self._close()
        if self._file is None:
            self._number += 1
            self._path = self._folder / f"sitrep-{self._run_id}-{self._number:04}.warc.gz"
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            self._size = os.fstat(self._file).st_size
            sync_folder(self._folder)
            if self._size == 0:
                about = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
                self._append(self._file, _bytes(lambda writer: writer.create_warcinfo_record(self._path.name, about)))
        return self._file

    def _close(self) -> None:
        with self._lock:
            if self._file is not None:
                file, self._file = self._file, None
                try:
                    os.fsync(file)
                    self._synced = self._written
                finally:
                    os.close(file)


def _bytes(make: Callable[[WARCWriter], ArcWarcRecord]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    writer.write_record(make(writer))
    return out.getvalue()


def replaced(page: Page, file: str, offset: int, length: int) -> Page:
    """Return `page` with its place in the WARC files."""
    return replace(page, warc_file=file, warc_offset=offset, warc_length=length)


def _record(writer: WARCWriter, page: Page) -> ArcWarcRecord:
    headers = {f"WARC-Sitrep-{name.replace('_', '-')}": getattr(page, name) for name in FIELDS}
    made = {name: value for name, value in headers.items() if value is not None}
    made["WARC-Date"] = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if page.final_url != page.url:
        made["WARC-Sitrep-asked-url"] = page.url
    body = io.BytesIO(page.body)
    if page.kind == "entry":
        return writer.create_warc_record(
            page.final_url, "resource", payload=body, warc_content_type="text/html", warc_headers_dict=made
        )
    kept = [(name, value) for name, value in page.headers if name.lower() not in UNDONE]
    http = StatusAndHeaders(str(page.http_status), [*kept, ("Content-Length", str(len(page.body)))], "HTTP/1.1")
    return writer.create_warc_record(
        page.final_url, "response", payload=body, http_headers=http, warc_headers_dict=made
    )
