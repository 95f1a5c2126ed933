"""Sitemaps: news sitemaps as feeds, and the maps that an index names."""

from typing import Any

from lxml import etree

from tasks.errors import Rejected
from tasks.feeds.document import Document, Item
from tasks.feeds.guards import Guarded


def read(guarded: Guarded, flags: tuple[str, ...]) -> Document:
    """Return the document, newest item first; raises `Rejected` (`sitemap_index`) for an index, naming its maps."""
    root = _tree(guarded)
    if guarded.root == "sitemapindex":
        named = ", ".join(_indexed(root)[:5]) or "none"
        raise Rejected("sitemap_index", f"an index of sitemaps holds no articles; add one of its maps instead: {named}")
    items = sorted((_item(node) for node in root if _name(node) == "url"), key=_age, reverse=True)
    return Document(None, items, max(guarded.n_items, len(items)), is_truncated=guarded.is_truncated, flags=flags)


def indexed(guarded: Guarded) -> list[str]:
    """Return the addresses of the sitemaps that an index names, those of news first, else the latest changed."""
    return _indexed(_tree(guarded))


def _indexed(root: Any) -> list[str]:
    maps = [_said(node) for node in root if _name(node) == "sitemap"]
    maps.sort(key=lambda each: ("news" in each.get("loc", "").lower(), each.get("lastmod", "")), reverse=True)
    return [each["loc"] for each in maps if each.get("loc")]


def _tree(guarded: Guarded) -> Any:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(guarded.text.encode("utf-8", "replace"), parser)
    if root is None:
        raise Rejected("not_a_feed", "a sitemap that is no XML")
    return root


def _name(node: Any) -> str:
    """Return an element's local name, whatever namespace it claims; empty for comments."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _said(node: Any) -> dict[str, str]:
    """Return the first text of each element below `node` by local name."""
    texts: dict[str, str] = {}
    for each in node.iter():
        if _name(each) and (text := (each.text or "").strip()):
            texts.setdefault(_name(each), text)
    return texts


def _item(node: Any) -> Item:
    news = [each for each in node if _name(each) == "news"]
    other = {_name(each): (each.text or "").strip() for each in node}
    texts = _said(news[0]) if news else {}
    return Item(
        guid=other.get("loc") or None,
        links=(other["loc"],) if other.get("loc") else (),
        title=texts.get("title", ""),
        published=texts.get("publication_date") or other.get("lastmod") or None,
        updated=other.get("lastmod") or None,
        language=texts.get("language"),
        tags=tuple(word.strip() for word in texts.get("keywords", "").split(",") if word.strip()),
    )


def _age(item: Item) -> str:
    return item.published or ""
