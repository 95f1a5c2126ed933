"""Bodies read whole and undone of their content encoding, never more of them than allowed."""

import zlib
from collections.abc import Callable
from typing import Protocol

import aiohttp
import brotli

from tasks.errors import Rejected, Transient
from tasks.text import redacted

ACCEPTED = "gzip, deflate, br"
CHUNK = 65536
# Files made of many gzip members have one for each 64 kB or more; what has more than these is made to cost time.
MOST_MEMBERS = 1_000
GZIP_MAGIC = b"\x1f\x8b"


class Decoder(Protocol):
    """Undoes one content encoding, piece by piece."""

    def undo(self, chunk: bytes, room: int) -> bytes:
        """Return what `chunk` adds to the body, at least one byte over `room` if it adds more than `room`."""

    @property
    def whole(self) -> bool:
        """Whether the encoded body has come to its end."""


class _Plain:
    whole = True

    def undo(self, chunk: bytes, room: int) -> bytes:
        return chunk


class _Gzip:
    """One or more gzip members (RFC 1952, section 2.2); what follows them and is none is left out."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._members = 1
        self._pending = b""  # less than two bytes, which do not tell yet whether a member begins
        self._over = False

    @property
    def whole(self) -> bool:
        return self._member.eof

    def undo(self, chunk: bytes, room: int) -> bytes:
        data, made = self._pending + chunk, bytearray()
        while data and len(made) <= room and self._at_member(data):
            made += self._member.decompress(data, room + 1 - len(made))
            data = self._member.unused_data
        return bytes(made)

    def _at_member(self, data: bytes) -> bool:
        """Return whether `data` goes on with a member, a new one where the last has ended."""
        if not self._member.eof:
            return True
        self._pending = data if len(data) < len(GZIP_MAGIC) else b""
        self._over = self._over or (not self._pending and not data.startswith(GZIP_MAGIC))
        if self._over or self._pending:
            return False
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise zlib.error(f"more than {MOST_MEMBERS} gzip members")
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return True


class _Deflate:
    """A zlib stream, or the bare deflate one that some servers send instead (RFC 9110, section 8.4.1.2)."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._pending = b""

    @property
    def whole(self) -> bool:
        return self._stream is not None and self._stream.eof

    def undo(self, chunk: bytes, room: int) -> bytes:
        data = self._pending + chunk
        if self._stream is None:
            if len(data) < 2:
                self._pending = data
                return b""
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if _is_zlib(data) else -zlib.MAX_WBITS)
            self._pending = b""
        return b"" if self._stream.eof else self._stream.decompress(data, room + 1)


def _is_zlib(data: bytes) -> bool:
    """Return whether `data` begins as a zlib stream does (RFC 1950, section 2.2)."""
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._stream.is_finished())

    def undo(self, chunk: bytes, room: int) -> bytes:
        if self._stream.is_finished():
            return b""
        made = bytearray(self._stream.process(chunk, output_buffer_limit=room + 1))
        while len(made) <= room and not self._stream.can_accept_more_data():
            made += self._stream.process(b"", output_buffer_limit=room + 1 - len(made))
        return bytes(made)


DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}


def _decoder(response: aiohttp.ClientResponse) -> Decoder:
    said = ",".join(response.headers.getall("Content-Encoding", []))
    encodings = [each for each in (part.strip().lower() for part in said.split(",")) if each not in ("", "identity")]
    if not encodings:
        return _Plain()
    if len(encodings) > 1 or encodings[0] not in DECODERS:
        raise Rejected("bad_encoding", f"content encoding {said[:80]!r} is not one of {ACCEPTED}")
    return DECODERS[encodings[0]]()


async def read(response: aiohttp.ClientResponse, limit: int, *, too_large: str | None) -> bytes:
    """Return the body, undone of its content encoding; of a larger one than `limit` bytes, its beginning.

    Raises `Rejected`: `bad_encoding`, and `too_large` (where that names a code) for a larger one; `Transient`
    (`truncated`) for one that breaks off within its encoding.
    """
    decoder, body, taken = _decoder(response), bytearray(), 0
    async for chunk in response.content.iter_chunked(CHUNK):
        taken += len(chunk)
        body += _undone(decoder, chunk, limit - len(body))
        if max(len(body), taken) > limit:
            if too_large:
                raise Rejected(too_large, f"{redacted(str(response.url))} is larger than {limit} bytes")
            return bytes(body[:limit])
    if taken and not decoder.whole:
        raise Transient("truncated", f"{redacted(str(response.url))} breaks off within its compressed body")
    return bytes(body)


def _undone(decoder: Decoder, chunk: bytes, room: int) -> bytes:
    try:
        return decoder.undo(chunk, room)
    except (zlib.error, brotli.error) as error:
        raise Rejected("bad_encoding", f"the body is not what its content encoding says: {error}") from error
