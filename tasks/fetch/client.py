"""The client: one request with its redirects, every defence in its place."""

import ssl
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from tasks.errors import Rejected, SitrepError, Transient
from tasks.fetch import body
from tasks.fetch.answers import PASSING, Answer, judged, retry_after_s, told
from tasks.fetch.resolver import Lookup, PublicResolver, checked_url, guarded_socket, system_lookup
from tasks.fetch.robots import MAX_BYTES, Robots
from tasks.fetch.turns import Budget, Turns
from tasks.records import Page, stable_id
from tasks.settings import Settings
from tasks.text import charset_of, header, redacted

REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
ACCEPT = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.3",
    "robots": "text/plain, */*;q=0.5",
}
PAGE_TYPES = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")
Kind = Literal["feed", "page", "robots"]


class Fetcher:
    """The client of one run: open connections, robots.txt answers and per-host turns are kept while it lives.

    `lookup` gives the addresses of host names, as the operating system does unless another is named.
    """

    def __init__(self, settings: Settings, *, lookup: Lookup = system_lookup) -> None:
        self._settings = settings
        self._resolver = PublicResolver(allow_loopback=settings.allow_loopback, lookup=lookup)
        self._turns = Turns(settings)
        self._robots = Robots(self._robots_txt, lambda root, delay_s: self._turns.slow_down(_host(root), delay_s))
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        settings = self._settings
        self._session = aiohttp.ClientSession(
            connector=self._connector(),
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"sitrep/0.1 (+{settings.contact})", "Accept-Encoding": body.ACCEPTED},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=settings.connect_timeout_s, sock_read=settings.read_timeout_s
            ),
        )
        return self

    def _connector(self) -> aiohttp.TCPConnector:
        # Turns limit what is open; a wait inside the connector would count against a page's time.
        if self._settings.proxy:  # connects to the proxy alone, which is often a private address
            return aiohttp.TCPConnector(limit=0)
        make = guarded_socket(allow_loopback=self._settings.allow_loopback)
        return aiohttp.TCPConnector(limit=0, resolver=self._resolver, ttl_dns_cache=300, socket_factory=make)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._robots.close()
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

        Raises `Transient` (`dns`, `connect`, `timeout`, `total_timeout`, `truncated`, `host_busy`,
        `robots_unreachable`, `http_408`, `http_425`, `http_429`, `http_5xx`) or `Rejected` (`tls`, `gone`, `http_4xx`,
        `robots`, `private_address`, `bad_scheme`, `too_many_redirects`, `too_large`, `feed_too_large`, `bad_encoding`,
        `bad_response`, `unsupported_type`, `empty_page`).
        """
        validators = {name: value for name, value in _validators(etag, last_modified).items() if value}
        found, moved_to = await self._follow(url, kind, validators)
        answer = judged(found, conditional=bool(validators))
        if kind == "page" and not answer.body.strip():
            raise Rejected("empty_page", f"{redacted(answer.url)} is empty")
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
            charset=charset_of(content_type),
            headers=answer.headers,
            body=answer.body,
            feed_url=feed_url,
            entry_id=entry_id,
            run_id=run_id,
            moved_to=redacted(moved_to) if moved_to else None,
        )

    async def _follow(self, url: str, kind: Kind, headers: dict[str, str]) -> tuple[Answer, str | None]:
        """Return the answer at the end of all redirects, and where those of them lead that are for good."""
        budget, moved_to, for_good = Budget(self._settings.total_timeout_s), None, True
        for _ in range(self._settings.max_redirects + 1):
            asked = checked_url(url, allow_loopback=self._settings.allow_loopback)
            if kind == "page":
                await self._robots.obey(asked)
            answer = await self._one(url, asked, kind, headers, budget)
            target = header(answer.headers, "location")
            if answer.status not in REDIRECTS or not target:
                return answer, moved_to
            url = _joined(url, target)
            for_good = for_good and answer.status in FOR_GOOD
            moved_to = url if for_good else moved_to
        limit = self._settings.max_redirects
        raise Rejected("too_many_redirects", f"{redacted(url)} redirects more than {limit} times")

    async def _robots_txt(self, url: str) -> Answer:
        answer, _ = await self._follow(url, "robots", {})
        return answer

    async def _one(self, url: str, asked: URL, kind: Kind, headers: dict[str, str], budget: Budget) -> Answer:
        try:
            async with self._turns.turn(_host(asked)):
                answer = await budget.spend(self._answer(url, asked, kind, headers))
        except SitrepError:
            raise
        except aiohttp.ServerTimeoutError as error:
            raise told(url, error) from error
        except TimeoutError as error:
            limit = self._settings.total_timeout_s
            raise Transient("total_timeout", f"{redacted(url)} took over {limit:g} s") from error
        except (aiohttp.ClientError, ssl.SSLError, ValueError, OSError) as error:
            raise told(url, error) from error
        if answer.status in PASSING or answer.status == 503:
            self._turns.silence(_host(asked), retry_after_s(answer) or 0.0)
        return answer

    async def _answer(self, url: str, asked: URL, kind: Kind, headers: dict[str, str]) -> Answer:
        assert self._session is not None, "use the fetcher in an async with statement"
        if self._settings.proxy:  # the proxy resolves the name again; what it must not reach is told here all the same
            await self._resolver.resolve(asked.raw_host or "")
        request = self._session.get(
            asked, headers=headers | {"Accept": ACCEPT[kind]}, allow_redirects=False, proxy=self._settings.proxy
        )
        async with request as response:
            content = await body.read(response, **self._room(kind)) if _wanted(response, kind) else b""
            return Answer(url, response.status, tuple(response.headers.items()), content)

    def _room(self, kind: Kind) -> dict[str, Any]:
        if kind == "robots":
            return {"limit": MAX_BYTES, "too_large": None}
        if kind == "feed":
            return {"limit": self._settings.max_feed_bytes, "too_large": "feed_too_large"}
        return {"limit": self._settings.max_page_bytes, "too_large": "too_large"}


def _host(url: URL) -> str:
    return f"{url.host}:{url.port}"


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str | None]:
    return {"If-None-Match": etag, "If-Modified-Since": last_modified}


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise Rejected("bad_response", f"{redacted(url)} redirects to what is no address: {error}") from error


def _wanted(response: aiohttp.ClientResponse, kind: Kind) -> bool:
    """Return whether the body is worth reading: not of a redirect, an error or a type that is no page."""
    if response.status != 200:
        return False
    declared = (response.headers.get("Content-Type") or "text/html").lower()
    if kind == "page" and not declared.startswith(PAGE_TYPES):
        raise Rejected("unsupported_type", f"{redacted(str(response.url))} is {declared}, not a web page")
    return True
