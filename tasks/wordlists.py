"""Word lists of the codebook, read once per process, and the finding of listed names in a text."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Generic, TypeVar

from tasks.settings import ROOT

Value = TypeVar("Value")
WORD = re.compile(r"\w+")
ALIKE = {"’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d"}


@cache
def rows(file: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of `codebook/FILE`, comment lines left out."""
    with (ROOT / "codebook" / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def words(file: str, kind: str) -> frozenset[str]:
    """Return the values of `codebook/FILE` whose column `kind` is `kind`, in lower case."""
    return frozenset(row["value"].casefold() for row in rows(file) if row["kind"] == kind)


class _Alike(dict[int, str]):
    """What each character looks like folded: one character for one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lower = char.lower() if len(char.lower()) == 1 else char
        plain = ALIKE.get(lower) or unicodedata.normalize("NFKD", lower)[0]
        self[code] = plain.lower() if len(plain.lower()) == 1 else plain
        return self[code]


@cache
def _alike() -> _Alike:
    return _Alike()


def folded(text: str) -> str:
    """Return `text` without case and accents, dashes and quotes alike; every character keeps its place."""
    return text.translate(_alike())


class Finder(Generic[Value]):
    """Names to be found at a place of a folded text, the longest first."""

    def __init__(self, names: Iterable[tuple[str, Value]]) -> None:
        by_word: dict[str, dict[str, list[Value]]] = {}
        for name, value in names:
            key = folded(name)
            first = WORD.match(key)
            if first:
                by_word.setdefault(first[0], {}).setdefault(key, []).append(value)
        self._by_word = {word: sorted(found.items(), key=lambda each: -len(each[0])) for word, found in by_word.items()}

    def at(self, text: str, start: int) -> Iterator[tuple[int, Value]]:
        """Yield (end, value) of each name that stands at `start` of the folded `text` and ends with a word."""
        first = WORD.match(text, start)
        for name, values in self._by_word.get(first[0], ()) if first else ():
            end = start + len(name)
            if text.startswith(name, start) and not (end < len(text) and text[end].isalnum() and name[-1].isalnum()):
                for value in values:
                    yield end, value
