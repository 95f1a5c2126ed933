"""The feed list as people keep it: feeds.toml and OPML, read and written."""

import json
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
    """Return the feeds of an OPML document; a folder becomes the category. Raises `Rejected` (`bad_opml`)."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser) if body.strip() else None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise Rejected("bad_opml", "the file is no OPML document")
    outlines = [node for node in root.iter("outline") if node.get("xmlUrl")]
    return [_outlined(node) for node in outlines]


def _outlined(node: Any) -> Feed:
    url = node.get("xmlUrl").strip()
    folder = node.getparent().get("text") if node.getparent().tag == "outline" else None
    title = node.get("title") or node.get("text") or site(url)
    return Feed(
        url, title, site(node.get("htmlUrl") or url), node.get("htmlUrl"), None, node.get("language"), None, folder
    )


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """Return the feeds as an OPML 2.0 document, foldered by category."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "sitrep feeds"
    body = etree.SubElement(root, "body")
    folders: dict[str | None, Any] = {None: body}
    for feed in feeds:
        if feed.category not in folders:
            folders[feed.category] = etree.SubElement(body, "outline", text=feed.category or "")
        attributes = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.feed_url}
        more = {"htmlUrl": feed.homepage, "language": feed.language}
        etree.SubElement(folders[feed.category], "outline", attributes | {k: v for k, v in more.items() if v})
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
