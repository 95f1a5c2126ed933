"""RSS of every version, RDF and Atom: what feedparser makes of a guarded document."""

import io
import re
from typing import Any

import feedparser

from tasks.errors import Rejected
from tasks.feeds.document import Document, Item
from tasks.feeds.guards import Guarded

PERIODS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
ORIGINAL_LINKS = ("feedburner_origlink", "pheedo_origlink")
NO_PAGE = ("enclosure", "self", "replies", "edit", "next", "hub", "license", "image", "icon", "http", "related", "via")


def read(guarded: Guarded, flags: tuple[str, ...]) -> Document:
    """Return the document; raises `Rejected` (`not_a_feed`)."""
    body = io.BytesIO(guarded.text.encode("utf-8", "replace"))
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        raise Rejected("not_a_feed", f"a <{guarded.root}> document that is neither RSS, RDF nor Atom")
    head = re.split(r"<(?:item|entry)[\s>]", guarded.text[:65536], maxsplit=1)[0]
    return Document(
        title=parsed.feed.get("title"),
        items=[_item(entry, parsed.feed) for entry in parsed.entries],
        n_items=max(guarded.n_items, len(parsed.entries)),
        base=parsed.feed.get("link"),
        is_truncated=guarded.is_truncated,
        flags=flags,
        ttl_s=_ttl(parsed.feed),
        skip_hours=tuple(int(hour) % 24 for hour in re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", head, re.IGNORECASE)),
        skip_days=tuple(re.findall(r"<day>\s*(\w+day)\s*</day>", head, re.IGNORECASE)),
    )


def _item(entry: Any, channel: Any) -> Item:
    contents = [part.get("value") or "" for part in entry.get("content", ())]
    published, updated = (dict.get(entry, name) for name in ("published", "updated"))
    return Item(
        guid=entry.get("id") or None,
        links=tuple(_links(entry)),
        title=entry.get("title") or "",
        summary=dict.get(entry, "summary") or "",
        content=max(contents, key=len) if contents else None,
        authors=tuple(dict.fromkeys(a["name"] for a in entry.get("authors", ()) if a.get("name"))),
        published=published or updated or dict.get(entry, "created"),
        updated=updated,
        language=entry.get("language") or channel.get("language"),
        tags=tuple(tag["term"] for tag in entry.get("tags", ()) if tag.get("term")),
    )


def _links(entry: Any) -> list[str]:
    """Return an item's addresses: the article's own before those of a service that counts clicks, the guid last."""
    links = [entry[name] for name in ORIGINAL_LINKS if entry.get(name)]
    links += [entry["link"]] if entry.get("link") else []
    given = [link for link in entry.get("links", ()) if link.get("href")]
    links += [link["href"] for link in given if link.get("rel") not in NO_PAGE]
    links += [link["href"] for link in given if link.get("rel") == "enclosure" and "html" in (link.get("type") or "")]
    guid = entry.get("id") or ""
    return [*links, *([guid] if guid.startswith(("http://", "https://")) else [])]


def _ttl(channel: Any) -> int | None:
    if re.fullmatch(r"[0-9]{1,6}", str(channel.get("ttl", "")).strip()):
        return int(channel["ttl"]) * 60
    period = PERIODS_S.get(str(channel.get("sy_updateperiod", "")).strip().lower())
    frequency = str(channel.get("sy_updatefrequency", "1")).strip()
    return period // max(int(frequency), 1) if period and re.fullmatch(r"[0-9]{1,6}", frequency) else period
