"""What a page says of itself in machine-readable form: JSON-LD, meta tags, microdata, time elements."""

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

ARTICLE_TYPES = {
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "blogposting",
    "liveblogposting", "report", "socialmediaposting", "advertisercontentarticle", "backgroundnewsarticle",
    "askpublicnewsarticle", "reviewnewsarticle", "satiricalarticle", "scholarlyarticle", "techarticle",
}  # fmt: skip
# Types that say something of the article where a page has no article object, best first.
SECOND_TYPES = ({"claimreview", "review", "videoobject"}, {"webpage", "itempage"})
CONTROL = re.compile(r"[\x00-\x1f]+")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"\w])//[^\n\"]*$", re.DOTALL | re.MULTILINE)
COMMAS = re.compile(r",(?:\s*,)*\s*([}\]])")
FIELD = re.compile(
    r'"(headline|alternativeHeadline|datePublished|dateModified|articleSection|articleBody|inLanguage)"\s*:\s*'
    r'"((?:[^"\\]|\\.)*)"'
)
AUTHOR = re.compile(r'"author"\s*:\s*[\[{\s]*(?:"@?\w+"\s*:\s*"[^"]*"\s*,\s*)*"name"\s*:\s*"((?:[^"\\]|\\.)*)"')


def articles_in(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the article objects among those of a page's JSON-LD, else what comes nearest to one."""
    for wanted in (ARTICLE_TYPES, *SECOND_TYPES):
        if found := [each for each in objects if types(each) & wanted]:
            return found
    return []


def json_ld(tree: HtmlElement) -> list[dict[str, Any]]:
    """Return every object of a page's JSON-LD; broken blocks are mended, or read for what can be read."""
    return [each for text in _scripts(tree) for each in _objects(_block(text))]


def types(thing: dict[str, Any]) -> set[str]:
    """Return the types of a JSON-LD object in lower case, without their vocabulary's address."""
    said = thing.get("@type", [])
    return {str(name).rpartition("/")[2].lower() for name in (said if isinstance(said, list) else [said])}


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip()
        text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
        if text:
            yield text.strip().rstrip(";")


def _block(text: str) -> Any:
    smooth = CONTROL.sub(" ", text)
    plain = COMMAS.sub(r"\1", CONTROL.sub(" ", COMMENT.sub(" ", text)))
    for attempt in (text, smooth, plain, f"[{plain}]", html.unescape(plain)):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return _salvaged(smooth)


def _salvaged(text: str) -> dict[str, Any]:
    """Return the plain fields of a block that no mending makes JSON."""
    if '"headline"' not in text:
        return {}
    fields = {name: _unquoted(value) for name, value in reversed(FIELD.findall(text))}
    names = [_unquoted(value) for value in AUTHOR.findall(text)]
    return {"@type": "NewsArticle", **fields, **({"author": names} if names else {})}


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value


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


def itemprops(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the values of a page's microdata by property: its content or datetime attribute, else its text.

    A property that holds a thing gives the names in that thing.
    """
    found: dict[str, list[str]] = {}
    for node in tree.xpath("//*[@itemprop][not(self::meta[ancestor::head])]"):
        for name in (node.get("itemprop") or "").split():
            if name in ("articleBody", "url", "image", "comment"):
                continue
            inner = node.xpath('.//*[@itemprop="name"]') if node.get("itemscope") is not None else []
            for each in inner or [node]:
                if value := each.get("content") or each.get("datetime") or text_of(each):
                    found.setdefault(name, []).append(value)
    return found


def text_of(node: HtmlElement) -> str:
    """Return the text of an element in one line."""
    return " ".join(_string()(node).split())


@cache
def _string() -> etree.XPath:
    """Return what gives an element's text without an object for each element in it, as `itertext` makes."""
    return etree.XPath("string()")


def strings(value: Any) -> list[str]:
    """Return the strings in a JSON-LD value: itself, its items, or their names."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    if isinstance(value, dict):
        return strings(value.get("name") or value.get("@value") or value.get("url"))
    return []
