"""Title, authors and instants of a page, each from the best of its sources, with the source kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml.html import HtmlElement

from tasks.articles.names import people
from tasks.articles.structured import articles_in, itemprops, json_ld, meta, strings, text_of, types
from tasks.feeds.dates import read_date, zone_of
from tasks.records import Feed, FeedEntry
from tasks.text import folded

SEPARATOR = re.compile(r"\s+[|–—•·»:-]\s+|\s+\|\s*|\s*\|\s+")
ORGANISATIONS = {"organization", "newsmediaorganization", "corporation", "webpage"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of a page that say what it is, read once."""

    tree: HtmlElement
    articles: list[dict[str, Any]]
    objects: list[dict[str, Any]]
    meta: dict[str, list[str]]
    entry: FeedEntry | None
    feed: Feed | None


def sources(tree: HtmlElement, entry: FeedEntry | None, feed: Feed | None) -> Sources:
    """Return what a page and its feed entry say of the article."""
    objects = json_ld(tree)
    return Sources(tree, articles_in(objects), objects, meta(tree), entry, feed)


def outlet_names(page: Sources) -> list[str]:
    """Return the names by which the page calls its outlet."""
    publishers = [name for each in page.articles for name in strings(each.get("publisher"))]
    sites = [name for each in page.objects if types(each) & (ORGANISATIONS | {"website"}) for name in strings(each)]
    named = page.meta.get("og:site_name", []) + page.meta.get("application-name", []) + page.meta.get("publisher", [])
    return [*publishers, *sites, *named, *([page.feed.title, page.feed.source] if page.feed else [])]


# --- title -----------------------------------------------------------------------------------------------------------


def title(page: Sources) -> tuple[str, str | None]:
    """Return the headline without the site's name, and its source; empty when there is none."""
    outlet = {folded(name) for name in outlet_names(page)}
    found = [(source, _plain(text, outlet)) for source, text in _titles(page) if text.strip()]
    if not found:
        return "", None
    source, text = next(((source, text) for source, text in found if text), ("", ""))
    return _without_kicker(text, [other for _, other in found]), source


def _without_kicker(text: str, others: list[str]) -> str:
    """Return `text` as another source has it without the words before its headline proper."""
    plain = folded(text)
    shorter = (other for other in others if len(other.split()) > 3 and plain.endswith(" " + folded(other)))
    return next(shorter, text)


def _titles(page: Sources) -> Iterator[tuple[str, str]]:
    for each in page.articles[:1]:
        yield from (("json_ld", text) for text in strings(each.get("headline"))[:1])
    yield from (("og", text) for text in page.meta.get("og:title", [])[:1])
    headings = [text_of(node) for node in page.tree.iter("h1")]
    yield from (("h1", text) for text in headings[:1])
    yield from (("microdata", text) for text in itemprops(page.tree, "headline")[:1])
    yield from (("twitter", text) for text in page.meta.get("twitter:title", [])[:1])
    yield from (("title", text_of(node)) for node in list(page.tree.iter("title"))[:1])
    if page.entry and page.entry.title:
        yield "feed", page.entry.title


def _plain(text: str, outlet: set[str]) -> str:
    """Return a headline without a site name or section behind (or before) a separator."""
    text = " ".join(text.split())
    parts = [part for part in SEPARATOR.split(text) if part]
    while len(parts) > 1 and _is_site(parts[-1], outlet):
        text = text[: text.rindex(parts[-1])].rstrip(" |–—•·»:-")
        parts = parts[:-1]
    if len(parts) > 1 and folded(parts[0]) in outlet:
        text = text[len(parts[0]) :].lstrip(" |–—•·»:-")
    return text


def _is_site(part: str, outlet: set[str]) -> bool:
    plain = folded(part)
    bare = plain.replace(" ", "")
    return any(
        name
        and (plain == name or bare == name.replace(" ", "") or (len(name) > 4 and name in plain and len(bare) < 40))
        for name in outlet
    )


# --- authors ---------------------------------------------------------------------------------------------------------


def authors(page: Sources) -> tuple[tuple[str, ...], str | None, str | None]:
    """Return the people who wrote it, where they were found, and the agency or desk named beside or instead."""
    outlet = outlet_names(page)
    agency: str | None = None
    for source, values in _bylines(page):
        named, organisations = people(values, outlet)
        agency = ", ".join(organisations) if named and organisations else agency or next(iter(organisations), None)
        if named:
            return named, source, agency
    return (), None, agency


def _bylines(page: Sources) -> Iterator[tuple[str, list[str]]]:
    for each in page.articles[:1]:
        yield "json_ld", [text for author in _as_list(each.get("author")) for text in _person(author)]
        yield "json_ld", strings(each.get("creator"))
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "byl",
        "cxenseparse:author",
    ):
        yield "meta", page.meta.get(name, [])
    yield "microdata", [text_of(node) for node in page.tree.xpath('//*[@itemprop="author"]//*[@itemprop="name"]')]
    yield "microdata", itemprops(page.tree, "author")
    yield "rel", [text_of(node) for node in page.tree.xpath('//a[@rel="author"]')][:4]
    yield "byline", _byline_elements(page.tree)
    if page.entry:
        yield "feed", list(page.entry.authors)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _person(author: Any) -> list[str]:
    return strings(author) if not isinstance(author, dict) or "name" in author else []


BYLINE = re.compile(
    r"(^|[\s_-])(byline|author|autor|auteur|autore|writer|penulis|reporter)(s|-?name)?([\s_-]|$)", re.IGNORECASE
)


def _byline_elements(tree: HtmlElement) -> list[str]:
    found = []
    for node in tree.iter("span", "p", "div", "a", "address", "li", "strong"):
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if BYLINE.search(marks):
            text = text_of(node)
            if 4 < len(text) < 120:
                found.append(text)
    return found[:1]


# --- instants --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant as found: with its zone, the words it was read from, and the source."""

    moment: datetime
    raw: str
    source: str
    has_zone: bool
    has_time: bool


def published(
    page: Sources, fetched_at: datetime, dateline: tuple[datetime, str] | None
) -> tuple[Instant | None, tuple[str, ...]]:
    """Return the publication instant and flags; the feed's own instant when the page gives none.

    A naive time is read with the zone of another source that shows the same clock, else in the outlet's zone, else
    UTC with the flag `date_no_zone`.
    """
    found = [
        each for source, raw in _publication_values(page) if (each := _instant(source, raw, page.feed, fetched_at))
    ]
    if dateline:
        found.append(Instant(dateline[0], dateline[1], "dateline", True, True))
    if page.entry and page.entry.published_at:
        raw = page.entry.published_raw or ""
        found.append(Instant(page.entry.published_at, raw, "feed", "date_no_zone" not in page.entry.flags, True))
    timed = [each for each in found if each.has_time] or found
    if not timed:
        return None, ()
    best = _zoned(timed[0], timed)
    return best, () if best.has_zone else ("date_no_zone",)


def _zoned(first: Instant, found: list[Instant]) -> Instant:
    if first.has_zone:
        return first
    clock = first.moment.replace(tzinfo=None, second=0, microsecond=0)
    for other in found:
        same = abs(other.moment.replace(tzinfo=None, second=0, microsecond=0) - clock) <= timedelta(minutes=1)
        if other.has_zone and same:
            return Instant(other.moment, first.raw, first.source, True, True)
    day = timedelta(hours=15)
    near = [each for each in found if each.has_zone and abs(each.moment - first.moment) < day]
    return near[0] if near else first


def modified(page: Sources, fetched_at: datetime) -> datetime | None:
    """Return the instant of the last change that the page gives."""
    values = [text for each in page.articles[:1] for text in strings(each.get("dateModified"))]
    values += page.meta.get("article:modified_time", []) + page.meta.get("og:updated_time", [])
    found = [each for raw in values if (each := _instant("modified", raw, page.feed, fetched_at))]
    return found[0].moment if found else (page.entry.updated_at if page.entry else None)


DATE_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date.issued", "dc.date",
    "dcterms.created", "pubdate", "publishdate", "publish-date", "parsely-pub-date", "sailthru.date",
    "article.published",
    "publication_date", "last-modified",
)  # fmt: skip


def _publication_values(page: Sources) -> Iterator[tuple[str, str]]:
    for each in page.articles:
        yield from (("json_ld", text) for text in strings(each.get("datePublished")))
    for name in DATE_META[:2]:
        yield from (("meta", text) for text in page.meta.get(name, [])[:1])
    yield from (("microdata", text) for text in itemprops(page.tree, "datePublished")[:1])
    for name in DATE_META[2:]:
        yield from (("meta", text) for text in page.meta.get(name, [])[:1])
    for each in page.articles:
        yield from (("json_ld", text) for text in strings(each.get("dateCreated")))
    nodes = page.tree.xpath("//time[@pubdate or @datetime]")
    yield from (("time", node.get("datetime") or text_of(node)) for node in nodes[:3])


TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}|T\d{4}|^\d{10}")


def _instant(source: str, raw: str, feed: Feed | None, fetched_at: datetime) -> Instant | None:
    tidy = re.sub(r"\.\d+(?=$|Z|[+-]|\s)", "", raw.strip())
    tidy = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\s+([+-]\d{2}:?\d{2})$", r"\1\2", tidy)
    tidy = re.sub(r"([+-]\d{2})$", r"\g<1>:00", tidy) if "T" in tidy or ":" in tidy else tidy
    reader = feed or Feed("", "", "")
    read = read_date(tidy, reader, fetched_at + timedelta(days=1))
    if read.moment is None or {"bad_date", "date_future"} & set(read.flags):
        return None
    moment = read.moment if read.moment.tzinfo else read.moment.replace(tzinfo=zone_of(reader.timezone) or UTC)
    return Instant(
        moment, raw, source, "date_no_zone" not in read.flags or bool(reader.timezone), bool(TIME_OF_DAY.search(tidy))
    )


# --- the rest --------------------------------------------------------------------------------------------------------


def first(page: Sources, key: str, *names: str) -> str | None:
    """Return the first string under a JSON-LD key or, failing that, one of the meta names."""
    said = [text for each in page.articles[:1] for text in strings(each.get(key))]
    return next(iter([*said, *(text for name in names for text in page.meta.get(name, []))]), None)


def tags(page: Sources) -> tuple[str, ...]:
    """Return the tags and keywords given, each once."""
    said = [text for each in page.articles[:1] for text in strings(each.get("keywords"))]
    said += page.meta.get("article:tag", []) or page.meta.get("news_keywords", []) or page.meta.get("keywords", [])
    split = [tag.strip() for text in said for tag in text.split(",")]
    return tuple(dict.fromkeys(tag for tag in [*split, *(page.entry.tags if page.entry else ())] if tag))[:30]


def is_paywalled(page: Sources) -> bool:
    """Return whether the page says that its text is not free to all."""
    said = [str(each.get("isAccessibleForFree", "")).lower() for each in page.articles]
    locked = page.meta.get("article:content_tier", [])
    return any(text in ("false", "no") for text in said) or any(
        tier.lower() in ("locked", "metered") for tier in locked
    )
