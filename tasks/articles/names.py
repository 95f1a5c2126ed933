"""Bylines to the people in them, and the agencies and desks apart."""

import re
from collections.abc import Iterable

from tasks.text import folded
from tasks.wordlists import words

# Between two names, in the languages of the feeds that we know; "y" and "e" only between spaces.
BETWEEN = re.compile(
    r"\s*(?:;|\||•|·|\n|,\s+(?:and|und|et)\s+|\s(?:and|und|et|y|e|i|og|och|ja|en|ve|dan|und|&|и|і)\s)\s*", re.IGNORECASE
)
LEAD = re.compile(
    r"^\s*(?:(?:story|text|report(?:age|ed)?|analysis|autor(?:in|es)?|authors?|written|words|texte?|door|di|af)\b[:\s]*)?"
    r"(?:by|von|par|por|da|di|av|af|door|oleh|przez|от|bởi|yazan|autor(?:in)?|text)?\s*[:\s]\s*",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"\s*(?:\(.*\)|\[.*\]|<.*>|[\w.+-]+@[\w-]+\.\w+|https?://\S+|"
    r"\s[-–|/]\s.*|\b(?:stand|updated?|published|aktualisiert|today|yesterday|\d{1,2}[.:/]\d).*)\s*$",
    re.IGNORECASE,
)
BAD = re.compile(r"https?://|www\.|@|^\W*$|^\d+$|\d{3}", re.IGNORECASE)


def people(values: Iterable[str], publisher: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people named in bylines, and the organisations, each once and in order.

    `publisher` holds the names of the outlet itself, which counts as an organisation.
    """
    outlet = {folded(name) for name in publisher if name}
    names = [name for value in values for name in _split(value)]
    unique = list({folded(name): name for name in reversed(names)}.values())[::-1]
    organisations = tuple(name for name in unique if _is_organisation(name, outlet))
    return tuple(name for name in unique if name not in organisations), organisations


def _split(value: str) -> list[str]:
    value = TAIL.sub("", " ".join(value.split()))
    value = LEAD.sub("", value) if LEAD.match(value) and not value[:1].isupper() else _without_by(value)
    if BAD.search(value):
        return []
    parts = [part for chunk in BETWEEN.split(value) for part in _commas(chunk)]
    cleaned = [TAIL.sub("", part).strip(" ,.:;-–|/") for part in parts]
    return [name for name in cleaned if name and len(name) <= 60 and not BAD.search(name)]


def _without_by(value: str) -> str:
    return re.sub(r"^(?:By|Von|Par|Por|Av|Af|Text|Autor(?:in)?|Author|Oleh|Di)\b[:\s]+", "", value)


def _commas(chunk: str) -> list[str]:
    """Return the names in a comma list; "Last, First" is one name turned round."""
    parts = [part.strip() for part in chunk.split(",") if part.strip()]
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts) and not (parts[1].islower()):
        return [f"{parts[1]} {parts[0]}"]
    people_first = [part for part in parts if 1 < len(part.split()) <= 4 or len(parts) == 1 or len(part) <= 4]
    return people_first or parts[:1]


def _is_organisation(name: str, outlet: set[str]) -> bool:
    plain = folded(name)
    lists = words("agencies.csv", "name")
    if plain in outlet or any(part and (part in plain or plain in part) for part in outlet if len(part) > 3):
        return True
    return plain in lists or bool(set(plain.split()) & words("agencies.csv", "word"))
