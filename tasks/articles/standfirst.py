"""The standfirst: the sentence or two between headline and text, which trafilatura leaves out on many pages."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from tasks.articles.sources import Sources, unescaped
from tasks.articles.structured import strings, text_of
from tasks.text import folded

NAMED = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|stand|teaser|lead|lede|intro|introduction|sub-?(?:title|headline|heading|head)|dek|deck|"
    r"abstract|excerpt|vorspann|ingress|manchet|entradilla|bajada|chapo|chapeau|sommario|occhiello|zajawka|spot|sapo|"
    r"description|summary|preamble|anleser|kicker-text)(?:-?text)?(?:$|[\s_-])",
    re.IGNORECASE,
)
TAGS = ("p", "div", "h2", "h3", "span", "strong", "em", "section")
MOST_PARTS = 8
FEWEST_WORDS, MOST_WORDS = 5, 90
PLACE_WORDS = 4  # before the description: "Berlin."
REACH = 400  # elements behind the headline among which a standfirst may stand


def standfirst(page: Sources, text: str) -> str:
    """Return the standfirst shown above `text` in a page; empty where there is none or `text` has it already.

    It is an element that gives the page's own description word for word, or one named as a standfirst between the
    headline and the first line of `text`.
    """
    plain = folded(text)
    described = {folded(unescaped(each)) for each in _descriptions(page)} - {""}
    if any(words in plain for words in described):
        described = set()
    for words in _shown(page.tree, text.partition("\n")[0], described):
        return "" if folded(words) in plain else words
    return ""


def _descriptions(page: Sources) -> list[str]:
    given = [
        words for name in ("og:description", "description", "twitter:description") for words in page.meta.get(name, [])
    ]
    return [*(words for each in page.articles[:1] for words in strings(each.get("description"))), *given]


def _shown(tree: HtmlElement, first: str, described: set[str]) -> Iterator[str]:
    passed = 0
    for node in tree.iter("h1", *TAGS):
        if node.tag == "h1":
            passed = passed or 1
            continue
        passed += passed > 0
        if passed >= REACH and not described:
            return
        named = 0 < passed < REACH and bool(NAMED.search(f"{node.get('class') or ''} {node.get('id') or ''}"))
        if len(node) > MOST_PARTS or not (named or described or node.tag == "p"):
            continue
        text = text_of(node)
        if text == first:
            passed = REACH
        enough = FEWEST_WORDS <= len(text.split()) <= MOST_WORDS
        if enough and (named or any(_is_described(folded(text), words) for words in described)):
            yield text


def _is_described(plain: str, description: str) -> bool:
    return plain.endswith(description) and len(plain.split()) - len(description.split()) <= PLACE_WORDS
