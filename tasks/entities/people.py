"""People: their names put together, and what is said of them beside the name: office, rank, country."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from tasks import actors, places
from tasks.entities import beside
from tasks.entities.beside import Said
from tasks.entities.drafts import Draft
from tasks.entities.spans import Found
from tasks.wordlists import folded, words

OFFICES = ("before", "before a comma", "behind", "is", "as")
"""Where the words beside a name stand that say an office rather than whose it is."""


SERVING = ("GOV", "LEG", "JUD", "MIL")
"""Sectors of offices: who is said to hold one now acts for it, of whatever party."""


def people(doc: Doc, found: list[Found], year: int | None) -> tuple[list[Draft], set[int]]:
    """Return the persons named in a document and the tokens of their offices; `year` is that of the article."""
    tokens = {i for each in found if each.type == "PERSON" for i in range(each.start, each.end)}
    drafts: list[Draft] = []
    used: set[int] = set()
    for each in found:
        if each.type == "PERSON":
            heard = list(beside.said(doc, each, tokens))
            draft = _person(doc, each, heard)
            office = next((one for one in heard if one.where.startswith("before")), None)
            if office:
                used |= set(range(office.start, office.end))
                draft = replace(draft, office=(doc[office.start].idx, draft.start))
            drafts.append(draft)
    return [_known(draft, year) for draft in _joined(drafts)], used


def _person(doc: Doc, each: Found, heard: Sequence[Said]) -> Draft:
    span = doc[each.start : each.end]
    said = tuple((one.where, doc[one.start : one.end].text.strip()) for one in heard)
    roles = tuple(text for where, text in said if where in OFFICES)
    country, sector = _code(said)
    role = max(roles, key=len, default=None)
    return Draft(
        span.start_char, span.end_char, span.text, "PERSON", span.text, "name", country, sector, role, roles, said=said
    )


def _code(said: Sequence[tuple[str, str]]) -> tuple[str | None, str | None]:
    """Return the country and sector that the words beside a name tell, those nearest to it first."""
    nearest = " ".join(text for where, text in said if where in OFFICES[:3])
    rest = [(where, text) for where, text in said if where not in OFFICES[:3]]
    codes = [actors.resolve(nearest), *(actors.resolve(text) for _, text in rest)]
    told = [codes[0], *(code for code, (where, text) in zip(codes[1:], rest, strict=True) if not _is_home(where, text))]
    country = next((code.country for code in codes if code.country), None)
    return country, next((code.sector for code in told if code.sector), None)


def _is_home(where: str, text: str) -> bool:
    """Return whether words only say where somebody is from: "X, of Guatemala"."""
    return where == "of" and (actors.country(text) is not None or places.sure(text) is not None)


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short forms bound to the one fuller name that they can mean, facts shared."""
    full = list(dict.fromkeys(draft.name for draft in drafts if " " in draft.name))
    bound = []
    for draft in drafts:
        others = [name for name in full if name != draft.name]
        fuller = [name for name in others if _is_short_for(draft.name, name)] or [
            name for name in others if _is_first_surname(draft.name, name)
        ]
        target = max(fuller, key=len) if fuller else draft.name
        bound.append(replace(draft, key=target, kind="name" if target == draft.name else "short"))
    by_key: dict[str, list[Draft]] = {}
    for draft in bound:
        by_key.setdefault(draft.key, []).append(draft)
    return [_informed(draft, by_key[draft.key]) for draft in bound]


def _is_short_for(short: str, full: str) -> bool:
    a, b = _words(short), _words(full)
    if len(a) == len(b):
        return len(a) > 1 and a != b and a[-1] == b[-1] and a[:-1] == b[:-1]
    return 0 < len(a) < len(b) and (
        a == b[-len(a) :]
        or (a == b[: len(a)] and len(a[0]) > 2)
        or (len(a) == 2 and a[0] == b[0] and a[-1] == b[-1])
        or (len(a) == 1 and a[0] == b[-2] and b[-1] in ("jr", "sr", "iii"))
    )


def _is_first_surname(short: str, full: str) -> bool:
    """Return whether a word is the first of two surnames: Rosselló of Ricardo Rosselló Nevares."""
    a, b = _words(short), _words(full)
    return len(a) == 1 and len(b) > 2 and a[0] == b[-2] and len(a[0]) > 3


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", folded(name))


def _informed(draft: Draft, same: Sequence[Draft]) -> Draft:
    countries = [each.country for each in same if each.country]
    sectors = [each.sector for each in same if each.sector]
    return replace(draft, country=next(iter(countries), None), sector=next(iter(sectors), None))


def _known(draft: Draft, year: int | None) -> Draft:
    """Return the draft with what the codebook knows of a holder of office; a country said in the text goes first."""
    leader = actors.leader(draft.key, year)
    if leader is None or (draft.country and draft.country != leader.country and draft.sector is not None):
        return draft
    sector = draft.sector if draft.sector in SERVING else leader.sector
    return replace(draft, country=leader.country, sector=sector, known_as=leader.name)


def with_sectors(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Return the persons with a sector each: of one with no office told, CRM when charged or arrested, else CVL.

    Who acts for an international body has none unless its kind tells one: an envoy of the UN serves no government.
    """
    charged = {draft.key for draft in drafts if draft.sector in (None, "CVL") and _is_charged(doc, draft)}
    return [replace(draft, sector=_sector(draft, draft.key in charged)) for draft in drafts]


def _sector(draft: Draft, charged: bool) -> str | None:
    if charged or draft.sector == "UAF":
        return "CRM"
    if draft.country == "UNO" and draft.sector in ("GOV", "SOC"):
        return None
    return draft.sector or (None if draft.country in ("UNO", "IGO") else "CVL")


def _is_charged(doc: Doc, draft: Draft) -> bool:
    span = doc.char_span(draft.start, draft.end, alignment_mode="expand")
    return span is not None and is_charged(span.root)


def is_charged(root: Token) -> bool:
    """Return whether a sentence tells that somebody, `root`, was charged, arrested or convicted or pleads guilty."""
    doc, verb = root.doc, root.head.lemma_.casefold()
    done_to = root.dep_ in ("nsubjpass", "dobj") and verb in words("name_words.csv", "charged")
    pleads = root.dep_ == "nsubj" and verb in ("plead", "plea") and "guilty" in doc[root.head.i : root.head.i + 3].text
    return done_to or pleads
