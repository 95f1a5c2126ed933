"""Mentions on their way to entities: what each names and what is known of it so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks import actors
from tasks.places import Place
from tasks.records import EntityType
from tasks.text import folded
from tasks.wordlists import folded as plain

MINISTRY = re.compile(r"(?:(?P<before>\w+) )?ministry(?: (?:of|for) (?:the )?(?P<after>[\w ]+?))?$")
FIELDS = {
    "foreign": "foreign affairs",
    "defence": "defense",
    "internal affairs": "interior",
    "external affairs": "foreign affairs",
}
Kind = Literal["name", "short", "demonym", "pronoun", "description", "group"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before it has an entity: character span, what it names, and how."""

    start: int
    end: int
    key: str  # what binds mentions to one entity within the article
    type: EntityType
    name: str
    kind: Kind
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    roles: tuple[str, ...] = ()  # the words before and behind a person's name that say one
    said: tuple[tuple[str, str], ...] = ()  # where words beside a person's name stand to it, and the words
    office: tuple[int, int] | None = None  # character span of the office before a person's name
    place: Place | None = None  # where a place lies
    known_as: str | None = None  # the name the codebook has for it: the same in every article


def as_key(name: str) -> str:
    """Return what two writings of a name share: no accents, case or punctuation, no article."""
    return folded(plain(name)).removeprefix("the ")


def ministry_key(name: str, country: str | None) -> str | None:
    """Return what the writings of one ministry share, None for what is none: Defense Ministry, Ministry of Defence."""
    match = MINISTRY.search(as_key(name))
    if match is None or country is None:
        return None
    before, after = match["before"], match["after"]
    field = after if before is None or actors.country(before) else before
    return f"ministry of {FIELDS.get(field, field)}:{country}" if field else None


def without_overlap(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts, sorted by place, without those that lie in another; a person's name goes before others."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda each: (each.start, -each.end)):
        if not kept or draft.start >= kept[-1].end:
            kept.append(draft)
        elif draft.type == "PERSON" and kept[-1].type != "PERSON":
            kept[-1] = draft
    return kept


def referring(draft: Draft, start: int, end: int, kind: Kind) -> Draft:
    """Return a further mention of what `draft` names."""
    return replace(draft, start=start, end=end, kind=kind, role=None, roles=(), said=(), office=None)
