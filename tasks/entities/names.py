"""Bodies and places: their names put together, acronyms and short forms bound to the names they stand for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Doc, Span

from tasks import actors, places
from tasks.entities.drafts import Draft, as_key, ministry_key
from tasks.entities.groups import Group, amount
from tasks.entities.people import is_charged
from tasks.entities.spans import Found
from tasks.places import Place

ACRONYM = re.compile(r"\s?\((?:the |or |hereinafter )?[\"“]?([A-Z][A-Za-z&-]{1,9})[\"”]?\)")


def names(
    doc: Doc, found: list[Found], parties: list[Group], focus: list[str], placed: Mapping[str, Place | None]
) -> list[Draft]:
    """Return the bodies and places named in a document; `placed` holds the places by `places.key` of their name."""
    inside = {i for group in parties for i in range(group.start, group.end)}
    drafts = [
        draft
        for each in found
        if each.type != "PERSON" and not (each.kind == "demonym" and each.start in inside)
        for draft in _name(doc, each, _owner(doc, each, found) or focus, placed)
    ]
    return _bound(doc.text, drafts)


def _owner(doc: Doc, each: Found, found: list[Found]) -> list[str]:
    """Return the country whose body this is said to be: Azerbaijan's Defense Ministry, whatever the text is about."""
    ends = each.start - 1 if doc[each.start - 1 : each.start].text in ("'s", "’s", "'", "’") else None
    return [other.country for other in found if other.end == ends and other.type == "PLACE" and other.country]


def _name(doc: Doc, each: Found, focus: list[str], placed: Mapping[str, Place | None]) -> Iterator[Draft]:
    span = doc[each.start : each.end]
    at = (span.start_char, span.end_char)
    if each.type == "ORG":
        home = focus[0] if focus else None
        code = actors.ActorCode(each.country, each.sector, "") if each.name else actors.resolve(span.text, home)
        country = code.country or (home if code.sector not in FOREIGN else None)
        key = as_key(each.name) if each.name else ministry_key(span.text, country) or as_key(span.text)
        yield Draft(*at, key, "ORG", span.text, "name", country, code.sector, known_as=each.name)
    elif each.kind == "demonym" and (people := counted(span)) is not None:
        done = "CRM" if is_charged(span.root) else "CVL"
        key = f"GROUP:{each.country}:{as_key(people.text)}"
        at = (people.start_char, people.end_char)
        yield Draft(*at, key, "GROUP", people.text, "group", each.country, done)
    elif each.country and each.name is None:
        known = actors.display_names().get(each.country, span.text)
        name, kind = (known, "demonym") if each.kind == "demonym" else (span.text, "name")
        place = places.resolve(known)
        yield Draft(*at, f"country:{each.country}", "PLACE", name, kind, each.country, "GOV", place=place)  # type: ignore[arg-type]
    else:
        place = placed.get(places.key(span.text))
        listed = actors.resolve(each.name or span.text).sector if each.name else None
        sector = listed if listed == "PRE" else "GOV" if _acts(span) else None
        yield Draft(
            *at, as_key(each.name or span.text), "PLACE", _unshouted(span.text, place), "name",
            place.country if place else None, sector, place=place, known_as=each.name,
        )  # fmt: skip


def counted(span: Span) -> Span | None:
    """Return "at least seven Palestinians", "hundreds of Kenyans" as far as it counts people; None for a people."""
    head = span.root
    if head.tag_ not in ("NNPS", "NNS") and not (head.text.endswith("s") and head.pos_ in ("NOUN", "PROPN")):
        return None
    numbers = [child for child in head.lefts if child.dep_ == "nummod" and child.i < span.start]
    first = amount(head) or (numbers[0] if numbers else None)
    return span.doc[first.left_edge.i : span.end] if first is not None else None


def _acts(span: Span) -> bool:
    """Return whether a town or province does something, as its government: Athens condemned, Montana sued."""
    root = span.root
    while root.dep_ == "conj":
        root = root.head
    return root.dep_ == "nsubj" and root.head.pos_ == "VERB"


def _unshouted(name: str, place: Place | None) -> str:
    """Return a name as datelines shout it in its usual letters."""
    return place.name if place and name.isupper() and len(name) > 4 else name


# Bodies of these sectors are often told of abroad: outlets and firms.
FOREIGN = ("JRN", "BUS")


def _bound(text: str, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with acronyms and shortened names bound to the full name given in the same text."""
    alias: dict[str, Draft] = {}
    for draft in drafts:
        match = ACRONYM.match(text, draft.end)
        if match and draft.kind == "name":
            alias[as_key(match[1])] = draft
    long = [draft for draft in drafts if draft.type == "ORG" and " " in draft.key]
    return [_short(draft, alias, long) for draft in drafts]


def _short(draft: Draft, alias: dict[str, Draft], long: list[Draft]) -> Draft:
    full = alias.get(draft.key)
    if full is None and draft.type == "ORG" and draft.known_as is None:
        holding = [each for each in long if f" {draft.key} " in f" {each.key} " and each.key != draft.key]
        before = [each for each in holding if each.start < draft.start]
        full = before[-1] if before else holding[0] if holding else None
    if full is None or full.key == draft.key:
        return draft
    facts = {"country": full.country, "sector": full.sector, "known_as": full.known_as, "type": full.type}
    return replace(draft, key=full.key, name=full.name, kind="short", **facts)  # type: ignore[arg-type]
