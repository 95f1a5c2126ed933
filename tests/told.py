"""Reads the labelled articles of `tests/cases/stories`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tasks.records import Article
from tasks.settings import ROOT
from tests.conftest import article

FOLDER = ROOT / "tests" / "cases" / "stories"


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled article: its group, its part in the group's story (other: in none of it), and the article."""

    group: str
    kind: str
    article: Article

    @property
    def story(self) -> str:
        return self.article.article_id if self.kind == "other" else self.group


@cache
def cases() -> tuple[Told, ...]:
    """Return all labelled articles."""
    return tuple(told for path in sorted(FOLDER.glob("*.txt")) for told in _read(path.read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[Told]:
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        group, *parts = re.split(r"^== ", section, flags=re.MULTILINE)
        original = [line for line in parts[0].splitlines()[1:] if line]
        yield from (_told(group.strip(), part, original) for part in parts)


def _told(group: str, part: str, original: list[str]) -> Told:
    head, *lines = part.rstrip().splitlines()
    name, source, published, agency, title = (field.strip() for field in head.split("|"))
    label, kind = name.split()
    body = "\n".join(sentence for line in lines for sentence in _sentences(line, original))
    made = article(body, f"{published}:00+00:00", title, f"{group}-{label}")
    return Told(group, kind, replace(made, source=source, agency=None if agency == "-" else agency))


def _sentences(line: str, original: list[str]) -> list[str]:
    if not line.startswith("@"):
        return [line]
    first, _, last = line[1:].partition("-")
    return [original[int(first) - 1]] if not last else original[int(first) - 1 : int(last)]
