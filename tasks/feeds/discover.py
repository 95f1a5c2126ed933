"""Finding the feeds of a site: those its page names, then common paths, then the sitemaps in its robots.txt."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from tasks.charsets import decoded
from tasks.errors import Rejected, SitrepError
from tasks.feeds import sitemap
from tasks.feeds.guards import guard
from tasks.feeds.parse import parse
from tasks.fetch import Fetcher
from tasks.isolate import Child
from tasks.records import Feed
from tasks.text import site
from tasks.wordlists import rows

MAX_ITEMS = 200
MAX_TRIED = 12  # addresses asked at each step
FEED_TYPE = re.compile(r"(rss|atom|rdf|feed\+json|^(application|text)/(xml|json)$)", re.IGNORECASE)
NO_FEED = re.compile(r"oembed|wp-json", re.IGNORECASE)
FEED_LINK = re.compile(
    r"(\.(rss|rdf|atom)|/(rss|feeds?|atom)(/|\.xml|\.json)?|(rss|feed|atom)\.(xml|json))([?#]|$)", re.I
)
SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answers: its address, what it calls itself, and how much it offers."""

    feed_url: str
    title: str
    language: str | None
    n_entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """What one document turned out to be: a feed, or a page or index that names others."""

    feed: Found | None
    named: tuple[str, ...] = ()
    is_index: bool = False


async def find(url: str, fetcher: Fetcher, looker: Child) -> list[Found]:
    """Return the feeds found at `url`: itself, else those its page names, else the site's; none leaves it empty.

    `looker` is a child that calls `look`. Raises what asking for `url` itself raises.
    """
    page = await fetcher.get(url, kind="feed")
    first: Look = await _looked(looker, page.body, page.final_url, page.charset)
    if first.feed:
        return [first.feed]
    found = [each async for each in _tried(first.named, fetcher, looker)]
    root = "{0.scheme}://{0.netloc}/".format(urlsplit(page.final_url))
    if not found:
        paths = [urljoin(root, row["path"]) for row in rows("feed_paths.csv")]
        found = [each async for each in _tried(paths, fetcher, looker, enough=1)]
    return found or [each async for each in _tried(await _sitemaps(root, fetcher), fetcher, looker)]


async def _looked(looker: Child, *arguments: object) -> Look:
    try:
        look: Look = looker.call(*arguments)
    except Rejected:
        return Look(None)
    return look


async def _tried(urls: Iterable[str], fetcher: Fetcher, looker: Child, enough: int = MAX_TRIED) -> AsyncIterator[Found]:
    waiting, asked, n_found = list(urls), set[str](), 0
    while waiting and len(asked) < MAX_TRIED and n_found < enough:
        url = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        try:
            page = await fetcher.get(url, kind="feed")
        except SitrepError:
            continue  # one address of many that a site might have
        look = await _looked(looker, page.body, page.final_url, page.charset)
        waiting += look.named[:3] if look.is_index else ()
        if look.feed and look.feed.n_entries and page.final_url not in asked - {url}:
            asked.add(page.final_url)
            n_found += 1
            yield look.feed


async def _sitemaps(root: str, fetcher: Fetcher) -> list[str]:
    try:
        page = await fetcher.get(urljoin(root, "robots.txt"), kind="feed")
    except SitrepError:
        return []
    named = SITEMAP_LINE.findall(page.body[:500_000].decode("utf-8", "replace"))
    return sorted((urljoin(root, each) for each in named), key=lambda each: "news" not in each.lower())


def look(body: bytes, url: str, charset: str | None) -> Look:
    """Return what the document at `url` is. Runs in a child: it parses what strangers wrote."""
    feed = Feed(url, site(url), site(url))
    try:
        parsed = parse(body, feed, datetime.now(UTC), MAX_ITEMS, charset)
    except Rejected as error:
        if error.code == "sitemap_index":
            return Look(None, tuple(sitemap.indexed(guard(decoded(body, charset)[0], MAX_ITEMS))), is_index=True)
        return Look(None, tuple(_named(body, url, charset)) if error.code == "not_a_feed" else ())
    if not any(entry.title for entry in parsed.entries):
        return Look(None)  # a sitemap of any pages, or a feed that holds nothing
    dates = [entry.published_at for entry in parsed.entries if entry.published_at and "bad_date" not in entry.flags]
    language = next((entry.language for entry in parsed.entries if entry.language), None)
    return Look(Found(url, parsed.title or site(url), language, len(parsed.entries), max(dates, default=None)))


def _named(body: bytes, url: str, charset: str | None) -> list[str]:
    """Return the addresses that a page names as feeds: in its head, else behind links; feeds of comments last."""
    try:
        tree = document_fromstring(
            decoded(body, charset)[0].encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    base = next((node.get("href") for node in tree.iter("base") if node.get("href")), "")
    links = [(node.get("href"), node.get("title") or "") for node in tree.iter("link") if _is_feed_link(node)]
    links = links or [(node.get("href"), "") for node in tree.iter("a") if FEED_LINK.search(node.get("href") or "")]
    links.sort(key=lambda link: "comment" in f"{link[0]} {link[1]}".lower())
    return list(dict.fromkeys(address for href, _ in links if (address := _joined(url, base, href))))


def _is_feed_link(node: etree._Element) -> bool:
    rel, kind = (node.get("rel") or "").lower().split(), (node.get("type") or "").strip()
    href = (node.get("href") or "").strip()
    is_named = "feed" in rel or ("alternate" in rel and bool(FEED_TYPE.search(kind) or FEED_LINK.search(href)))
    return bool(href) and is_named and not NO_FEED.search(f"{href} {kind}") and "stylesheet" not in rel


def _joined(url: str, base: str, href: str) -> str | None:
    try:
        address = urljoin(urljoin(url, base), re.sub(r"^feed:(//)?(?=https?:)", "", href.strip()))
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None
