"""The article's own text: trafilatura's reading, helped where it is known to fail."""

import html
import re
from configparser import ConfigParser
from functools import cache

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document, use_config

from tasks.articles.lines import clean
from tasks.articles.paragraphs import alike
from tasks.articles.prune import prune
from tasks.articles.sources import Sources, unescaped
from tasks.articles.standfirst import standfirst
from tasks.articles.structured import strings
from tasks.text import plain_words

TOO_LITTLE = 0.75
ENOUGH_WORDS = 60
WHOLE_WORDS = 250
PARAGRAPH = re.compile(r"<(?:/p|br\s*/?|/h\d|/li|/div|/blockquote)\s*/?>", re.IGNORECASE)


def body(page: Sources) -> tuple[str, str]:
    """Return the text of the article in a page, one paragraph a line, without titles, tails and boxes, and its source.

    The publisher's own articleBody is taken where trafilatura finds less than half or more than three times of it.
    Scripts, styles and comments are taken out of the page's tree.
    """
    prune(page.tree)
    titles = _titles(page)
    read, source = clean(_trafilatura(page.tree, page.url), titles), "trafilatura"
    together = alike(page.tree, read)
    if len(read.split()) < TOO_LITTLE * len(together.split()):
        read, source = clean(together, titles), "paragraphs"
    given = clean(
        max((_plain(text) for each in page.articles for text in strings(each.get("articleBody"))), key=len, default="")
    )
    n_read, n_given = len(read.split()), len(given.split())
    if (n_given >= ENOUGH_WORDS and n_read < n_given / 2) or (n_given >= WHOLE_WORDS and n_read > 3 * n_given):
        read, source = given, "json_ld"
    opening = standfirst(page, read) if read else ""
    return (f"{opening}\n{read}" if opening else read), source


def _titles(page: Sources) -> list[str]:
    said = [
        text
        for each in page.articles[:1]
        for key in ("headline", "alternativeHeadline")
        for text in strings(each.get(key))
    ]
    return [unescaped(text) for text in (*said, *page.headings, *page.meta.get("og:title", []), page.page_title)]


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
    return clean("\n".join(line for line in lines if line))


def _plain(text: str) -> str:
    text = html.unescape(text)
    return fragment(text) if "<" in text and ">" in text else text
