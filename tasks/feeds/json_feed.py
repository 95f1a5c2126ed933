"""JSON Feed, versions 1 and 1.1 (jsonfeed.org), and what calls itself so."""

import html
import json
import re
from typing import Any

from tasks.errors import Rejected
from tasks.feeds.document import Document, Item, said

VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")


def read(text: str, flags: tuple[str, ...]) -> Document:
    """Return the document; raises `Rejected` (`not_a_feed`) for any other JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected("not_a_feed", f"looks like JSON but is not: {error}") from error
    is_feed = isinstance(data, dict) and VERSION.match(said(data.get("version"))) is not None
    if not is_feed or not isinstance(data.get("items"), list):
        raise Rejected("not_a_feed", "JSON, but no JSON Feed: no version of jsonfeed.org, or no list of items")
    items = [_item(item, data) for item in data["items"] if isinstance(item, dict)]
    return Document(said(data.get("title")) or None, items, len(items), said(data.get("home_page_url")), flags=flags)


def _item(item: dict[str, Any], feed: dict[str, Any]) -> Item:
    guid = said(item.get("id"))
    updated = said(item.get("date_modified")) or said(item.get("date_updated")) or said(item.get("updated"))
    tags = item.get("tags")
    return Item(
        guid=guid or None,
        links=tuple(_links(item, guid)),
        title=said(item.get("title")),
        summary=said(item.get("summary")) or _as_html(said(item.get("content_text"))),
        content=said(item.get("content_html")) or _as_html(said(item.get("content_text"))) or None,
        authors=tuple(_authors(item) or _authors(feed)),
        published=said(item.get("date_published")) or updated or None,
        updated=updated or None,
        language=said(item.get("language")) or said(feed.get("language")) or None,
        tags=tuple(filter(None, map(said, tags))) if isinstance(tags, list) else (),
    )


def _links(item: dict[str, Any], guid: str) -> list[str]:
    attached = item["attachments"] if isinstance(item.get("attachments"), list) else []
    pages = [each for each in attached if isinstance(each, dict) and "html" in said(each.get("mime_type"))]
    given = [said(item.get("url")), said(item.get("external_url")), *(said(each.get("url")) for each in pages)]
    return [link for link in (*given, guid if guid.startswith(("http://", "https://")) else "") if link]


def _authors(thing: dict[str, Any]) -> list[str]:
    given = thing["authors"] if isinstance(thing.get("authors"), list) else [thing.get("author")]
    names = [said(each.get("name")) if isinstance(each, dict) else said(each) for each in given]
    return [name for name in dict.fromkeys(names) if name]


def _as_html(text: str) -> str:
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs)
