"""The only network code: one polite, bounded HTTP client for feeds and pages.

async with Fetcher(settings) as fetcher:
    page = await fetcher.get("https://example.org/news.xml", kind="feed")
"""

import asyncio
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from protego import Protego
from yarl import URL

from tasks.addresses import is_allowed
from tasks.errors import Rejected, SitrepError, Transient
from tasks.records import Page, stable_id
from tasks.settings import Settings
from tasks.text import header, redacted

REDIRECTS = {301, 302, 303, 307, 308}
ACCEPT = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.3",
}
PAGE_TYPES = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")
RETRY_AFTER_CAP_S = 24 * 3600.0
CHUNK = 65536


class PublicResolver(AbstractResolver):
    """Resolves names to addresses that may be connected to; a name with any other address is refused whole."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raise `Transient` (`dns`) or `Rejected` (`private_address`)."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
            )
        except (OSError, UnicodeError) as error:
            raise Transient("dns", f"{host}: {error}") from error
        for entry in found:
            refuse_private(host, str(entry[4][0]), allow_loopback=self._allow_loopback)
        return [_resolved(host, port, entry[0], entry[2], str(entry[4][0])) for entry in found]

    async def close(self) -> None:
        """Nothing is held."""


def _resolved(host: str, port: int, family: int, proto: int, address: str) -> ResolveResult:
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=proto, flags=socket.AI_NUMERICHOST
    )


def refuse_private(host: str, address: str, *, allow_loopback: bool) -> None:
    """Raise `Rejected` (`private_address`) unless `address` may be connected to."""
    if not is_allowed(address, allow_loopback=allow_loopback):
        raise Rejected("private_address", f"{host} is {address}, which is not a public address")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, body decompressed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Fetcher:
    """The client of one run: open connections, robots.txt answers and per-host turns are kept while it lives."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._turns: dict[str, float] = {}
        self._robots: dict[str, asyncio.Task[Protego | None]] = {}

    async def __aenter__(self) -> "Fetcher":
        settings = self._settings
        connector = aiohttp.TCPConnector(
            limit=settings.max_connections,
            limit_per_host=settings.max_per_host,
            resolver=PublicResolver(allow_loopback=settings.allow_loopback),
            ttl_dns_cache=300,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"sitrep/0.1 (+{settings.contact})", "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=settings.connect_timeout_s, sock_read=settings.read_timeout_s
            ),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def get(
        self,
        url: str,
        *,
        kind: Literal["feed", "page"],
        etag: str | None = None,
        last_modified: str | None = None,
        feed_url: str | None = None,
        entry_id: str | None = None,
        run_id: str | None = None,
    ) -> Page:
        """Return what `url` answers: status 200, or 304 with an empty body when a validator was given.

        Raises `Transient` (`dns`, `connect`, `timeout`, `total_timeout`, `truncated`, `http_429`, `http_5xx`) or
        `Rejected` (`tls`, `gone`, `http_4xx`, `robots`, `private_address`, `bad_scheme`, `too_many_redirects`,
        `too_large`, `bad_encoding`, `bad_response`, `unsupported_type`, `empty_page`).
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Accept": ACCEPT[kind]}
        headers = {name: value for name, value in validators.items() if value}
        answer = await self._within_deadline(url, kind, headers)
        fetched_at = datetime.now(UTC)
        content_type = header(answer.headers, "content-type")
        return Page(
            page_id=stable_id("page", url, fetched_at.isoformat(), run_id),
            url=redacted(url),
            final_url=redacted(answer.url),
            kind=kind,
            fetched_at=fetched_at,
            http_status=answer.status,
            content_type=content_type,
            charset=_charset(content_type),
            headers=answer.headers,
            body=answer.body,
            feed_url=feed_url,
            entry_id=entry_id,
            run_id=run_id,
        )

    async def _within_deadline(self, url: str, kind: Literal["feed", "page"], headers: dict[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self._settings.total_timeout_s):
                return await self._follow(url, kind, headers)
        except TimeoutError as error:
            limit = self._settings.total_timeout_s
            code = "timeout" if isinstance(error, aiohttp.ServerTimeoutError) else "total_timeout"
            raise Transient(code, f"{redacted(url)} took over {limit:g} s or fell silent") from error
        except ValueError as error:
            raise Rejected("bad_response", f"an address or header that cannot be read: {error}") from error

    async def _follow(self, url: str, kind: Literal["feed", "page"], headers: dict[str, str]) -> Answer:
        for _ in range(self._settings.max_redirects + 1):
            self._refuse(url)
            if kind == "page":
                await self._ask_robots(url)
            answer = await self._one(url, kind, headers)
            target = header(answer.headers, "location")
            if answer.status not in REDIRECTS or not target:
                return _judged(answer, kind)
            url = urljoin(url, target)
        raise Rejected(
            "too_many_redirects", f"{redacted(url)} redirects more than {self._settings.max_redirects} times"
        )

    def _refuse(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Rejected("bad_scheme", f"{redacted(url)} is no http or https address")
        address = _literal(parts.hostname)
        if address:  # a name is checked by the resolver instead
            refuse_private(parts.hostname, address, allow_loopback=self._settings.allow_loopback)

    async def _one(self, url: str, kind: Literal["feed", "page"], headers: dict[str, str]) -> Answer:
        assert self._session is not None, "use the fetcher in an async with statement"
        await self._turn(urlsplit(url).netloc)
        limit = self._settings.max_feed_bytes if kind == "feed" else self._settings.max_page_bytes
        try:
            request = self._session.get(
                URL(url, encoded=False), headers=headers, allow_redirects=False, proxy=self._settings.proxy
            )
            async with request as response:
                if not _wanted(response, kind):
                    return Answer(url, response.status, tuple(response.headers.items()), b"")
                body = await _body(response, limit, "feed_too_large" if kind == "feed" else "too_large")
                return Answer(url, response.status, tuple(response.headers.items()), body)
        except SitrepError:
            raise
        except (aiohttp.ClientError, ssl.SSLError, ValueError, OSError) as error:
            raise _told(url, error) from error

    async def _turn(self, host: str) -> None:
        now = time.monotonic()
        at = max(now, self._turns.get(host, 0.0))
        self._turns[host] = at + self._settings.host_delay_s
        if at > now:
            await asyncio.sleep(at - now)

    async def _ask_robots(self, url: str) -> None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            self._robots[root] = asyncio.create_task(self._load_robots(root))
        rules = await asyncio.shield(self._robots[root])
        if rules and not rules.can_fetch(url, "sitrep"):
            raise Rejected("robots", f"{root}/robots.txt does not allow {redacted(url)}")

    async def _load_robots(self, root: str) -> Protego | None:
        try:
            answer = await self._one(f"{root}/robots.txt", "page", {})
        except SitrepError:
            return None  # RFC 9309: a robots.txt that cannot be had allows all; the page itself will tell
        return Protego.parse(answer.body.decode("utf-8", "replace")) if answer.status == 200 else None


def _literal(host: str) -> str | None:
    """Return the address that `host` spells, in any of the ways that system resolvers read; None for a name."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _wanted(response: aiohttp.ClientResponse, kind: str) -> bool:
    """Return whether the body is worth reading: not of a redirect, an error or a type that is no page."""
    if response.status != 200:
        return False
    declared = (response.headers.get("Content-Type") or "text/html").lower()
    if kind == "page" and not declared.startswith(PAGE_TYPES):
        raise Rejected("unsupported_type", f"{redacted(str(response.url))} is {declared}, not a web page")
    return True


async def _body(response: aiohttp.ClientResponse, limit: int, code: str) -> bytes:
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Rejected("bad_encoding", f"content encoding {encoding!r} is not gzip or deflate")
    unpack = None if encoding == "identity" else zlib.decompressobj(47 if "gzip" in encoding else zlib.MAX_WBITS)
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += _unpacked(unpack, chunk, limit + 1 - len(body)) if unpack else chunk
        if len(body) > limit:
            raise Rejected(code, f"{redacted(str(response.url))} is larger than {limit} bytes")
    if unpack and not unpack.eof:
        raise Transient("truncated", f"{redacted(str(response.url))} breaks off within its compressed body")
    return bytes(body)


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, max(room, 1))
    except zlib.error as error:
        raise Rejected("bad_encoding", f"the body is not what its content encoding says: {error}") from error


def _judged(answer: Answer, kind: str) -> Answer:
    where = redacted(answer.url)
    if answer.status in (200, 304):
        if answer.status == 200 and kind == "page" and not answer.body.strip():
            raise Rejected("empty_page", f"{where} is empty")
        return answer
    if answer.status == 204:
        raise Rejected("empty_page", f"{where} answered 204, no content")
    if answer.status in (404, 410):
        raise Rejected("gone", f"{where} answered {answer.status}", http_status=answer.status)
    if answer.status in (429, 503):
        raise Transient(f"http_{answer.status}", f"{where} asks for patience", _retry_after(answer), answer.status)
    if answer.status >= 500:
        raise Transient(f"http_{answer.status}", f"{where} answered {answer.status}", http_status=answer.status)
    raise Rejected(f"http_{answer.status}", f"{where} answered {answer.status}", http_status=answer.status)


def _retry_after(answer: Answer) -> float | None:
    said = (header(answer.headers, "retry-after") or "").strip()
    if said.isdigit():
        return min(float(said[:12]), RETRY_AFTER_CAP_S)
    try:
        wait = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), RETRY_AFTER_CAP_S)


def _charset(content_type: str | None) -> str | None:
    _, _, parameter = (content_type or "").lower().partition("charset=")
    return parameter.split(";")[0].strip(" \"'") or None


def _told(url: str, error: Exception) -> SitrepError:
    """Return the error of sitrep that a library's error means."""
    where = redacted(url)
    if isinstance(error.__cause__, SitrepError):
        return error.__cause__
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Rejected("tls", f"{where}: {error}")
    if isinstance(error, aiohttp.ServerTimeoutError):
        return Transient("timeout", f"{where} fell silent")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Transient("truncated", f"{where} breaks off: {error}")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ServerDisconnectedError | aiohttp.ClientOSError):
        return Transient("connect", f"{where}: {error}")
    return Rejected("bad_response", f"{where}: {type(error).__name__}: {error}")
