"""Bodies and places: their names put together, acronyms and short forms bound to the names they stand for."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from tasks import actors, places
from tasks.entities.drafts import Draft, as_key
from tasks.entities.groups import Group
from tasks.entities.spans import Found
from tasks.records import Article

INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
ACRONYM = re.compile(r"\s?\((?:the |or |hereinafter )?[\"“]?([A-Z][A-Za-z&-]{1,9})[\"”]?\)")
TITLE_WEIGHT = 3


def focus_of(doc: Doc, found: list[Found], article: Article) -> list[str]:
    """Return the countries that the article names, most often named first; its title counts threefold."""
    counts: Counter[str] = Counter()
    for each in found:
        if each.country and each.country not in INTERNATIONAL:
            counts[each.country] += 1
    for each in found:
        if each.type == "PLACE" and not each.country and each.kind == "name" and each.name is None:
            place = places.resolve(doc[each.start : each.end].text, list(counts), article.source_country)
            if place and place.country:
                counts[place.country] += 1
    titled = {country for word in article.title.split() if (country := actors.country(word.strip(".,:;'’\"")))}
    for country in titled:
        counts[country] += TITLE_WEIGHT
    if not counts and article.source_country:
        counts[article.source_country] += 1
    return [country for country, _ in counts.most_common()]


def names(doc: Doc, found: list[Found], parties: list[Group], focus: list[str], article: Article) -> list[Draft]:
    """Return the bodies and places named in a document."""
    inside = {i for group in parties for i in range(group.start, group.end)}
    drafts = [
        draft
        for each in found
        if each.type != "PERSON" and not (each.kind == "demonym" and each.start in inside)
        for draft in _name(doc, each, focus, article)
    ]
    return _bound(doc.text, drafts)


def _name(doc: Doc, each: Found, focus: list[str], article: Article) -> Iterator[Draft]:
    span = doc[each.start : each.end]
    at = (span.start_char, span.end_char)
    if each.type == "ORG":
        home = focus[0] if focus else None
        code = actors.ActorCode(each.country, each.sector, "") if each.name else actors.resolve(span.text, home)
        country = code.country or (home if code.sector not in FOREIGN else None)
        yield Draft(*at, as_key(each.name or span.text), "ORG", span.text, "name", country, code.sector,
                    known_as=each.name)  # fmt: skip
    elif each.country and each.name is None:
        known = actors.display_names().get(each.country, span.text)
        name, kind = (known, "demonym") if each.kind == "demonym" else (span.text, "name")
        yield Draft(*at, f"country:{each.country}", "PLACE", name, kind, each.country, "GOV")  # type: ignore[arg-type]
    else:
        place = places.resolve(each.name or span.text, focus, article.source_country)
        key = as_key(each.name or span.text)
        yield Draft(*at, key, "PLACE", span.text, "name", place.country if place else None, known_as=each.name)


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
