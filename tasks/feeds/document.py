"""What a feed document holds, of whatever format, before its items become entries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One item as its document gives it. `links` are its addresses, the likeliest first, not yet judged."""

    guid: str | None = None
    links: tuple[str, ...] = ()
    title: str = ""
    summary: str = ""
    content: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document read. `n_items` counts all its items, of which `items` may be the first; `base` is for links."""

    title: str | None
    items: Sequence[Item]
    n_items: int
    base: str | None = None
    is_truncated: bool = False
    flags: tuple[str, ...] = ()
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


def said(value: Any) -> str:
    """Return a value that should be text as such; a number is written out, anything else is nothing."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value.strip() if isinstance(value, str) else json.dumps(value) if is_number else ""
