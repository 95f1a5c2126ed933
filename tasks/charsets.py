"""The bytes of a feed or page to text, whatever charset they declare."""

import codecs
import re

import cchardet

DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})""")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNMARKED = (
    (re.compile(rb"[<{]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{]\x00[^\x00]"), "utf-16-be"),
)
# Charsets that in practice hold their superset: WHATWG Encoding Standard, "Names and labels".
WIDER = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "tis-620": "cp874", "iso-8859-11": "cp874",
}  # fmt: skip
SEVEN_BIT = ("iso-2022", "utf-7", "hz")
GOOD_SHARE = 10  # so many good characters for each bad one make broken UTF-8 rather than another charset


def decoded(body: bytes, *declared: str | None) -> tuple[str, bool]:
    """Return the text, and whether its charset had to be guessed against or without what is declared.

    `declared` are the charsets that the response and the document give, the stronger first; an XML declaration counts
    after them. Bytes that fit nothing become U+FFFD; lone surrogates are left to the caller.
    """
    for mark, charset in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), False
    for pattern, charset in UNMARKED:
        if pattern.match(body):
            return body.decode(charset, "replace"), False
    in_document = DECLARED.match(body[:400])
    names = [name.lower() for name in (*declared, in_document and in_document[1].decode("ascii", "ignore")) if name]
    return _as_declared(body, names) or _guessed(body)


def _as_declared(body: bytes, names: list[str]) -> tuple[str, bool] | None:
    if not any(name.startswith(SEVEN_BIT) for name in names):
        text = _read(body, "utf-8")
        # What is valid UTF-8 beyond ASCII is never anything else by accident, whatever is declared.
        if text is not None:
            return text, bool(names) and "utf-8" not in names and "utf8" not in names and not body.isascii()
    for name in names:
        text = None if name in ("utf-8", "utf8") or name.startswith("utf-16") else _read(body, WIDER.get(name, name))
        if text is not None:
            return text, False
    return None


def _read(body: bytes, charset: str) -> str | None:
    try:
        # Lone surrogates, as broken software writes them, are for the parser to replace: the rest is sound.
        return body.decode(charset, "surrogatepass" if charset == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        # A document that breaks off within a character.
        return body[: error.start].decode(charset) if error.start >= len(body) - 3 > 0 else None
    except (LookupError, ValueError):
        return None


def _guessed(body: bytes) -> tuple[str, bool]:
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text[:200_000] if char > "\x7f") - bad
    if good > GOOD_SHARE * bad:
        return text, True
    found = str(cchardet.detect(body[:200_000])["encoding"] or "cp1252").lower()
    try:
        return body.decode(WIDER.get(found, found), "replace"), True
    except LookupError:
        return body.decode("cp1252", "replace"), True
