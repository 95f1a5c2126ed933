"""The authors of a page: people, and the agency or desk named beside or instead of them."""

import re
from dataclasses import dataclass
from functools import cache

from tasks.articles.evidence import grouped
from tasks.articles.names import people, without_lead
from tasks.articles.sources import Sources, in_outlet
from tasks.wordlists import rows

NAME = r"[^\W\d_a-z][\w.'’-]+(?:\s(?:de|da|di|van|von|der|den|bin|al|el|[^\W\d_a-z][\w.'’-]*)){1,3}"
SIGNED = re.compile(rf"(?!.{{70}}){NAME}(?:\s*(?:/|,|&|\band\b|\bund\b|\bet\b|\by\b)\s*{NAME}){{0,3}}")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who a page says wrote it, and where it says so."""

    people: tuple[str, ...] = ()
    people_from: str | None = None
    agency: str | None = None
    agency_from: str | None = None


def authors(page: Sources) -> Byline:
    """Return the people who wrote it and the agency or desk named beside or instead.

    The outlet itself counts only where it signs beside people or nobody else is named.
    """
    before: list[tuple[str, str]] = []  # organisations and their sources
    for source, values in grouped(page, "authors"):
        named, others = people([_from_lead(text) for text in values] if source == "byline" else values, page.outlet)
        found = [(name, source) for name in others]
        if named:
            return Byline(named, source, *_agency(found or _agencies(before, page)))
        if not _agencies(before, page):
            before += found
    return Byline((), None, *_agency(_agencies(before, page) or before[:1]))


def _agencies(found: list[tuple[str, str]], page: Sources) -> list[tuple[str, str]]:
    return [(name, source) for name, source in found if not in_outlet(name, page.outlet)]


def _agency(found: list[tuple[str, str]]) -> tuple[str | None, str | None]:
    return (", ".join(name for name, _ in found), found[0][1]) if found else (None, None)


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


def _from_lead(text: str) -> str:
    """Return a byline element's text from its "By" on, where one stands inside it."""
    match = _inner_lead().search(text)
    return text[match.end() :] if match else text


@cache
def _inner_lead() -> re.Pattern[str]:
    values = "|".join(re.escape(row["value"]) for row in rows("bylines.csv") if row["kind"] == "lead")
    return re.compile(rf"(?:^|\s)(?:{values})(?:\s*[:：]\s*|\s+(?=(?-i:[^\W\d_a-z])))", re.IGNORECASE)
