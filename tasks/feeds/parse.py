"""A feed document of any kind to its entries: RSS, RDF, Atom, JSON Feed, news sitemaps."""

import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from tasks.errors import Rejected
from tasks.feeds.dates import read_date
from tasks.feeds.guards import check
from tasks.records import Feed, FeedEntry, Reject, stable_id
from tasks.text import clean_url, digest, plain_words

FULL_CONTENT_WORDS = 150
JSON_FEED = "https://jsonfeed.org/version/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its document gives it, of whatever kind."""

    guid: str | None
    link: str | None
    title: str
    summary: str
    content: str | None
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a feed document in its order, what was skipped, and what it says of itself."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    rejects: tuple[Reject, ...]
    ttl_s: int | None = None  # how long it says it may be kept, seconds
    skip_hours: tuple[int, ...] = ()  # UTC hours in which it says not to ask
    skip_days: tuple[str, ...] = ()  # English day names


def parse(body: bytes, feed: Feed, fetched_at: datetime, max_items: int) -> ParsedFeed:
    """Return what a feed document offers.

    At most `max_items` entries are taken. Raises `Rejected`: `empty_feed`, `not_a_feed`, `xml_entities`, `xml_depth`.
    """
    if not body.strip():
        raise Rejected("empty_feed", f"{feed.feed_url} answered with nothing")
    document = _json(body) or _xml(body, feed)
    entries: list[FeedEntry] = []
    rejects = list(_document_rejects(document, feed, max_items))
    for item in document.items[:max_items]:
        if item.link:
            try:
                entries.append(_entry(item, feed, fetched_at))
            except ValueError as error:
                rejects.append(_reject(feed, "item_bad_link", f"{item.link[:80]!r}: {error}", item.guid))
        else:
            rejects.append(_reject(feed, "item_no_link", f"the item {item.title[:80]!r} has no link", item.guid))
    unique = {entry.entry_id: entry for entry in entries}
    return ParsedFeed(
        document.title, tuple(unique.values()), tuple(rejects), document.ttl_s, document.skip_hours, document.skip_days
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document read, before its items become entries."""

    title: str | None
    items: Sequence[Item]
    truncated: bool = False
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


def _document_rejects(document: Document, feed: Feed, max_items: int) -> Iterable[Reject]:
    if document.truncated:
        yield _reject(feed, "feed_truncated", "the document breaks off; its whole items were kept")
    if len(document.items) > max_items:
        yield _reject(feed, "feed_too_many_items", f"{len(document.items)} items, the first {max_items} were taken")


def _reject(feed: Feed, code: str, detail: str, *parts: object) -> Reject:
    reject_id = stable_id("reject", feed.feed_url, code, detail, *parts)
    return Reject(reject_id, None, "feeds", code, detail, feed_url=feed.feed_url)


def _json(body: bytes) -> Document | None:
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Rejected("not_a_feed", f"looks like JSON but is not: {error}") from error
    if not str(data.get("version", "")).startswith(JSON_FEED) or not isinstance(data.get("items"), list):
        raise Rejected("not_a_feed", "JSON, but no JSON Feed")
    language = data.get("language")
    return Document(data.get("title"), [_json_item(item, language) for item in data["items"] if isinstance(item, dict)])


def _json_item(item: dict[str, Any], language: str | None) -> Item:
    authors = item["authors"] if isinstance(item.get("authors"), list) else [item.get("author")]
    return Item(
        guid=str(item["id"]) if item.get("id") is not None else None,
        link=_text(item.get("url")) or _text(item.get("external_url")) or None,
        title=_text(item.get("title")),
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")) or None,
        authors=tuple(_text(a["name"]) for a in authors if isinstance(a, dict) and _text(a.get("name"))),
        published=_text(item.get("date_published")) or None,
        updated=_text(item.get("date_modified")) or None,
        language=_text(item.get("language")) or _text(language) or None,
        tags=tuple(map(str, item["tags"])) if isinstance(item.get("tags"), list) else (),
    )


def _text(value: Any) -> str:
    """Return a JSON value that should be text as such; a number is written out, anything else is nothing."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _xml(body: bytes, feed: Feed) -> Document:
    check(body)
    if SITEMAP.encode() in body[:4096]:
        return _sitemap(body)
    parsed = feedparser.parse(io.BytesIO(body.replace(b"\x00", b"")), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        raise Rejected("not_a_feed", "neither RSS, RDF, Atom, JSON Feed nor a news sitemap")
    base = parsed.feed.get("link") or feed.homepage or feed.feed_url
    items = [_item(entry, parsed.feed, urljoin(feed.feed_url, base)) for entry in parsed.entries]
    truncated = bool(parsed.bozo) and not _closed(body)
    if truncated and items and not items[-1].link:
        items.pop()  # the one in which the document breaks off
    return Document(
        title=parsed.feed.get("title"),
        items=items,
        truncated=truncated,
        ttl_s=_ttl(parsed.feed),
        skip_hours=_skip_hours(body),
        skip_days=tuple(re.findall(r"<day>\s*(\w+day)\s*</day>", _head(body), re.IGNORECASE)),
    )


def _item(entry: Any, channel: Any, base: str) -> Item:
    link = entry.get("link") or next((x["href"] for x in entry.get("links", ()) if x.get("href")), None)
    guid = entry.get("id")
    if not link and guid and guid.startswith(("http://", "https://")):
        link = guid
    contents = [part.get("value", "") for part in entry.get("content", ())]
    return Item(
        guid=guid,
        link=_joined(base, link.strip()) if link else None,
        title=entry.get("title") or "",
        summary=entry.get("summary") or "",
        content=max(contents, key=len) if contents else None,
        authors=tuple(dict.fromkeys(a["name"] for a in entry.get("authors", ()) if a.get("name"))),
        published=entry.get("published") or entry.get("updated"),
        updated=entry.get("updated"),
        language=entry.get("language") or channel.get("language"),
        tags=tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term")),
    )


def _joined(base: str, link: str) -> str:
    """Return `link` made absolute; one that cannot be read stays as it is, and its item alone is rejected later."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _sitemap(body: bytes) -> Document:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(body, parser)
    if root is None:
        raise Rejected("not_a_feed", "a sitemap that is no XML")
    names = {"s": SITEMAP, "n": NEWS}
    return Document(None, [_sitemap_item(node, names) for node in root.iterfind("s:url", names)])


def _sitemap_item(node: Any, names: dict[str, str]) -> Item:
    said = {key: (node.findtext(path, None, names) or "").strip() for key, path in SITEMAP_PATHS.items()}
    tags = tuple(word.strip() for word in said["keywords"].split(",") if word.strip())
    return Item(
        said["loc"] or None,
        said["loc"] or None,
        said["title"],
        "",
        None,
        (),
        said["published"] or said["modified"] or None,
        said["modified"] or None,
        said["language"] or None,
        tags,
    )


SITEMAP_PATHS = {
    "loc": "s:loc",
    "modified": "s:lastmod",
    "title": "n:news/n:title",
    "published": "n:news/n:publication_date",
    "language": "n:news/n:publication/n:language",
    "keywords": "n:news/n:keywords",
}


def _closed(body: bytes) -> bool:
    return bool(
        re.search(rb"</(rss|feed|rdf:RDF|\w+:RDF|RDF)\s*>\s*(<!--.*?-->\s*)*$", body.strip()[-4096:], re.DOTALL)
    )


def _head(body: bytes) -> str:
    return re.split(rb"<(?:item|entry)[\s>]", body[:65536], maxsplit=1)[0].decode("latin-1")


def _skip_hours(body: bytes) -> tuple[int, ...]:
    return tuple(int(hour) % 24 for hour in re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", _head(body), re.IGNORECASE))


PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def _ttl(channel: Any) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", str(channel.get("ttl", "")).strip()):
        return int(channel["ttl"]) * 60
    period = PERIODS_S.get(str(channel.get("sy_updateperiod", "")).strip().lower())
    frequency = str(channel.get("sy_updatefrequency", "1")).strip()
    return period // max(int(frequency), 1) if period and frequency.isdigit() else period


def _entry(item: Item, feed: Feed, fetched_at: datetime) -> FeedEntry:
    published = read_date(item.published, feed, fetched_at)
    updated = read_date(item.updated, feed, fetched_at)
    url_raw = urljoin(feed.feed_url, item.link or "")
    words = len(plain_words(item.content or ""))
    content_sha256 = digest(item.title, item.summary, item.content or "")
    flags = (*published.flags, *(("full_content",) if words >= FULL_CONTENT_WORDS else ()))
    url = clean_url(url_raw)
    return FeedEntry(
        entry_id=stable_id("entry", feed.feed_url, item.guid or "", url, content_sha256),
        feed_url=feed.feed_url,
        guid=item.guid,
        url=url,
        url_raw=url_raw,
        title=" ".join(plain_words(item.title)),
        summary=item.summary,
        content=item.content if words >= FULL_CONTENT_WORDS else None,
        authors=item.authors,
        published_at=published.moment,
        published_raw=item.published,
        updated_at=updated.moment,
        language=(item.language or feed.language or "")[:2].lower() or None,
        tags=item.tags,
        content_sha256=content_sha256,
        flags=flags,
    )
