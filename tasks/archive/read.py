"""WARC files back into captures: ours at their place, and those of any other tool."""

import base64
import binascii
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from tasks.archive.frames import MAX_HEAD, Frame, address_in, body_of, frames
from tasks.archive.write import FIELDS, SOFTWARE, replaced
from tasks.errors import ContractBroken, Rejected
from tasks.records import Page, stable_id
from tasks.settings import MAX_BODY_BYTES
from tasks.text import charset_of

CAPTURES = ("response", "resource", "revisit")
MAX_ENCODINGS = 2
GROUP = 200  # records
GROUP_BYTES = 32_000_000
UNREADABLE = (
    ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, AttributeError, binascii.Error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unusable:
    """A record that gives no capture: where it lies, the address it names (None where that cannot be read), and why."""

    offset: int
    length: int
    url: str | None
    error: Rejected


def read(folder: Path, file: str, offset: int) -> Page:
    """Return the capture at `offset` of the WARC file `file`; raises `ContractBroken` (`capture_missing`)."""
    path = folder / file
    if path.exists():
        for found in records(path, offset):
            if isinstance(found, Page) and found.warc_offset == offset:
                return found
            break
    raise ContractBroken("capture_missing", f"no capture at {offset} of {path}; bring the file back and run again")


def scan(path: Path, offset: int = 0) -> Iterator[Page]:
    """Yield the captures of a WARC file from `offset` on; what gives none is passed over."""
    return (found for found in records(path, offset) if isinstance(found, Page))


def records(path: Path, offset: int = 0, max_bytes: int = MAX_BODY_BYTES) -> Iterator[Page | Unusable]:
    """Yield what each response in a WARC file from `offset` on gives, whoever wrote it.

    A capture's body has its transfer and content encodings undone. Codes of what is unusable: `too_large` (a body of
    over `max_bytes`), `truncated`, `bad_record`, `bad_digest`, `bad_encoding`, `revisit` (a note that a page was seen
    unchanged). Requests and notes of the tool that wrote the file are passed over.
    """
    with path.open("rb") as file:
        for frame in frames(file, offset, max_bytes + MAX_HEAD):
            found = _unusable(frame, frame.error) if frame.error else _found(frame, max_bytes)
            if isinstance(found, Page):
                yield replaced(found, path.name, frame.offset, frame.length)
            elif found:
                yield found


def groups(found: Iterable[Page | Unusable]) -> Iterator[list[Page | Unusable]]:
    """Yield what was found in lists, each of at most 200 records and little more than 32 MB of bodies."""
    group: list[Page | Unusable] = []
    size = 0
    for each in found:
        group.append(each)
        size += len(each.body) if isinstance(each, Page) else 0
        if len(group) >= GROUP or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def check(path: Path) -> None:
    """Raise `Rejected` naming what is wrong and what to do: `no_file`, `not_a_warc`, `truncated` (nothing whole)."""
    if not path.is_file():
        raise Rejected("no_file", f"{path} is no file; check the path")
    first = _first(path)
    if first is None:
        raise Rejected("not_a_warc", f"{path} is empty; fetch it again")
    if first.error:
        code = "truncated" if first.error.code == "truncated" and _is_gzip(path) else "not_a_warc"
        raise Rejected(code, f"{path}, first record: {first.error.detail}; is it a .warc or .warc.gz file?")


def is_ours(path: Path) -> bool:
    """Return whether sitrep wrote the WARC file at `path`."""
    first = _first(path)
    return first is not None and f"software: {SOFTWARE}\r\n".encode() in first.data


def _first(path: Path) -> Frame | None:
    with path.open("rb") as file:
        return next(frames(file, 0, MAX_BODY_BYTES), None)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _unusable(frame: Frame, error: Rejected) -> Unusable:
    return Unusable(frame.offset, frame.length, address_in(frame), error)


def _found(frame: Frame, max_bytes: int) -> Page | Unusable | None:
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(frame.data))
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        if record.rec_type not in CAPTURES or not _is_capture(record, url):
            return None
        _check_digest(record, frame)
        return _page(record, url, max_bytes)
    except Rejected as error:
        return _unusable(frame, error)
    except UNREADABLE as error:
        return _unusable(frame, Rejected("bad_record", f"cannot be read: {type(error).__name__}: {error}"))


def _is_capture(record: ArcWarcRecord, url: str) -> bool:
    ours = record.rec_headers.get_header("WARC-Sitrep-page-id")
    return ours is not None or url.startswith(("http://", "https://"))


def _check_digest(record: ArcWarcRecord, frame: Frame) -> None:
    """Raise `Rejected` (`bad_digest`) when the block is not what its SHA-1 says; other digests are not looked at."""
    algorithm, _, said = (record.rec_headers.get_header("WARC-Block-Digest") or "").partition(":")
    if algorithm.lower() != "sha1" or record.rec_type == "revisit":
        return
    start, stop = body_of(frame.data)
    made = hashlib.sha1(frame.data[start:stop], usedforsecurity=False).digest()
    if said.strip().lower() not in (base64.b32encode(made).decode().lower(), made.hex()):
        raise Rejected("bad_digest", "is not what its digest says; fetch the file again")


def _page(record: ArcWarcRecord, url: str, max_bytes: int) -> Page:
    headers, http = record.rec_headers, record.http_headers
    if record.rec_type == "revisit":
        raise Rejected("revisit", "says only that the page was seen again, unchanged")
    ours = {name: headers.get_header(f"WARC-Sitrep-{name.replace('_', '-')}") for name in FIELDS}
    fetched_at = _instant(headers.get_header("WARC-Date"), http)
    content_type = (http or headers).get_header("Content-Type")
    return Page(
        page_id=ours["page_id"] or stable_id("page", url, fetched_at.isoformat()),
        url=headers.get_header("WARC-Sitrep-asked-url") or url,
        final_url=url,
        kind=ours["kind"] or "page",
        fetched_at=fetched_at,
        http_status=_status(http),
        content_type=content_type,
        charset=ours["charset"] or charset_of(content_type),
        headers=tuple(http.headers) if http else (),
        body=_body(record.raw_stream.read(), http, max_bytes),
        feed_url=ours["feed_url"],
        entry_id=ours["entry_id"],
        run_id=ours["run_id"],
    )


def _status(http: StatusAndHeaders | None) -> int:
    """Return the HTTP status; a resource, which has none, counts as found."""
    said = http.get_statuscode() if http else "200"
    if not (said.isascii() and said.isdigit()):
        raise Rejected("bad_record", f"has the HTTP status {said[:20]!r}, which is no number")
    return int(said)


def _instant(said: str | None, http: StatusAndHeaders | None) -> datetime:
    """Return when the response was had: the record's date, else the server's own."""
    try:
        moment = datetime.fromisoformat((said or "").strip())
    except ValueError:
        date = http.get_header("Date") if http else None
        if not date:
            raise Rejected("bad_record", f"has no date that can be read (WARC-Date is {said!r})") from None
        moment = parsedate_to_datetime(date)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(raw: bytes, http: StatusAndHeaders | None, max_bytes: int) -> bytes:
    if http is None:
        return raw
    if "chunked" in (http.get_header("Transfer-Encoding") or "").lower():
        raw = ChunkedDataReader(io.BytesIO(raw)).read()  # where the tool undid it already, the bytes come as they are
    named = (http.get_header("Content-Encoding") or "").lower().split(",")
    encodings = [name.strip() for name in named if name.strip() not in ("", "identity")]
    if len(encodings) > MAX_ENCODINGS:
        raise Rejected("bad_encoding", f"is encoded {len(encodings)} times")
    for encoding in reversed(encodings):
        raw = _decoded(raw, encoding, max_bytes)
    if len(raw) > max_bytes:
        raise Rejected("too_large", f"is larger than {max_bytes:,} bytes")
    return raw


def _decoded(raw: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return `raw` with one content encoding undone; where the tool undid it already, as it is."""
    if encoding in ("gzip", "x-gzip"):
        return _inflated(raw, 31, max_bytes) if raw.startswith(b"\x1f\x8b") else raw
    if encoding == "deflate" and raw[:1] == b"\x78":
        return _inflated(raw, zlib.MAX_WBITS, max_bytes)
    if encoding == "deflate" and not _is_text(raw):
        return _inflated(raw, -zlib.MAX_WBITS, max_bytes)
    if not _is_text(raw):
        raise Rejected("bad_encoding", f"is encoded in {encoding[:20]!r}, which is not gzip or deflate")
    return raw


def _inflated(raw: bytes, window: int, max_bytes: int) -> bytes:
    inflate = zlib.decompressobj(window)
    try:
        body = inflate.decompress(raw, max_bytes + 1)
    except zlib.error as error:
        raise Rejected("bad_encoding", f"is not what its content encoding says: {error}") from error
    if not inflate.eof and len(body) <= max_bytes:
        raise Rejected("truncated", "breaks off within its compressed body")
    return body


def _is_text(raw: bytes) -> bool:
    """Return whether a body looks as if its content encoding had been undone: markup begins it."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
