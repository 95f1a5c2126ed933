"""The authors of a page: people, and the agency or desk named beside or instead of them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tasks.articles.names import people, without_lead
from tasks.articles.sources import Sources, in_outlet, printed_bylines
from tasks.articles.structured import strings
from tasks.wordlists import rows

AUTHOR_META = re.compile(r"(?:^|[.:_-])(?:article)?(?:authors?|byl|byline|creator)(?:[._-]?name)?$")
NOT_META = ("twitter:creator", "generator", "dc.creator.address")
NAME = r"[^\W\d_a-z][\w.'’-]+(?:\s(?:de|da|di|van|von|der|den|bin|al|el|[^\W\d_a-z][\w.'’-]*)){1,3}"
SIGNED = re.compile(rf"(?!.{{70}}){NAME}(?:\s*(?:/|,|&|\band\b|\bund\b|\bet\b|\by\b)\s*{NAME}){{0,3}}")


def authors(page: Sources) -> tuple[tuple[str, ...], str | None, str | None]:
    """Return the people who wrote it, where they were found, and the agency or desk named beside or instead.

    The outlet itself counts only where it signs beside people or nobody else is named.
    """
    organisations: list[str] = []
    for source, values in _values(page):
        named, others = people(values, page.outlet)
        if named:
            return named, source, ", ".join(others or _agencies(organisations, page)) or None
        if not _agencies(organisations, page):
            organisations += others
    return (), None, ", ".join(_agencies(organisations, page) or organisations[:1]) or None


def _agencies(organisations: list[str], page: Sources) -> list[str]:
    return [name for name in organisations if not in_outlet(name, page.outlet)]


def signature(text: str, page: Sources) -> tuple[tuple[str, ...], str]:
    """Return the people whose names alone make up one of the first two lines or the last line, and the text without it.

    Empty, and the text as it is, where no such line is found.
    """
    lines = text.split("\n")
    if len(lines) < 4:
        return (), text
    for at in (0, 1, len(lines) - 1):
        long_next = at + 1 == len(lines) or len(lines[at + 1]) > len(lines[at]) * 2
        if long_next and SIGNED.fullmatch(without_lead(lines[at]).strip(" ()")):
            named, _ = people([lines[at].replace("/", "; ")], page.outlet)
            if named:
                return named, "\n".join(lines[:at] + lines[at + 1 :])
    return (), text


def _values(page: Sources) -> Iterator[tuple[str, list[str]]]:
    for each in page.articles[:1]:
        yield "json_ld", [text for author in _as_list(each.get("author")) for text in _person(author, page)]
        yield "json_ld", [text for author in _as_list(each.get("creator")) for text in _person(author, page)]
    for name, values in page.meta.items():
        if AUTHOR_META.search(name) and name not in NOT_META:
            yield "meta", values
    yield "microdata", page.microdata.get("author", [])
    yield "rel", list(page.rel_authors)
    for text in printed_bylines(page.tree):
        yield "byline", [_from_lead(text)]
    if page.entry:
        yield "feed", list(page.entry.authors)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _person(author: Any, page: Sources) -> list[str]:
    """Return the names of a JSON-LD author, which may stand elsewhere in the page's data under its @id."""
    if isinstance(author, dict) and "name" not in author:
        same = [each for each in page.objects if author.get("@id") and each.get("@id") == author["@id"]]
        return [text for each in same for text in strings(each.get("name"))][:1]
    return strings(author)


def _from_lead(text: str) -> str:
    """Return a byline element's text from its "By" on, where one stands inside it."""
    match = _inner_lead().search(text)
    return text[match.end() :] if match else text


@cache
def _inner_lead() -> re.Pattern[str]:
    values = "|".join(re.escape(row["value"]) for row in rows("bylines.csv") if row["kind"] == "lead")
    return re.compile(rf"(?:^|\s)(?:{values})(?:\s*[:：]\s*|\s+(?=(?-i:[^\W\d_a-z])))", re.IGNORECASE)
