"""What a page says of itself in machine-readable form: JSON-LD, meta tags, microdata, time elements."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

ARTICLE_TYPES = {
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "blogposting",
    "liveblogposting", "report", "socialmediaposting", "advertisercontentarticle", "backgroundnewsarticle",
    "askpublicnewsarticle", "reviewnewsarticle", "satiricalarticle", "scholarlyarticle", "techarticle",
}  # fmt: skip
PAGE_TYPES = {"webpage", "itempage"}
CONTROL = re.compile(r"[\x00-\x1f]+")


def articles_in(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the article objects among those of a page's JSON-LD, else its web page objects."""
    articles = [each for each in objects if types(each) & ARTICLE_TYPES]
    return articles or [each for each in objects if types(each) & PAGE_TYPES]


def json_ld(tree: HtmlElement) -> list[dict[str, Any]]:
    """Return every object of a page's JSON-LD; broken blocks are mended."""
    return [each for block in _blocks(tree) for each in _objects(block)]


def types(thing: dict[str, Any]) -> set[str]:
    """Return the types of a JSON-LD object in lower case, without their vocabulary's address."""
    said = thing.get("@type", [])
    return {str(name).rpartition("/")[2].lower() for name in (said if isinstance(said, list) else [said])}


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
        for attempt in (text, CONTROL.sub(" ", text), re.sub(r",\s*([}\]])", r"\1", CONTROL.sub(" ", text))):
            try:
                yield json.loads(attempt)
            except (ValueError, RecursionError):
                continue
            break


def _objects(block: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(block, list):
        for each in block:
            yield from _objects(each, depth + 1)
    elif isinstance(block, dict):
        yield block
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _objects(block.get(key), depth + 1)


def meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of a page's meta tags by name, property or itemprop, in lower case, in page order."""
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        content = (node.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (node.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def text_of(node: HtmlElement) -> str:
    """Return the text of an element in one line."""
    return " ".join("".join(node.itertext()).split())


def itemprops(tree: HtmlElement, name: str) -> list[str]:
    """Return the values of a microdata property: content or datetime attribute, else text."""
    nodes: Iterable[HtmlElement] = tree.xpath(f'//*[@itemprop="{name}"]')
    return [value for node in nodes if (value := node.get("content") or node.get("datetime") or text_of(node))]


def strings(value: Any) -> list[str]:
    """Return the strings in a JSON-LD value: itself, its items, or their names."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    if isinstance(value, dict):
        return strings(value.get("name") or value.get("@value") or value.get("url"))
    return []
