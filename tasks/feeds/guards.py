"""An XML feed made safe to parse: its charset read, its bombs refused, cut to whole items."""

import re
from dataclasses import dataclass

from tasks.errors import Rejected
from tasks.feeds import doctype

MAX_DEPTH = 200
ITEMS = {  # by the local name of the outermost element
    "rss": {"item", "entry"},
    "rdf": {"item"},
    "feed": {"entry"},
    "channel": {"item"},
    "urlset": {"url"},
    "sitemapindex": {"sitemap"},
}
VOID = {"br", "hr", "img", "input", "wbr", "meta"}  # HTML that stands unescaped in feeds and is never closed
PROLOG = re.compile(
    r"<(?:(?P<comment>!--)|(?P<instruction>\?)|(?P<doctype>!DOCTYPE)|(?P<name>[A-Za-z_][\w.:-]*))", re.I
)
TOKEN = re.compile(
    r"<(?:(?P<cdata>!\[CDATA\[)|(?P<comment>!--)|(?P<instruction>\?)|"
    r"(?P<close>/?)(?P<name>[A-Za-z_][^\s/><]*)(?P<rest>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>)"
)
ENDS = {"cdata": "]]>", "comment": "-->", "instruction": "?>"}
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")
LONG_NAME = re.compile(r"(<(?:\w+:)?(?:author|creator|name|managingEditor|webMaster)\b[^>]*>[^<]{300})[^<]+", re.I)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A document that parsers may have: well-formed as far as can be, without a document type."""

    text: str
    root: str  # local name of its outermost element, lower case
    n_items: int  # in the whole document, of which `text` holds the first
    is_truncated: bool


def guard(text: str, max_items: int) -> Guarded:
    """Return the feed document in `text`, cut after `max_items` items, or after the last whole one where it breaks off.

    Raises `Rejected`. `not_a_feed`: a web page, plain text, another kind of XML. `xml_entities`: a billion laughs or
    quadratic entities. `xml_depth`: elements nest deeper than `MAX_DEPTH`.
    """
    text = SURROGATE.sub("\ufffd", ILLEGAL.sub("", text))
    start, root, declaration = _root(text)
    outline = _outline(text, start, ITEMS[root], max_items)
    kept = text[start : outline.end] + "".join(f"</{name}>" for name in reversed(outline.still_open))
    # feedparser takes quadratic time on the names of authors; no name is that long.
    kept = doctype.resolved(LONG_NAME.sub(r"\1", kept), doctype.entities(declaration))
    return Guarded(kept, root, outline.n_items, outline.is_truncated)


def _root(text: str) -> tuple[int, str, str]:
    """Return where the outermost element starts, its local name, and the document type declaration before it."""
    declaration, at = "", 0
    while match := PROLOG.search(text, at, at + 65536):
        if match["name"]:
            name = match["name"].rpartition(":")[2].lower()
            if name in ITEMS:
                return match.start(), name, declaration
            if name in ("html", "head", "body"):
                break
            at = match.end()
        elif match["doctype"]:
            at, declaration = _doctype(text, match.start())
            if re.match(r"<!DOCTYPE\s+html\b", declaration, re.IGNORECASE):
                break
        else:
            end = text.find("-->" if match["comment"] else "?>", match.end())
            at = end + 2 if end >= 0 else len(text)
    raise Rejected("not_a_feed", "a web page, plain text or other XML: neither RSS, RDF, Atom, JSON Feed nor a sitemap")


DOCTYPE_PART = re.compile(r"<!--|<\?|\"[^\"]*\"|'[^']*'|[\[\]>]")


def _doctype(text: str, start: int) -> tuple[int, str]:
    """Return where a document type declaration ends, and the declaration without comments and instructions."""
    limit = start + 2 * doctype.MAX_SUBSET
    parts, depth, at = [], 0, start
    while match := DOCTYPE_PART.search(text, at, limit):
        parts.append(text[at : match.start()])
        at = match.end()
        if match[0] in ("<!--", "<?"):
            closing = "-->" if match[0] == "<!--" else "?>"
            at = text.find(closing, at, limit) + len(closing)
            if at < match.end():
                break
            continue
        parts.append(match[0])
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if match[0] == ">" and depth <= 0:
            return at, "".join(parts)
    if "<!ENTITY" in text[start:limit]:
        raise Rejected("xml_entities", "its document type declaration does not end where one should")
    return start + 1, ""


@dataclass(frozen=True, slots=True)
class _Outline:
    end: int
    still_open: tuple[str, ...]
    n_items: int
    is_truncated: bool


def _outline(text: str, start: int, items: set[str], max_items: int) -> _Outline:
    """Return where the items that are kept end, found by walking over the tags and never by parsing."""
    stack: list[str] = []
    whole = _Outline(len(text), (), 0, True)
    at, item_depth = start, 0
    while match := TOKEN.search(text, at):
        at = match.end()
        if match.lastgroup in ENDS:
            end = text.find(ENDS[match.lastgroup], at)
            if end < 0:
                break
            at = end + len(ENDS[match.lastgroup])
            continue
        name = match["name"]
        if match["close"]:
            _close(stack, name)
            if item_depth and len(stack) < item_depth:
                item_depth = 0
                whole = _Outline(at, tuple(stack), whole.n_items + 1, True)
            if not stack:
                return _Outline(at, (), whole.n_items, False)
        elif not match["rest"].endswith("/") and name.lower() not in VOID:
            if name.rpartition(":")[2].lower() in items and not item_depth and 1 <= len(stack) <= 3:
                if whole.n_items == max_items:
                    rest = len(re.findall(rf"<{re.escape(name)}[\s>]", text[match.start() :]))
                    return _Outline(match.start(), tuple(stack), max_items + rest, False)
                item_depth = len(stack) + 1
            stack.append(name)
            if len(stack) > MAX_DEPTH:
                raise Rejected("xml_depth", f"elements nest deeper than {MAX_DEPTH}")
    return whole if whole.n_items else _Outline(at, tuple(stack), 0, True)


def _close(stack: list[str], name: str) -> None:
    if name in stack:  # what was left open within it closes with it
        while stack.pop() != name:
            pass
