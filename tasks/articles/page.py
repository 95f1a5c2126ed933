"""A captured page as a tree: its bytes decoded as they really are, its nesting kept within bounds."""

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, document_fromstring

from tasks.charsets import decoded
from tasks.errors import Rejected
from tasks.records import Page

MAX_DEPTH = 250
MAX_TAGS = 60_000  # each costs up to 3 kB while the text is sought; among 109 captured pages the most has 6,800
MAX_TEXT = 2_000_000  # characters; the longest article that is coded has half as many
LONG_TEXT = re.compile(rf"([^<]{{{MAX_TEXT}}})[^<]+")
UNFIT = re.compile("[\x00\ud800-\udfff]")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's decoded HTML, its tree, and what was odd about it."""

    html: str
    tree: HtmlElement
    flags: tuple[str, ...]


def open_page(page: Page) -> Markup:
    """Return the tree of a captured page.

    Flags: `charset_guessed` (the declared one does not fit; the one detected was used), `text_truncated` (a stretch of
    text without markup is longer than `MAX_TEXT` characters). Raises `Rejected`: `empty_page`, `too_deep`, and
    `extract_timeout` for more than `MAX_TAGS` tags.
    """
    text, flags = _decode(page)
    if not text.strip():
        raise Rejected("empty_page", f"{page.final_url} holds no text")
    if text.count("<") > MAX_TAGS:
        raise Rejected("extract_timeout", f"{page.final_url} has over {MAX_TAGS:,} tags, which would take too long")
    tree = _tree(text)
    if _too_deep()(tree.getroottree()):
        raise Rejected("too_deep", f"{page.final_url} nests elements deeper than {MAX_DEPTH}")
    return Markup(text, tree, flags)


def _decode(page: Page) -> tuple[str, tuple[str, ...]]:
    in_page = META_CHARSET.search(page.body[:4096])
    text, is_guessed = decoded(page.body, page.charset, in_page[1].decode("ascii", "ignore") if in_page else None)
    flags = ("charset_guessed",) if is_guessed else ()
    whole = text if _is_fit(text) else UNFIT.sub("\ufffd", text)
    if len(whole) <= MAX_TEXT or len(cut := LONG_TEXT.sub(r"\1", whole)) == len(whole):
        return whole, flags
    return cut, (*flags, "text_truncated")


def _is_fit(text: str) -> bool:
    if text.isascii():
        return "\0" not in text
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _tree(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, collect_ids=False)
    # One class for all elements is looked up in C; lxml.html's own choice by name costs a call of Python each.
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(HtmlElement, HtmlComment, HtmlProcessingInstruction, HtmlEntity)
    )
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Rejected("empty_page", f"no HTML: {error}") from error


@cache
def _too_deep() -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
