"""The feed list as people keep it: feeds.toml and OPML, read and written."""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pycountry
from lxml import etree

from tasks.errors import Rejected
from tasks.records import Feed
from tasks.text import site

NAMES = {"url": "feed_url"} | {name: name for name in ("title", "source", "homepage", "country")}
NAMES |= {name: name for name in ("language", "timezone", "category")}
HEADER = "# Feeds that sitrep polls. Times without a zone are read in `timezone`; `country` is ISO 3166 alpha-3.\n"


def read(path: Path) -> list[Feed]:
    """Return the feeds of a feeds.toml; raises `Rejected` (`bad_feed_list`) naming what is wrong and where."""
    if not path.exists():
        raise Rejected("bad_feed_list", f"{path} does not exist; `sitrep feeds add URL --feeds {path}` makes it")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Rejected("bad_feed_list", f"{path}: {error}") from error
    if unknown := set(data) - {"feed"}:
        raise Rejected("bad_feed_list", f"{path}: {min(unknown)!r} is not known; each feed begins with [[feed]]")
    feeds = [_feed(table, f"{path}, feed {number}") for number, table in enumerate(data.get("feed", []), 1)]
    return list({feed.feed_url: feed for feed in feeds}.values())


def _feed(table: dict[str, Any], where: str) -> Feed:
    unknown = set(table) - set(NAMES)
    if unknown:
        raise Rejected("bad_feed_list", f"{where}: unknown key {min(unknown)!r}; known are {', '.join(NAMES)}")
    url = table.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Rejected("bad_feed_list", f"{where}: `url` must be an http or https address")
    values = {NAMES[key]: value for key, value in table.items()}
    try:
        return checked(Feed(**({"title": site(url), "source": site(url)} | values)))
    except Rejected as error:
        raise Rejected(error.code, f"{where}: {error.detail}") from error


def write(path: Path, feeds: Iterable[Feed]) -> None:
    """Write the feeds to a feeds.toml, in place of what it holds."""
    blocks = ["\n".join(["[[feed]]", *_lines(feed)]) for feed in feeds]
    partial = path.with_name(path.name + ".new")
    partial.write_text(HEADER + "\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")
    partial.replace(path)


def _lines(feed: Feed) -> Iterable[str]:
    values = asdict(feed)
    for key, name in NAMES.items():
        if values[name] is not None:
            yield f"{key} = {json.dumps(values[name], ensure_ascii=False)}"


def read_opml(body: bytes) -> list[Feed]:
    """Return the feeds of an OPML document; the folders around one, joined by /, become its category.

    Outlines without an http or https address are left out. Raises `Rejected` (`bad_opml`).
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser) if body.strip() else None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise Rejected("bad_opml", "the file is no OPML document")
    outlines = [node for node in root.iter(etree.Element) if etree.QName(node).localname.lower() == "outline"]
    feeds = [_outlined(node) for node in outlines if _said(node, "xmlUrl")]
    return list({feed.feed_url: feed for feed in feeds if feed.feed_url.startswith(("http://", "https://"))}.values())


def _said(node: Any, name: str) -> str | None:
    """Return an attribute, however its name is capitalised; None when it is empty."""
    return next((value.strip() or None for key, value in node.attrib.items() if key.lower() == name.lower()), None)


def _outlined(node: Any) -> Feed:
    url = re.sub(r"^feed:(//)?(?=https?:)|^feed:(?=//)", "", _said(node, "xmlUrl") or "")
    url = f"http:{url}" if url.startswith("//") else url
    folders = [
        _said(each, "text") or _said(each, "title") for each in node.iterancestors() if not _said(each, "xmlUrl")
    ]
    category = "/".join(folder for folder in reversed(folders) if folder) or (_said(node, "category") or "").strip("/")
    title = _said(node, "title") or _said(node, "text") or site(url)
    homepage = _said(node, "htmlUrl")
    return Feed(url, title, site(homepage or url), homepage, None, _said(node, "language"), None, category or None)


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """Return the feeds as an OPML 2.0 document; a category with / in it becomes folders within folders."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "sitrep feeds"
    folders: dict[tuple[str, ...], Any] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        path = tuple(part for part in (feed.category or "").split("/") if part)
        for depth in range(1, len(path) + 1):
            if path[:depth] not in folders:
                outline = etree.SubElement(folders[path[: depth - 1]], "outline", text=path[depth - 1])
                folders[path[:depth]] = outline
        attributes = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.feed_url}
        more = {"htmlUrl": feed.homepage, "language": feed.language}
        etree.SubElement(folders[path], "outline", attributes | {k: v for k, v in more.items() if v})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def checked(feed: Feed) -> Feed:
    """Return `feed` if a feed list may hold it; raise `Rejected` (`bad_feed_list`) naming what is wrong."""
    if not feed.feed_url.startswith(("http://", "https://")):
        raise Rejected("bad_feed_list", f"{feed.feed_url!r} is no http or https address")
    if feed.timezone and feed.timezone not in available_timezones():
        raise Rejected("bad_feed_list", f"{feed.timezone!r} is no IANA time zone, such as Asia/Baku")
    if feed.country and not pycountry.countries.get(alpha_3=feed.country):
        raise Rejected("bad_feed_list", f"{feed.country!r} is no ISO 3166 alpha-3 code, such as AZE")
    return feed
