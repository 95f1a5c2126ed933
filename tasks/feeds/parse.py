"""A feed document of any kind to its entries: RSS, RDF, Atom, JSON Feed, news sitemaps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pycountry

from tasks.charsets import decoded
from tasks.errors import Rejected
from tasks.feeds import json_feed, sitemap, xml_feed
from tasks.feeds.content import is_full
from tasks.feeds.dates import read_date
from tasks.feeds.document import Document, Item
from tasks.feeds.guards import guard
from tasks.records import Feed, FeedEntry, Reject, stable_id
from tasks.text import clean_url, digest, plain_words, redacted

SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a feed document in its order, what was skipped, and what it says of itself."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    rejects: tuple[Reject, ...]
    ttl_s: int | None = None  # how long it says it may be kept, seconds
    skip_hours: tuple[int, ...] = ()  # UTC hours in which it says not to ask
    skip_days: tuple[str, ...] = ()  # English day names


def parse(body: bytes, feed: Feed, fetched_at: datetime, max_items: int, charset: str | None = None) -> ParsedFeed:
    """Return what a feed document offers; `charset` is the one that its response declares.

    At most `max_items` entries are taken. Raises `Rejected`: `empty_feed`, `not_a_feed`, `sitemap_index`,
    `xml_entities`, `xml_depth`. An item that is skipped has a reject: `item_no_link`, `item_bad_link`.
    """
    if not body.strip():
        raise Rejected("empty_feed", f"{feed.feed_url} answered with nothing")
    document = read_document(body, max_items, charset)
    entries: dict[str, FeedEntry] = {}
    rejects = list(_document_rejects(document, feed, max_items))
    for item in document.items[:max_items]:
        try:
            entry = _entry(item, document, feed, fetched_at)
            entries.setdefault(entry.entry_id, entry)
        except Rejected as error:
            rejects.append(_reject(feed, error.code, error.detail, item.guid))
    title = " ".join(plain_words(_sound(document.title or ""))) or None
    return ParsedFeed(
        title, tuple(entries.values()), tuple(rejects), document.ttl_s, document.skip_hours, document.skip_days
    )


def once(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """Return the entries without those whose address another feed among them offers too: whole articles go first."""
    best = sorted(entries, key=lambda entry: "full_content" not in entry.flags)
    owner: dict[str, str] = {}
    return [entry for entry in best if owner.setdefault(entry.url, entry.feed_url) == entry.feed_url]


def read_document(body: bytes, max_items: int, charset: str | None = None) -> Document:
    """Return a feed document of whatever format; raises `Rejected` as `parse` does."""
    text, is_guessed = decoded(body, charset)
    flags = ("charset_guessed",) if is_guessed else ()
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return json_feed.read(text.lstrip("\ufeff \t\r\n"), flags)
    guarded = guard(text, max_items)
    is_sitemap = guarded.root in ("urlset", "sitemapindex")
    return sitemap.read(guarded, flags) if is_sitemap else xml_feed.read(guarded, flags)


def _document_rejects(document: Document, feed: Feed, max_items: int) -> Iterable[Reject]:
    if document.is_truncated:
        yield _reject(feed, "feed_truncated", "the document breaks off; its whole items were kept")
    if document.n_items > max_items:
        yield _reject(feed, "feed_too_many_items", f"{document.n_items} items, {max_items} were taken")


def _reject(feed: Feed, code: str, detail: str, *parts: object) -> Reject:
    reject_id = stable_id("reject", feed.feed_url, code, detail, *parts)
    return Reject(reject_id, None, "feeds", code, _sound(detail), feed_url=feed.feed_url)


def _entry(item: Item, document: Document, feed: Feed, fetched_at: datetime) -> FeedEntry:
    url_raw = _link(item, document, feed)
    published = read_date(item.published, feed, fetched_at)
    updated = read_date(item.updated, feed, fetched_at)
    title, summary, content = (_sound(part or "") for part in (item.title, item.summary, item.content))
    content_sha256 = digest(title, summary, content)
    guid = _sound(item.guid) if item.guid else None
    url = clean_url(url_raw)
    full = ("full_content",) if is_full(content) else ()
    return FeedEntry(
        entry_id=stable_id("entry", feed.feed_url, guid or "", url, content_sha256),
        feed_url=feed.feed_url,
        guid=guid,
        url=url,
        url_raw=redacted(url_raw),
        title=" ".join(plain_words(title)),
        summary=summary,
        content=content or None,
        authors=tuple(map(_sound, item.authors)),
        published_at=published.moment,
        published_raw=_sound(item.published) if item.published else None,
        updated_at=None if "bad_date" in updated.flags else updated.moment,
        language=_language(item.language) or _language(feed.language),
        tags=tuple(map(_sound, item.tags)),
        content_sha256=content_sha256,
        flags=(*document.flags, *published.flags, *full),
    )


def _link(item: Item, document: Document, feed: Feed) -> str:
    """Return the item's address, absolute; raises `Rejected` (`item_no_link`, `item_bad_link`)."""
    unread: str | None = None
    for link in map(_sound, item.links):
        try:
            address = urljoin(_base(document, feed), "".join(link.split()) if "://" in link else link.strip())
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") and parts.hostname and not link.strip().startswith("#"):
                clean_url(address)
                return address
        except ValueError as error:
            unread = f"{link[:80]!r}: {error}"
    if unread:
        raise Rejected("item_bad_link", unread)
    said = f"only {item.links[0][:60]!r}" if item.links else "no link"
    raise Rejected("item_no_link", f"the item {item.title[:80]!r} has {said}")


def _base(document: Document, feed: Feed) -> str:
    """Return the address that relative links start from: the channel's site, else the outlet's, else the feed."""
    try:
        base = urljoin(feed.feed_url, document.base or feed.homepage or "")
    except ValueError:
        return feed.feed_url
    return base if base.startswith(("http://", "https://")) else feed.feed_url


def _sound(text: str) -> str:
    """Return `text` with lone surrogates, which no file can hold, as U+FFFD."""
    return SURROGATE.sub("\ufffd", text)


def _language(code: str | None) -> str | None:
    """Return the ISO 639-1 code in a language tag, None where it holds none."""
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", (code or "").strip())
    if not match:
        return None
    kind = "alpha_2" if len(match[0]) == 2 else "alpha_3"
    found = pycountry.languages.get(**{kind: match[0].lower()})
    return getattr(found, "alpha_2", None) if found else None
