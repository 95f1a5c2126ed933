"""What a page and its feed entry say of a field, in the precedence of `codebook/evidence.csv`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.articles.sources import Sources, printed_bylines
from tasks.articles.structured import strings
from tasks.wordlists import rows


@dataclass(frozen=True, slots=True)
class Origin:
    """A place where a field may be found."""

    source: str  # the name kept beside the field
    key: str
    most: int | None
    in_every: bool


@cache
def origins(field: str) -> tuple[Origin, ...]:
    """Return the places where a field may be found, the best first."""
    return tuple(
        Origin(row["source"], row["key"], int(row["most"]) if row["most"] else None, row["every"] == "y")
        for row in rows("evidence.csv")
        if row["field"] == field
    )


def said(page: Sources, field: str) -> Iterator[tuple[str, str]]:
    """Yield each source that says something of a field, with what it says, the best first."""
    for source, values in grouped(page, field):
        yield from ((source, value) for value in values)


def grouped(page: Sources, field: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the same with all that is said in one place together."""
    for origin in origins(field):
        for values in values_at(page, origin):
            yield ("feed" if page.is_from_feed else origin.source), values[: origin.most]


def values_at(page: Sources, origin: Origin) -> Iterator[list[str]]:
    """Yield what stands at one origin; nothing for a source that gives more than words (`dateline`, `feed` dates)."""
    giver = GIVERS.get(origin.source)
    yield from (values for values in giver(page, origin) if values) if giver else ()


def _json_ld(page: Sources, origin: Origin) -> Iterator[list[str]]:
    read = READERS.get(origin.key, _strings)
    for each in page.articles if origin.in_every else page.articles[:1]:
        if origin.key in each:
            yield read(page, each[origin.key])


def _meta(page: Sources, origin: Origin) -> Iterator[list[str]]:
    if not origin.key.startswith("~"):
        yield page.meta.get(origin.key, [])
        return
    pattern = re.compile(origin.key[1:])
    yield from (values for name, values in page.meta.items() if pattern.fullmatch(name))


def _feed(page: Sources, origin: Origin) -> Iterator[list[str]]:
    if page.entry and origin.key:
        yield _listed(getattr(page.entry, origin.key))


def _feed_list(page: Sources, origin: Origin) -> Iterator[list[str]]:
    if page.feed:
        yield _listed(getattr(page.feed, origin.key))


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _bylines(page: Sources, origin: Origin) -> Iterator[list[str]]:
    yield from ([text] for text in printed_bylines(page.tree))


def _strings(page: Sources, value: Any) -> list[str]:
    return strings(value)


def _names(page: Sources, value: Any) -> list[str]:
    """Return the names of JSON-LD authors, which may stand elsewhere in the page's data under their @id."""
    found: list[str] = []
    for author in value if isinstance(value, list) else [value]:
        if isinstance(author, dict) and "name" not in author:
            same = [each for each in page.objects if author.get("@id") and each.get("@id") == author["@id"]]
            found += [text for each in same for text in strings(each.get("name"))][:1]
        else:
            found += strings(author)
    return found


def _addresses(page: Sources, value: Any) -> list[str]:
    things = value if isinstance(value, list) else [value]
    urls = (thing.get("url") if isinstance(thing, dict) else thing for thing in things)
    return [url for url in urls if isinstance(url, str) and url]


def _words(page: Sources, value: Any) -> list[str]:
    return [str(value)]


READERS: dict[str, Callable[[Sources, Any], list[str]]] = {
    "author": _names,
    "creator": _names,
    "image": _addresses,
    "isAccessibleForFree": _words,
}
GIVERS: dict[str, Callable[[Sources, Origin], Iterable[list[str]]]] = {
    "json_ld": _json_ld,
    "og": _meta,
    "twitter": _meta,
    "meta": _meta,
    "microdata": lambda page, origin: [page.microdata.get(origin.key, [])],
    "h1": lambda page, origin: [list(page.headings)],
    "title": lambda page, origin: [[page.page_title]],
    "time": lambda page, origin: [list(page.times)],
    "rel": lambda page, origin: [list(page.rel_authors)],
    "byline": _bylines,
    "html": lambda page, origin: [list(page.languages)],
    "link": lambda page, origin: [_listed(page.links.get(origin.key))],
    "feed": _feed,
    "feed_list": _feed_list,
}
