"""What an XML feed may not be: checked on the raw bytes, before any parser that could be hurt."""

import re

from tasks.errors import Rejected

MAX_DEPTH = 200
TAG = re.compile(rb"<(/?)([A-Za-z_][^\s/>]*)[^>]*?(/?)>")
ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?\S+\s+(SYSTEM|PUBLIC|[\"'])", re.IGNORECASE)
CHARACTERS = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)


def check(body: bytes) -> None:
    """Raise `Rejected` for XML that is none or that was made to hurt.

    `not_a_feed`: does not begin like XML, or is an HTML page. `xml_entities`: declares entities of its own (the
    billion-laughs family), in UTF-16 too. `xml_depth`: nests deeper than `MAX_DEPTH`.
    """
    text = _narrow(body)
    start = text.lstrip()[:1024].lower()
    if not start.startswith(b"<") or re.match(rb"(<!--.*?-->\s*)*<(!doctype html|html|head|body)", start, re.DOTALL):
        raise Rejected("not_a_feed", "a web page or plain text, no feed document")
    if any(match[1] in (b'"', b"'") for match in ENTITY.finditer(text)):
        raise Rejected("xml_entities", "the document declares XML entities, which no feed needs")
    if _depth(text) > MAX_DEPTH:
        raise Rejected("xml_depth", f"elements nest deeper than {MAX_DEPTH}")


def _narrow(body: bytes) -> bytes:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace").encode()
    if body[:4] in (b"<\x00?\x00", b"<\x00!\x00", b"<\x00r\x00", b"<\x00f\x00"):
        return body.decode("utf-16-le", "replace").encode()
    if body[:4] in (b"\x00<\x00?", b"\x00<\x00!", b"\x00<\x00r", b"\x00<\x00f"):
        return body.decode("utf-16-be", "replace").encode()
    return body.removeprefix(b"\xef\xbb\xbf")


def _depth(text: bytes) -> int:
    """Return how deep elements nest at most, counting those left open in HTML-like void form as closed."""
    deepest = depth = 0
    for match in TAG.finditer(CHARACTERS.sub(b"", text)):
        if match[1]:
            depth = max(depth - 1, 0)
        elif not match[3]:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
