"""Unnamed parties and what refers back: groups, bodies by their noun, offices, pronouns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from tasks import actors
from tasks.entities.drafts import Draft, Kind, as_key, ministry_key, referring
from tasks.entities.groups import Group, amount
from tasks.entities.people import is_charged
from tasks.records import EntityType
from tasks.wordlists import words

BEHIND = ("appos", "compound", "attr", "amod", "nmod")
SUBJECTS = ("nsubj", "nsubjpass")


def parties(
    doc: Doc, found: list[Group], people: list[Draft], focus: list[str], told: Sequence[Draft] = ()
) -> Iterator[Draft]:
    """Yield the unnamed parties of a document, as groups, bodies or the person whose office is said.

    `told` are the bodies and places that the document names.
    """
    seen: dict[tuple[str, str | None], str] = {}
    for group in found:
        group = _counted(doc, group)
        span = doc[group.start : group.end]
        at = (span.start_char, span.end_char)
        if group.kind == "T" or (group.kind == "G" and _is_again(doc, group, people, at[0])):
            yield from _office(doc, group, people, at, focus)
            continue
        if group.word in words("name_words.csv", "vague") and group.country is None and not _is_counted(doc, group):
            continue
        own = group.country or _owners_country(doc, group, [*told, *people])
        country = own or _told_before(seen, group.word) or _focus_for(doc, group, focus)
        if group.word == "ministry" and group.country is None and span.text.casefold() == "ministry":
            country = _ministers_country(people, at[0]) or country
        name = _party_name(doc, group, country, people, at[0])
        seen[(group.word, country)] = name
        kind: EntityType = "ORG" if group.kind == "O" else "GROUP"
        how: Kind = "group" if kind == "GROUP" else "description"
        key = ministry_key(name, country) or f"{kind}:{country}:{_core(doc, group) if kind == 'ORG' else as_key(name)}"
        yield Draft(*at, key, kind, name, how, country, _sector(doc[group.head], group.sector))


def _counted(doc: Doc, group: Group) -> Group:
    """Return "hundreds of people" as one group with the noun that counts them."""
    over = amount(doc[group.head]) if group.kind == "G" else None
    return replace(group, start=over.left_edge.i) if over is not None and over.left_edge.i < group.start else group


def _owners_country(doc: Doc, group: Group, told: Sequence[Draft]) -> str | None:
    """Return the country of the subject that "its soldiers" are of, told of before in the same sentence."""
    if not any(child.tag_ == "PRP$" for child in doc[group.head].lefts):
        return None
    begin, end = doc[group.head].sent.start_char, doc[group.start].idx
    subjects = [each for each in told if begin <= each.start < end and each.country and _is_subject(doc, each)]
    return max(subjects, key=lambda each: each.start).country if subjects else None


def _focus_for(doc: Doc, group: Group, focus: list[str]) -> str | None:
    """Return the country that an article is about for a party of no country told; none for those from anywhere."""
    said = {token.lower_ for token in doc[group.start : group.head]}
    if group.sector == "REF" or said & {"foreign", "world", "global", "international"} or not focus:
        return None
    return focus[0]


def _is_again(doc: Doc, group: Group, people: list[Draft], before: int) -> bool:
    """Return whether "the judge" is one told of before by that trade or rank."""
    is_bare = group.definite and doc[group.head].tag_ == "NN" and group.end - group.start == len(group.word.split())
    return is_bare and any(each.start < before and _has_role(each, group.word) for each in people)


def _has_role(person: Draft, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", person.role or "", re.IGNORECASE) is not None


def _sector(head: Token, sector: str | None) -> str | None:
    """Return the sector of a party: CRM of one attacker, or of civilians who are charged or arrested."""
    is_one_attacker = sector == "UAF" and head.tag_ == "NN"
    return "CRM" if is_one_attacker or (sector == "CVL" and is_charged(head)) else sector


def _core(doc: Doc, group: Group) -> str:
    """Return the words of a party without its country: the same of "Iraqi government" and "government of Iraq"."""
    said = doc[group.start : group.end]
    return as_key(
        " ".join(token.text for token in said if not token.text[0].isupper() or not actors.country(token.text))
    )


def _of_country(doc: Doc, group: Group) -> str | None:
    """Return "government of Iraq" where the country stands behind."""
    head = doc[group.head]
    for prep in head.rights:
        of = next((child for child in prep.children if child.dep_ == "pobj"), None)
        if prep.lower_ == "of" and of is not None and group.kind == "O" and actors.country(_whole(of)) == group.country:
            return doc[group.start : of.i + 1].text
    return None


def _town(doc: Doc, group: Group) -> str:
    """Return the place before a body's noun that is named by itself: "Clairton" police."""
    at = group.start
    while at > 0 and doc[at - 1].pos_ == "PROPN" and doc[at - 1].dep_ == "compound" and doc[at - 1].ent_type_ == "GPE":
        at -= 1
    return doc[at : group.start].text


def _whole(token: Token) -> str:
    return token.doc[token.left_edge.i : token.i + 1].text.removeprefix("the ")


def _is_counted(doc: Doc, group: Group) -> bool:
    head = doc[group.head]
    is_told = amount(head) is not None or any(child.dep_ == "nummod" for child in head.children)
    return is_told or head.dep_ in ("nsubjpass", "dobj")


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
    of = _of_country(doc, group) if group.country else None
    if of or (group.kind == "O" and _town(doc, group)):
        return of or f"{_town(doc, group)} {span.text}"
    if group.kind == "O" and group.country is None and country and group.definite and said == group.word:
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
        country = group.country or actors.resolve(name, focus[0]).country or focus[0]
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


def bodies_again(doc: Doc, drafts: list[Draft]) -> Iterator[Draft]:
    """Yield "the group" as the nearest body named as a subject in this sentence or the one before."""
    bodies = [each for each in drafts if each.type == "ORG" and each.kind in ("name", "short")]
    for token in doc[1:]:
        is_bare = [child.lower_ for child in token.children if child.dep_ != "punct"] == ["the"]
        if is_bare and token.lower_ in words("name_words.csv", "again") and token.dep_ in (*SUBJECTS, "dobj", "pobj"):
            earliest = doc[max(token.sent.start - 1, 0)].sent.start_char
            near = [each for each in bodies if earliest <= each.start < token.idx and _is_subject(doc, each)]
            if near:
                yield referring(near[-1], token.idx, token.idx + len(token), "description")


def _is_subject(doc: Doc, draft: Draft) -> bool:
    span = doc.char_span(draft.start, draft.end, alignment_mode="expand")
    root: Token | None = span.root if span is not None else None
    return root is not None and root.dep_ in SUBJECTS
