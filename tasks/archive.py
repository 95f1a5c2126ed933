"""Raw captures in WARC 1.1 files: every response is on disk here before anything parses it.

A capture of the web is a `response` record as the server sent it, less transfer and content encodings; a capture
made from a feed item alone is a `resource` record. What the warehouse needs to find its way (page id, kind, feed,
entry, run) stands in `WARC-Sitrep-*` headers, so that the warehouse can be rebuilt from these files alone.
"""

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.errors import ContractBroken
from tasks.records import Page, stable_id

FIELDS = ("page_id", "kind", "feed_url", "entry_id", "run_id", "charset")
# What we already undid, so that a reader of the file does not undo it again.
UNDONE = {"content-encoding", "transfer-encoding", "content-length"}


class Writer:
    """Appends captures to the WARC files of one run; a new file is begun when one grows over `max_bytes`."""

    def __init__(self, folder: Path, run_id: str, max_bytes: int) -> None:
        self._folder = folder
        self._run_id = run_id
        self._max_bytes = max_bytes
        self._number = 0
        self._file: BinaryIO | None = None
        self._path = folder

    def __enter__(self) -> "Writer":
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def write(self, page: Page) -> Page:
        """Return `page` with its file, offset and length, once its record is synced to disk.

        Raises `ContractBroken` (`disk`) when the disk does not take it.
        """
        try:
            return self._write(page)
        except OSError as error:
            raise ContractBroken("disk", f"cannot write {self._path}: {error}; free some disk and run again") from error

    def _write(self, page: Page) -> Page:
        out = self._current()
        start = out.tell()
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        writer.write_record(_record(writer, page))
        out.flush()
        os.fsync(out.fileno())
        length = out.tell() - start
        return replaced(page, self._path.name, start, length)

    def _current(self) -> BinaryIO:
        if self._file and self._file.tell() > self._max_bytes:
            self._file.close()
            self._file = None
        if self._file is None:
            self._number += 1
            self._path = self._folder / f"sitrep-{self._run_id}-{self._number:04}.warc.gz"
            self._file = self._path.open("ab")
            if self._file.tell() == 0:
                writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
                writer.write_record(writer.create_warcinfo_record(self._path.name, {"software": "sitrep"}))
        return self._file


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


def read(folder: Path, file: str, offset: int) -> Page:
    """Return the capture at `offset` of the WARC file `file`; raises `ContractBroken` (`capture_missing`)."""
    for page in scan(folder / file, offset):
        return page
    raise ContractBroken("capture_missing", f"no capture at {offset} of {folder / file}")


def scan(path: Path, offset: int = 0) -> Iterator[Page]:
    """Yield the captures of a WARC file from `offset` on, whoever wrote it; stop quietly at a record cut short."""
    with path.open("rb") as file:
        file.seek(offset)
        records = ArchiveIterator(file, check_digests=True)
        while True:
            try:
                record = next(records)
                page = _page(record) if record.rec_type in ("response", "resource") else None
                start, length = records.get_record_offset(), records.get_record_length()
            except (StopIteration, ArchiveLoadFailed, EOFError):
                return
            if page is not None and record.digest_checker.passed is not False:
                yield replaced(page, path.name, start, length)


def _page(record: ArcWarcRecord) -> Page | None:
    headers = record.rec_headers
    ours = {name: headers.get_header(f"WARC-Sitrep-{name.replace('_', '-')}") for name in FIELDS}
    url = headers.get_header("WARC-Target-URI") or ""
    if ours["page_id"] is None and not url.startswith(("http://", "https://")):
        return None
    http = record.http_headers
    fetched_at = _instant(headers.get_header("WARC-Date"))
    content_type = (http.get_header("Content-Type") if http else None) or headers.get_header("Content-Type")
    return Page(
        page_id=ours["page_id"] or stable_id("page", url, fetched_at.isoformat()),
        url=headers.get_header("WARC-Sitrep-asked-url") or url,
        final_url=url,
        kind=ours["kind"] or "page",
        fetched_at=fetched_at,
        http_status=int(http.get_statuscode()) if http else 200,
        content_type=content_type,
        charset=ours["charset"],
        headers=tuple(http.headers) if http else (),
        body=record.content_stream().read(),
        feed_url=ours["feed_url"],
        entry_id=ours["entry_id"],
        run_id=ours["run_id"],
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
