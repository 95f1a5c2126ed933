"""The paragraphs that look like those found: the way out where an article lies in several boxes and one was read."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from tasks.articles.structured import text_of

LONG_WORDS = 12  # a paragraph of running text has as many
MOST_LINKED = 0.4
PARTS = ("p", "h2", "h3", "h4", "li", "blockquote")
ELSEWHERE = {"aside", "footer", "nav", "form", "figure", "button"}
Shape = tuple[str, ...]


def alike(tree: HtmlElement, read: str) -> str:
    """Return the text of all boxes of a page shaped and placed like those that hold `read`, one paragraph a line.

    A box is shaped like another when it and the element around it have the same names and classes; it is placed like
    it when both lie in the same `article` element. Empty where no paragraph of `read` is found.
    """
    known = {" ".join(line.split()) for line in read.splitlines()}
    long = [(node, text) for node in tree.iter("p") if len((text := text_of(node)).split()) >= LONG_WORDS]
    seeds = [node.getparent() for node, text in long if text in known]
    shapes = {_shape(box) for box in seeds}
    homes = {_home(box) for box in seeds}
    boxes = [
        node.getparent() for node, _ in long if _shape(node.getparent()) in shapes and _home(node.getparent()) in homes
    ]
    return "\n".join(line for box in dict.fromkeys(boxes) if not _is_elsewhere(box) for line in _lines(box))


def _shape(box: HtmlElement) -> Shape:
    outer = box.getparent()
    return (box.tag, box.get("class") or "", *((outer.tag, outer.get("class") or "") if outer is not None else ()))


def _home(box: HtmlElement) -> HtmlElement | None:
    return next((each for each in (box, *box.iterancestors()) if each.tag == "article"), None)


def _is_elsewhere(box: HtmlElement) -> bool:
    return any(each.tag in ELSEWHERE for each in (box, *box.iterancestors()))


def _lines(box: HtmlElement) -> Iterator[str]:
    for node in box.iterchildren():
        for part in [node] if node.tag in PARTS else node.iter("li") if node.tag in ("ul", "ol") else ():
            if (text := text_of(part)) and _linked(part) < MOST_LINKED:
                yield f"- {text}" if part.tag == "li" else text


def _linked(node: HtmlElement) -> float:
    size = len("".join(node.itertext()))
    return sum(len("".join(link.itertext())) for link in node.iter("a")) / size if size else 0.0
