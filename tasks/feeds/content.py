"""Whether a feed gives an article in full, or only its beginning."""

import re
from functools import cache

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from tasks.wordlists import rows

FULL_WORDS = 150
APART = ("script", "style", "noscript", "iframe", "figure", "figcaption", "form", "nav", "aside", "table", "svg")
# What blog software puts below every item, excerpt or not.
FOOTER = re.compile(r"\s*The post .{1,300}? (?:first )?appeared (?:first )?on .{1,120}\.?\s*$", re.DOTALL)
TAIL = 300  # characters looked at for the words that end an excerpt


def is_full(content: str) -> bool:
    """Return whether `content`, HTML, is a whole article: 150 words or more outside links, and no excerpt's ending."""
    if len(content) < FULL_WORDS:
        return False
    try:
        tree = fragment_fromstring(content, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return False
    for node in list(tree.iter(*APART)):
        _drop(node)
    text = FOOTER.sub("", " ".join(tree.itertext()))
    linked = sum(len(" ".join(node.itertext()).split()) for node in tree.iter("a"))
    return len(text.split()) - linked >= FULL_WORDS and not _is_cut(text)


def _drop(node: HtmlElement) -> None:
    if node.getparent() is not None:
        node.drop_tree()


def _is_cut(text: str) -> bool:
    return _ending().search(" ".join(text[-TAIL:].split())) is not None


@cache
def _ending() -> re.Pattern[str]:
    patterns = "|".join(row["value"] for row in rows("teasers.csv"))
    return re.compile(rf"(?:^|[\s.…\])>!?。»])(?:{patterns})[\s.…:»→>\])]*$|…$|\.\.\.$", re.IGNORECASE)
