"""A WARC file cut into its records, whoever wrote it and whatever has happened to it.

The libraries for WARC trust the lengths and lines of a file, and end at the first bad one. Here every step is bounded,
and damage costs the record that it is in.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from tasks.errors import Rejected

CHUNK = 64 * 1024
MAX_HEAD = 64 * 1024
WINDOW = 1024 * 1024
LOOK_AHEAD = 1024  # compressed bytes that are enough to see how a record begins
GZIP = b"\x1f\x8b\x08"
WARC = b"WARC/"
BEGINNING = re.compile(rb"\x1f\x8b\x08|WARC/\d\.\d{1,2}\r?\n")
TARGET = re.compile(rb"^warc-target-uri:[ \t]*<?([^\s>]{1,4000})", re.IGNORECASE | re.MULTILINE)
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One record: its offset and length in the file, its bytes decompressed, and what is wrong with it.

    Of one that is wrong there are only the first bytes, if any.
    """

    offset: int
    length: int
    data: bytes
    error: Rejected | None = None


def frames(file: BinaryIO, offset: int, max_bytes: int) -> Iterator[Frame]:
    """Yield the records from `offset` on; one of over `max_bytes` decompressed is not read whole.

    Errors in frames: `too_large`, `truncated` (the file ends within it), `bad_record` (anything else).
    """
    end = file.seek(0, 2)
    at = _begin(file, offset)
    while at < end:
        try:
            frame = _member(file, at, max_bytes) if _starts(file, at, GZIP) else _plain(file, at, max_bytes)
        except Rejected as error:
            frame = Frame(at, 0, b"", error)
        if not frame.length:
            following = _following(file, at + 1)
            frame = replace(frame, length=(end if following is None else following) - at)
        yield frame
        at = _begin(file, at + frame.length)


def address_in(frame: Frame) -> str | None:
    """Return the address that a record is of, None where its head does not say."""
    found = TARGET.search(frame.data[:MAX_HEAD])
    return found[1].decode("utf-8", "replace") if found else None


def body_of(data: bytes) -> tuple[int, int]:
    """Return where the block of a whole record begins and ends in its bytes; raises `Rejected` (`bad_record`)."""
    head = data[:MAX_HEAD]
    stop = head.find(b"\r\n\r\n")
    length = LENGTH.search(head[: max(stop, 0)])
    if not head.startswith(WARC) or not length or b"\x00" in head[:stop]:
        raise Rejected("bad_record", "no record of a WARC file begins here")
    return stop + 4, stop + 4 + int(length[1])


def _starts(file: BinaryIO, at: int, mark: bytes) -> bool:
    file.seek(at)
    return file.read(len(mark)) == mark


def _begin(file: BinaryIO, at: int) -> int:
    """Return the offset after the blank lines that end a record in a file that is not compressed."""
    file.seek(at)
    blank = file.read(CHUNK)
    return at + len(blank) - len(blank.lstrip(b"\r\n"))


def _member(file: BinaryIO, at: int, max_bytes: int) -> Frame:
    file.seek(at)
    inflate = zlib.decompressobj(31)
    data = bytearray()
    while not inflate.eof:
        raw = inflate.unconsumed_tail or file.read(CHUNK)
        if not raw:
            raise Rejected("truncated", "the file ends within this record; fetch it again")
        try:
            data += inflate.decompress(raw, CHUNK)
        except zlib.error as error:
            raise Rejected("bad_record", f"cannot be decompressed: {error}") from error
        if len(data) > max_bytes:
            return Frame(at, 0, bytes(data[:MAX_HEAD]), Rejected("too_large", f"is larger than {max_bytes:,} bytes"))
    length = file.tell() - len(inflate.unused_data) - at
    return _whole(Frame(at, length, bytes(data)))


def _whole(frame: Frame) -> Frame:
    _, stop = body_of(frame.data)
    if stop > len(frame.data):
        return replace(frame, data=b"", error=Rejected("truncated", "is shorter than it says"))
    if frame.data[stop:].strip(b"\r\n"):
        detail = "holds more than one record; `warcio recompress IN OUT` makes a file that can be read"
        return replace(frame, data=b"", error=Rejected("bad_record", detail))
    return frame


def _plain(file: BinaryIO, at: int, max_bytes: int) -> Frame:
    file.seek(at)
    head = file.read(MAX_HEAD)
    _, size = body_of(head)
    if at + size > file.seek(0, 2):
        raise Rejected("truncated", "the file ends within this record; fetch it again")
    if size > max_bytes:
        return Frame(at, size, head, Rejected("too_large", f"is larger than {max_bytes:,} bytes"))
    file.seek(at)
    return Frame(at, size, file.read(size))


def _following(file: BinaryIO, start: int) -> int | None:
    """Return the offset of the next place where a record begins; None when there is none."""
    at, kept = start, b""
    file.seek(at)
    while chunk := file.read(WINDOW):
        window = kept + chunk
        for found in BEGINNING.finditer(window):
            if _is_record(window[found.start() : found.start() + LOOK_AHEAD]):
                return at + found.start()
        kept = window[-LOOK_AHEAD:]
        at += len(window) - len(kept)
    return None


def _is_record(raw: bytes) -> bool:
    if not raw.startswith(GZIP):
        return True
    try:
        return zlib.decompressobj(31).decompress(raw, len(WARC)) == WARC
    except zlib.error:
        return False
