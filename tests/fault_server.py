"""Servers on the loopback interface that misbehave in every way of FAULTS.md 21-59, and one that nobody may reach."""

import asyncio
import gzip
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = b"<html><head><title>Talks</title></head><body><p>The ministers met in the capital on Friday.</p></body></html>"
FEED = (
    b"<rss version='2.0'><channel><title>T</title><item><title>Talks</title><link>http://good.example/1</link></item>"
    b"</channel></rss>"
)
PAYWALLED = (
    b'<html><head><title>Talks</title><script type=\'application/ld+json\'>{"@type": "NewsArticle", '
    b'"headline": "Talks", "isAccessibleForFree": false}</script></head><body><article><p>The ministers met in the capital on '
    b"Friday. Subscribe to read on.</p></article></body></html>"
)
ROBOTS = {
    "robots-deny": b"User-agent: *\nDisallow: /",
    "robots-us": b"User-agent: sitrep\nDisallow: /\n\nUser-agent: *\nAllow: /",
    "robots-slow": b"User-agent: *\nCrawl-delay: 0.4",
    "robots-long": b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /",
}


@dataclass(slots=True)
class Faults:
    """Where the servers are, and who was asked for what."""

    port: int = 0
    tls_port: int = 0
    canary_port: int = 0
    closed_port: int = 0
    hits: list[tuple[str, str]] = field(default_factory=list)  # host, path
    moved: dict[str, str] = field(default_factory=dict)  # path to the address where it has moved for good
    canary: int = 0

    def paths(self, path: str) -> int:
        """Return how often a path was asked for, on any host."""
        return sum(each == path for _, each in self.hits)


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole HTTP answer."""
    given = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@cache
def gzip_bomb(megabytes: int) -> bytes:
    """Return a small gzip stream of so many megabytes of nothing."""
    made = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = made.compress(bytes(1_000_000)) + made.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + block * megabytes


@cache
def brotli_bomb(megabytes: int) -> bytes:
    """Return the same as a brotli stream."""
    return brotli.compress(bytes(megabytes * 1_000_000), quality=1)


def _later(**wait: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**wait), usegmt=True)


ANSWERS: dict[str, Callable[[], bytes]] = {
    "/28-missing": lambda: answer(404),
    "/28-gone": lambda: answer(410),
    "/29-seconds": lambda: answer(429, Retry_After="7200"),
    "/29-date": lambda: answer(503, Retry_After=_later(hours=2)),
    "/29-nothing": lambda: answer(429),
    "/30-ten-years": lambda: answer(503, Retry_After="315360000"),
    "/30-date": lambda: answer(429, Retry_After=_later(days=3650)),
    "/31-error": lambda: answer(500),
    "/32-header": lambda: answer(200, PAGE, X_Long="x" * 200_000),
    "/32-no-http": lambda: b"220 mail.example ESMTP\r\n\r\n",
    "/33-pdf": lambda: answer(200, b"%PDF-1.7", Content_Type="application/pdf"),
    "/34-no-content": lambda: answer(204),
    "/34-blank": lambda: answer(200, b" \n "),
    "/36-paywall": lambda: answer(200, PAYWALLED),
    "/forbidden": lambda: answer(403),
    "/52-file": lambda: answer(302, Location="file:///etc/passwd"),
    "/53-loop": lambda: answer(302, Location="/53-loop"),
    "/56-gzip": lambda: answer(200, gzip_bomb(500), Content_Encoding="gzip"),
    "/56-deflate": lambda: answer(200, gzip_bomb(500)[10:], Content_Encoding="deflate"),
    "/56-members": lambda: answer(200, gzip.compress(b"") * 20_000, Content_Encoding="gzip"),
    "/57-brotli": lambda: answer(200, brotli_bomb(100), Content_Encoding="br"),
    "/58-stacked": lambda: answer(200, gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip"),
    "/58-two-headers": lambda: answer(
        200, gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip\r\nContent-Encoding: gzip"
    ),
    "/58-unknown": lambda: answer(200, PAGE, Content_Encoding="zstd"),
    "/58-not-so": lambda: answer(200, PAGE, Content_Encoding="gzip"),
    "/26-short": lambda: answer(200, PAGE, Content_Length="5000", Connection="close"),
    "/26-gzip": lambda: answer(200, gzip.compress(PAGE * 50)[:-20], Content_Encoding="gzip"),
    "/26-chunked": lambda: (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n"
    ),
}
CLOSING = ("/26-short", "/26-chunked", "/32-no-http")


class Server:
    """Answers by path, as an origin or as a proxy."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._served: dict[str, int] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                target = urlsplit(head.split(" ", 2)[1])
                lines = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
                host, path = lines.get("host", ""), target.path
                self._faults.hits.append((host.partition(":")[0], path))
                async for piece in self._pieces(host.partition(":")[0], path, target.query, lines):
                    writer.write(piece)
                    await writer.drain()
                if path in CLOSING:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            pass
        finally:
            writer.close()

    async def _pieces(self, host: str, path: str, query: str, lines: dict[str, str]) -> AsyncIterator[bytes]:
        if path == "/robots.txt":
            yield self._robots(host)
        elif path == "/24-stall":
            await asyncio.sleep(30)
        elif path == "/25-drip":
            yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n"
            for _ in range(1000):
                await asyncio.sleep(0.1)
                yield b"x"
        elif path == "/59-large":
            yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50000000\r\n\r\n"
            for _ in range(50):
                yield b"<p>talks</p>" * 83_333 + b"    "
        elif path == "/to":
            yield answer(302, Location=unquote(query))
        elif path in self._faults.moved:
            yield answer(301, Location=self._faults.moved[path])
        elif path == "/31-once":
            self._served[path] = self._served.get(path, 0) + 1
            yield answer(500) if self._served[path] == 1 else answer(200, PAGE)
        elif path == "/feed/secret" and "authorization" not in lines:
            yield answer(401)
        elif path == "/feed-in-latin-2":
            named = FEED.replace(b"<title>Talks", "<title>Łódź i Kraków".encode("iso-8859-2"))
            yield answer(200, named, Content_Type="text/xml; charset=iso-8859-2")
        elif path.startswith("/feed"):
            unchanged = lines.get("if-none-match") == '"v1"'
            yield answer(304, ETag='"v1"') if unchanged else answer(200, FEED, ETag='"v1"', Content_Type="text/xml")
        else:
            yield ANSWERS.get(path, lambda: answer(200, PAGE))()

    def _robots(self, host: str) -> bytes:
        kind = host.partition(".")[0]
        if kind == "robots-moved":
            return answer(301, Location=f"http://robots-deny.example:{self._faults.port}/robots.txt")
        if kind == "robots-down":
            return answer(503)
        if kind == "robots-forbidden":
            return answer(403)
        return answer(200, ROBOTS[kind], Content_Type="text/plain") if kind in ROBOTS else answer(404)


def certificate(folder: Path) -> ssl.SSLContext:
    """Return a server's TLS context whose certificate nobody has signed and which ended in 2001."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2001, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    (folder / "tls.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


@contextmanager
def faults(folder: Path) -> Iterator[Faults]:
    """Run the servers in a thread; `folder` takes the certificate."""
    found, loop, ready = Faults(), asyncio.new_event_loop(), threading.Event()
    thread = threading.Thread(target=_run, args=(loop, found, folder, ready), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, found: Faults, folder: Path, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_start(found, folder))
    ready.set()
    loop.run_forever()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.close()


async def _start(found: Faults, folder: Path) -> None:
    server = Server(found)

    async def touched(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.canary += 1
        writer.write(answer(200, PAGE))
        writer.close()

    plain = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=2**20)
    secure = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=certificate(folder))
    canary = await asyncio.start_server(touched, "127.0.0.1", 0)
    closed = await asyncio.start_server(touched, "127.0.0.1", 0)
    found.port, found.tls_port, found.canary_port, found.closed_port = (
        each.sockets[0].getsockname()[1] for each in (plain, secure, canary, closed)
    )
    closed.close()
    with suppress(OSError):  # a machine without IPv6 has no ::1 that could be reached
        await asyncio.start_server(touched, "::1", found.canary_port)
