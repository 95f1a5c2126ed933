"""Unnamed parties and what refers back: groups, bodies by their noun, offices, pronouns."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from tasks import actors
from tasks.entities.drafts import Draft, Kind, as_key, referring
from tasks.entities.groups import Group
from tasks.records import EntityType
from tasks.wordlists import words

BEHIND = ("appos", "compound", "attr", "amod", "nmod")
SUBJECTS = ("nsubj", "nsubjpass")


def parties(doc: Doc, found: list[Group], people: list[Draft], focus: list[str]) -> Iterator[Draft]:
    """Yield the unnamed parties of a document, as groups, bodies or the person whose office is said."""
    seen: dict[tuple[str, str | None], str] = {}
    for group in found:
        span = doc[group.start : group.end]
        at = (span.start_char, span.end_char)
        if group.kind == "T":
            yield from _office(doc, group, people, at, focus)
            continue
        if group.word in words("name_words.csv", "vague") and group.country is None and not _is_counted(doc, group):
            continue
        country = group.country or _told_before(seen, group.word) or (focus[0] if focus else None)
        if group.word == "ministry" and group.country is None and span.text.casefold() == "ministry":
            country = _ministers_country(people, at[0]) or country
        name = _party_name(doc, group, country, people, at[0])
        seen[(group.word, country)] = name
        kind: EntityType = "ORG" if group.kind == "O" else "GROUP"
        how: Kind = "group" if kind == "GROUP" else "description"
        yield Draft(*at, f"{kind}:{country}:{as_key(name)}", kind, name, how, country, group.sector)


def _is_counted(doc: Doc, group: Group) -> bool:
    head = doc[group.head]
    return any(child.dep_ == "nummod" for child in head.children) or head.dep_ in ("nsubjpass", "dobj")


def _told_before(seen: dict[tuple[str, str | None], str], word: str) -> str | None:
    """Return the country of the last party of the same noun, which a bare mention most likely repeats."""
    return next((country for said, country in reversed(seen) if said == word and country), None)


def _ministers_country(people: list[Draft], before: int) -> str | None:
    ministers = [
        each for each in people if each.start < before and each.role and "inister" in each.role and each.country
    ]
    return ministers[0].country if ministers else None


def _party_name(doc: Doc, group: Group, country: str | None, people: list[Draft], before: int) -> str:
    span = doc[group.start : group.end]
    said = span.text.casefold()
    if said == "ministry" and country:
        field_of = _ministers_field(people, before, country)
        adjective = actors.adjectives().get(country, country)
        return f"{adjective} Ministry of {field_of}" if field_of else f"{adjective} ministry"
    if group.kind == "O" and group.country is None and country and group.definite:
        return f"{actors.adjectives().get(country, country)} {span.text}"
    return span.text


def _ministers_field(people: list[Draft], before: int, country: str) -> str | None:
    """Return the field of the minister of that country told of before: Defense, Foreign."""
    for each in people:
        match = re.search(r"(\w+) [Mm]inister", each.role or "") if each.country == country else None
        if match and each.start < before and match[1].casefold() not in ("prime", "deputy"):
            return match[1]
    return None


def _office(doc: Doc, group: Group, people: list[Draft], at: tuple[int, int], focus: list[str]) -> Iterator[Draft]:
    """Yield "the president", "the Turkish minister" as the person of that office told of before, if there is one."""
    head = doc[group.head]
    if head.dep_ in BEHIND:
        return
    holders = [
        each
        for each in people
        if each.start < at[0] and each.role and group.word in each.role.casefold()
        and (group.country is None or each.country == group.country)
    ]  # fmt: skip
    if holders:
        yield referring(holders[-1], *at, "description")
    elif group.country or (group.definite and focus and not _is_owned(doc, group)):
        name = doc[group.start : group.end].text
        country = group.country or focus[0]
        yield Draft(*at, f"GROUP:{as_key(name)}", "GROUP", name, "group", country, group.sector)


def _is_owned(doc: Doc, group: Group) -> bool:
    """Return whether a pronoun says whose it is: "its president" may be of any country told of."""
    return any(child.tag_ == "PRP$" for child in doc[group.head].lefts)


def pronouns(doc: Doc, drafts: list[Draft]) -> Iterator[Draft]:
    """Yield "he" and "she" as the nearest person told of as a subject in this sentence or the one before."""
    people = sorted((each for each in drafts if each.type == "PERSON"), key=lambda each: each.start)
    for token in doc:
        if token.lower_ in ("he", "she") and token.pos_ == "PRON":
            earliest = doc[max(token.sent.start - 1, 0)].sent.start_char
            near = [each for each in people if earliest <= each.start < token.idx]
            subjects = [each for each in near if _is_subject(doc, each)]
            if near:
                yield referring((subjects or near)[-1], token.idx, token.idx + len(token), "pronoun")


def _is_subject(doc: Doc, draft: Draft) -> bool:
    span = doc.char_span(draft.start, draft.end, alignment_mode="expand")
    root: Token | None = span.root if span is not None else None
    return root is not None and root.dep_ in SUBJECTS
