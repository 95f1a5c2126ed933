"""Entities that an XML document declares for itself: the harmless resolved, the bombs refused, none ever loaded."""

import html
import re
from collections.abc import Mapping
from html.entities import html5

from tasks.errors import Rejected

MAX_SUBSET = 64 * 1024  # characters; the whole Latin 1 set of HTML takes a fifth of it
MAX_GROWTH = 64 * 1024  # characters that all references together may add
MAX_NESTING = 4  # entities within entities
DECLARATION = re.compile(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[^\s>\"'%&;]+)\s+"
    r"(?:(?P<external>SYSTEM|PUBLIC)\b|(?P<value>\"[^\"]*\"|'[^']*'))|\"[^\"]*\"|'[^']*'|(?P<end>\])"
)
REFERENCE = re.compile(r"[&%]([A-Za-z_:][\w.:-]*);")
NAMED = re.compile(r"&([A-Za-z_:][\w.:-]*);")
NUMERIC = re.compile(r"&#(?:x([0-9a-fA-F]{1,40})|(\d{1,40}));")
AMPERSAND = re.compile(r"&(?!#x?[0-9a-fA-F]+;|[A-Za-z_:][\w.:-]*;)")
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}


def entities(doctype: str) -> Mapping[str, str]:
    """Return the general entities that a document type declaration, free of comments, makes: each its text in full.

    External ones are empty. Raises `Rejected` (`xml_entities`) for declarations that only serve to blow up: entities
    that hold themselves, nest deeper than `MAX_NESTING`, or declare others.
    """
    at = doctype.find("[")
    if at < 0:
        return {}
    if len(doctype) - at > MAX_SUBSET:
        raise Rejected("xml_entities", f"its document type declaration is longer than {MAX_SUBSET} characters")
    values: dict[str, str] = {}
    for match in DECLARATION.finditer(doctype, at + 1):
        if match["end"]:
            break
        if match["name"]:
            value = (match["value"] or "")[1:-1]
            if match["parameter"] and "<!ENTITY" in _characters(value):
                raise Rejected("xml_entities", f"the entity %{match['name']}; declares further entities")
            values.setdefault(("%" if match["parameter"] else "") + match["name"], value)
    made: dict[str, str] = {}
    for name in values:
        _make(name, values, made, ())
    return {name: value for name, value in made.items() if not name.startswith("%")}


def _make(name: str, values: Mapping[str, str], made: dict[str, str], above: tuple[str, ...]) -> str:
    """Return the full text of an entity, put into `made` so that each is worked out once."""
    if name in above or len(above) > MAX_NESTING:
        raise Rejected("xml_entities", f"the entity &{name}; holds itself or nests deeper than {MAX_NESTING}")
    if name in made:
        return made[name]
    parts: list[str] = []
    size = end = 0
    value = values[name]
    for match in REFERENCE.finditer(value):
        part = match[1] if match[0].startswith("&") else "%" + match[1]
        if part in values and part not in PREDEFINED:
            parts += [value[end : match.start()], _make(part, values, made, (*above, name))]
            end = match.end()
            size += len(parts[-1])
        if size > MAX_GROWTH:
            raise Rejected("xml_entities", f"the entity &{name}; grows beyond {MAX_GROWTH} characters")
    made[name] = _characters("".join([*parts, value[end:]]))
    return made[name]


def resolved(text: str, declared: Mapping[str, str]) -> str:
    """Return the document's text with every entity reference read and every stray ampersand escaped.

    Declared entities become their text, those of HTML their characters, unknown ones stay to be seen as text; CDATA is
    left as it is. Raises `Rejected` (`xml_entities`) when the references together add over `MAX_GROWTH` characters.
    """
    _refuse_growth(text, declared)

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in PREDEFINED:
            return match[0]
        if name in declared:
            return html.escape(declared[name], quote=True)
        return html.escape(html5[f"{name};"]) if f"{name};" in html5 else f"&amp;{name};"

    parts = CDATA.split(text)
    for at in range(0, len(parts), 2):
        if "&" in parts[at]:
            sound = NUMERIC.sub(_sound, NAMED.sub(put, parts[at]))
            parts[at] = AMPERSAND.sub("&amp;", sound)
    return "".join(parts)


def _refuse_growth(text: str, declared: Mapping[str, str]) -> None:
    growth = sum(text.count(f"&{name};") * len(value) for name, value in declared.items() if len(value) > 1)
    if growth > MAX_GROWTH:
        raise Rejected("xml_entities", f"its own entities would add {growth} characters to the document")


def _characters(value: str) -> str:
    return html.unescape(value) if "&" in value else value


def _sound(match: re.Match[str]) -> str:
    """Return a numeric reference, or U+FFFD for one to a character that XML may not hold."""
    code = int(match[1], 16) if match[1] else int(match[2])
    is_allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if is_allowed else "\ufffd"
