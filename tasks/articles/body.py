"""The article's own text: trafilatura's reading, helped where it is known to fail."""

import re
from configparser import ConfigParser
from functools import cache

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Document, use_config

from tasks.articles.sources import Sources
from tasks.articles.structured import strings
from tasks.text import plain_words
from tasks.wordlists import rows

UNREAD = ("script", "style", "svg", "template", "iframe")
ENOUGH_WORDS = 60
PARAGRAPH = re.compile(r"<(?:/p|br\s*/?|/h\d|/li|/div|/blockquote)\s*/?>", re.IGNORECASE)


def body(page: Sources) -> str:
    """Return the text of the article in a page, one paragraph a line, without titles, tails and boxes.

    The publisher's own articleBody is taken where trafilatura finds less than half or more than three times of it.
    Scripts, styles and comments are taken out of the page's tree.
    """
    etree.strip_elements(page.tree, *UNREAD, etree.Comment, with_tail=False)
    read = _clean(_trafilatura(page.tree, page.url))
    given = _clean(
        max((_plain(text) for each in page.articles for text in strings(each.get("articleBody"))), key=len, default="")
    )
    n_read, n_given = len(read.split()), len(given.split())
    if n_given >= ENOUGH_WORDS and not (n_given / 2 <= n_read <= 3 * n_given):
        return given
    return read


def _trafilatura(tree: HtmlElement, url: str) -> str:
    document = trafilatura.bare_extraction(
        tree, url=url, fast=True, with_metadata=False, include_comments=False, include_tables=False, config=_config()
    )
    return str(document.text or "") if isinstance(document, Document) else ""


@cache
def _config() -> ConfigParser:
    config = use_config()
    # Short wire items are articles too.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    return config


def fragment(markup: str) -> str:
    """Return the text of an HTML fragment from a feed, one paragraph a line."""
    if not markup.strip():
        return ""
    lines = (" ".join(plain_words(part)) for part in PARAGRAPH.split(markup))
    return _clean("\n".join(line for line in lines if line))


def _plain(text: str) -> str:
    return fragment(text) if "<" in text and ">" in text else text


def _clean(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    while lines and _tail().match(lines[-1]) and len(lines[-1]) < 250:
        lines.pop()
    return "\n".join(lines)


@cache
def _tail() -> re.Pattern[str]:
    patterns = [row["value"] for row in rows("boilerplate.csv") if row["kind"] == "tail"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
