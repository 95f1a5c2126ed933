"""What stands in an article's page without being its text, taken out of the tree before the text is read."""

from collections import Counter

from lxml import etree
from lxml.html import HtmlElement

from tasks.articles.structured import text_of

UNREAD = (
    "script", "style", "svg", "template", "iframe", "noscript", "select", "canvas", "button", "link", "meta", "input",
    "img", "picture", "source", "video", "audio", "object", "embed", "map",
)  # fmt: skip
FRAME = ("nav", "footer", "aside", "dialog", "menu")
BLOCKS = {"p", "h2", "h3", "h4", "h5"}
LISTS = {"ul", "ol"}
LINKED = 0.8  # share of a block's letters inside links from which on it only points elsewhere
LISTED = 0.5  # the same for a list each of whose items holds a link
HEADLINE_CHARS = 18
REACH = 6  # elements between a link and the block that it fills


def prune(tree: HtmlElement) -> None:
    """Take scripts, comments, the frame, and what only links elsewhere out of a page's tree."""
    etree.strip_elements(tree, *UNREAD, etree.Comment, with_tail=False)
    for node in list(tree.iter(*FRAME)):
        # One that is never closed swallows the article.
        if node.find(".//h1") is None and node.find(".//article") is None:
            _drop(node)
    for block, linked in _linked(tree).items():
        if linked >= HEADLINE_CHARS and linked >= _share(block) * len(text_of(block)):
            _drop(block)
    for node in list(tree.iter("span", "strong", "b")):
        if _is_initial(node):
            node.drop_tag()


def _linked(tree: HtmlElement) -> Counter[HtmlElement]:
    """Return how many letters of links each paragraph, heading and list of a page holds."""
    linked: Counter[HtmlElement] = Counter()
    for link in tree.iter("a"):
        if (link.get("href") or "#").startswith("#") or not (size := len(text_of(link))):
            continue
        node = link.getparent()
        for _ in range(REACH):
            if node is None:
                break
            if node.tag in BLOCKS or node.tag in LISTS:
                linked[node] += size
            if node.tag in LISTS:
                break
            node = node.getparent()
    return linked


def _share(block: HtmlElement) -> float:
    if block.tag in LISTS and all(item.find(".//a") is not None for item in block.iterchildren("li")):
        return LISTED
    return LINKED


def _is_initial(node: HtmlElement) -> bool:
    """Return whether an element holds the first letter of a word alone, as drop capitals do."""
    return len(node.text or "") < 4 and len(node) == 0 and len((node.text or "").strip()) == 1 and _goes_on(node)


def _goes_on(node: HtmlElement) -> bool:
    return bool(node.tail) and node.tail[0].isalpha()


def _drop(node: HtmlElement) -> None:
    """Take an element out, the text behind it kept."""
    if node.getparent() is not None:
        node.drop_tree()
