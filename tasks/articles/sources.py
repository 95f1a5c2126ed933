"""Everything a page and its feed entry say of the article, read from the tree once."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from tasks.articles.structured import articles_in, itemprops, json_ld, meta, strings, text_of, types
from tasks.records import Feed, FeedEntry
from tasks.text import folded, site
from tasks.wordlists import rows

ORGANISATIONS = {"organization", "newsmediaorganization", "corporation", "website"}
BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|autor(?:en|in|es)?|auteurs?|autore|forfatter|writer|penulis|reporter|firma|"
    r"redactor|yazar)(?:-?names?)?(?:$|[\s_-])",
    re.IGNORECASE,
)
NOT_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:bios?|image|img|avatar|photo|picture|description|desc|about|social|follow|comments?|related|"
    r"teaser|card|promo|footer|menu|count)(?:$|[\s_-])",
    re.IGNORECASE,
)
DATED = re.compile(r"date|datum|data|fecha|time|publi|erstellt|tarih|tanggal|posted", re.IGNORECASE)
LABEL = re.compile(r"[:：]")
DIGIT = re.compile(r"\d")
# Of the body, the outlet's frame and the readers' own words: nothing in these names the article's author or day.
ELSEWHERE = {"aside", "footer", "nav"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of a page that say what it is."""

    tree: HtmlElement
    url: str
    articles: list[dict[str, Any]]
    objects: list[dict[str, Any]]
    meta: dict[str, list[str]]
    microdata: dict[str, list[str]]
    headings: tuple[str, ...]  # the h1 elements that hold text
    page_title: str
    links: dict[str, str]  # canonical, amphtml: absolute
    times: tuple[str, ...]  # time elements, attribute before text
    rel_authors: tuple[str, ...]
    languages: tuple[str, ...]  # of the root element
    outlet: tuple[str, ...]  # the names by which the page calls its outlet
    entry: FeedEntry | None
    feed: Feed | None
    is_from_feed: bool  # the page was made of what the feed gives


def sources(
    tree: HtmlElement, url: str, entry: FeedEntry | None, feed: Feed | None, is_from_feed: bool = False
) -> Sources:
    """Return what a page at `url` and its feed entry say of the article."""
    objects = json_ld(tree)
    found = articles_in(objects)
    said = meta(tree)
    root = tree.getroottree().getroot()
    return Sources(
        tree=tree,
        url=url,
        articles=found,
        objects=objects,
        meta=said,
        microdata=itemprops(tree),
        headings=tuple(text for node in tree.iter("h1") if (text := text_of(node)))[:4],
        page_title=next((text_of(node) for node in tree.iter("title")), ""),
        links=_links(tree, url),
        times=tuple(node.get("datetime") or text_of(node) for node in tree.iter("time"))[:3],
        rel_authors=tuple(text_of(node) for node in tree.iter("a") if node.get("rel") == "author")[:6],
        languages=tuple(filter(None, (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")))),
        outlet=_outlet(url, found, objects, said, feed),
        entry=entry,
        feed=feed,
        is_from_feed=is_from_feed,
    )


def unescaped(text: str) -> str:
    """Return `text` in one line with HTML entities read, also those escaped twice."""
    for _ in range(3):
        if (plain := html.unescape(text)) == text:
            break
        text = plain
    return " ".join(text.split())


def _outlet(
    url: str,
    found: list[dict[str, Any]],
    objects: list[dict[str, Any]],
    said: dict[str, list[str]],
    feed: Feed | None,
) -> tuple[str, ...]:
    publishers = [name for each in found for name in strings(each.get("publisher"))]
    sites = [name for each in objects if types(each) & ORGANISATIONS for name in strings(each)]
    named = [name for key in ("og:site_name", "application-name", "publisher") for name in said.get(key, [])]
    host = site(url)
    label = max(host.split(".")[:-1] or [host], key=len)
    given = [feed.title, feed.source] if feed else []
    names = [unescaped(name) for name in (*publishers, *sites, *named, *given, host, label) if "://" not in name]
    return tuple(dict.fromkeys(name for name in names if len(name) < 60))


def _links(tree: HtmlElement, url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("link"):
        kind = (node.get("rel") or "").lower()
        if kind in ("canonical", "amphtml") and node.get("href"):
            found.setdefault(kind, urljoin(url, node.get("href")))
    return found


def printed_dates(tree: HtmlElement) -> list[str]:
    """Return the texts of the first elements that are named after dates and hold figures."""
    return list(islice(_dated(tree), 3))


def printed_bylines(tree: HtmlElement) -> list[str]:
    """Return the texts of the first elements that are named after authors, or begin with "By" in some language."""
    return list(dict.fromkeys(islice(_bylines(tree), 6)))


def _dated(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("span", "p", "div", "li", "small", "em"):
        if (marks := _marks(node)) and len(node) < 4 and DATED.search(marks):
            text = text_of(node)
            if 6 <= len(text) < 90 and DIGIT.search(text) and not _is_elsewhere(node):
                yield text


def _bylines(tree: HtmlElement) -> Iterator[str]:
    leads = _leads()
    for node in tree.iter("span", "p", "div", "a", "address", "li", "strong", "em"):
        marks = _marks(node)
        if marks and BYLINE.search(marks) and not NOT_BYLINE.search(marks):
            text = text_of(node)
        elif (opening := LABEL.split((node.text or "")[:40].lstrip(" \t\r\n(（"))[0].strip().lower()) in leads:
            text = text_of(node)
            text = text_of(node.getparent()) if len(text) < len(opening) + 2 and node.getparent() is not None else text
        else:
            continue
        if 2 < len(text) < 160 and not _is_elsewhere(node):
            yield text


def _marks(node: HtmlElement) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}".strip()


def _is_elsewhere(node: HtmlElement) -> bool:
    return any(
        each.tag in ELSEWHERE or NOT_BYLINE.search(f"{each.get('class') or ''} {each.get('id') or ''}")
        for each in node.iterancestors()
        if each.tag not in ("body", "html")
    )


@cache
def _leads() -> frozenset[str]:
    return frozenset(row["value"].casefold() for row in rows("bylines.csv") if row["kind"] == "lead")


def in_outlet(name: str, outlet: tuple[str, ...], more_words: int = 9) -> bool:
    """Return whether `name` is one of the names of an outlet, or most of one, or holds one as whole words.

    In the last case it may hold up to `more_words` others.
    """
    plain = folded(name)
    bare = plain.replace(" ", "")
    for other in map(folded, outlet):
        if not other:
            continue
        if bare == other.replace(" ", "") or (len(plain) > 3 and _holds(other, plain) and len(plain) * 2 >= len(other)):
            return True
        if len(other) > 2 and _holds(plain, other) and len(plain.split()) - len(other.split()) <= more_words:
            return True
    return False


def _holds(longer: str, shorter: str) -> bool:
    return f" {shorter} " in f" {longer} "
