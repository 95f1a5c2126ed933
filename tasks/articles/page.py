"""A captured page as a tree: its bytes decoded as they really are, its nesting kept within bounds."""

import re
from dataclasses import dataclass
from functools import cache

import cchardet
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tasks.errors import Rejected
from tasks.records import Page

MAX_DEPTH = 250
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's decoded HTML, its tree, and what was odd about it."""

    html: str
    tree: HtmlElement
    flags: tuple[str, ...]


def open_page(page: Page) -> Markup:
    """Return the tree of a captured page.

    Flags: `charset_wrong` (the declared one does not fit; the one detected was used).
    Raises `Rejected`: `empty_page`, `too_deep`.
    """
    text, flags = _decode(page)
    text = text.replace("\x00", "\ufffd")
    if not text.strip():
        raise Rejected("empty_page", f"{page.final_url} holds no text")
    tree = _tree(text)
    if _too_deep()(tree.getroottree()):
        raise Rejected("too_deep", f"{page.final_url} nests elements deeper than {MAX_DEPTH}")
    return Markup(text, tree, flags)


def _decode(page: Page) -> tuple[str, tuple[str, ...]]:
    in_page = META_CHARSET.search(page.body[:4096])
    # Bytes that are valid UTF-8 beyond ASCII are never anything else by accident, whatever is declared.
    declared = ["utf-8", page.charset, in_page[1].decode("ascii") if in_page else None]
    for charset in filter(None, declared):
        try:
            return page.body.decode(charset), ()
        except (UnicodeDecodeError, LookupError):
            continue
    detected = cchardet.detect(page.body[:200_000])["encoding"] or "utf-8"
    try:
        return page.body.decode(detected, "replace"), ("charset_wrong",)
    except LookupError:
        return page.body.decode("utf-8", "replace"), ("charset_wrong",)


def _tree(text: str) -> HtmlElement:
    try:
        return document_fromstring(
            text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Rejected("empty_page", f"no HTML: {error}") from error


@cache
def _too_deep() -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
