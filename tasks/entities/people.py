"""People: their names put together, and what is said of them beside the name: office, rank, country."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks import actors
from tasks.entities.drafts import Draft
from tasks.entities.spans import Found
from tasks.wordlists import folded, words

STOP = {"VERB", "AUX", "PRON", "SCONJ", "ADV", "INTJ"}
EDGES = {"CCONJ", "DET", "PUNCT"}
LINKS = {"of", "for", "to", "the", "and", "'s", "’s", "-", "&", "on", "at", "in"}
FARTHEST = 22
IMPERSONAL = {"NGO", "UAF", "UNK", "PRM", "AGR", "ELI", None}
WORD = re.compile(r"[\w-]+")


def people(doc: Doc, found: list[Found], year: int | None) -> tuple[list[Draft], set[int]]:
    """Return the persons named in a document and the tokens of their offices; `year` is that of the article."""
    tokens = {i for each in found if each.type == "PERSON" for i in range(each.start, each.end)}
    drafts: list[Draft] = []
    used: set[int] = set()
    for each in found:
        if each.type == "PERSON":
            before, after = role_before(doc, each, tokens), role_after(doc, each)
            spans = [span for span in (before, after) if span]
            if before:
                used |= set(range(*before))
            draft = _person(doc, each, [doc[a:b].text for a, b in spans])
            office = (doc[before[0]].idx, draft.start) if before else None
            drafts.append(replace(draft, office=office))
    return [_known(draft, year) for draft in _joined(drafts)], used


def _person(doc: Doc, each: Found, roles: list[str]) -> Draft:
    name = doc[each.start : each.end].text
    code = actors.resolve(" ".join(roles)) if roles else None
    role = max(roles, key=len).strip() if roles else None
    span = doc[each.start : each.end]
    country, sector = (code.country, code.sector) if code else (None, None)
    return Draft(span.start_char, span.end_char, name, "PERSON", name, "name", country, sector, role, tuple(roles))


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short forms bound to the one fuller name that they can mean, facts shared."""
    full = list(dict.fromkeys(draft.name for draft in drafts if " " in draft.name))
    bound = []
    for draft in drafts:
        fuller = [name for name in full if name != draft.name and _is_short_for(draft.name, name)]
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
    return replace(draft, country=leader.country, sector=leader.sector, known_as=leader.name)


def at_home(draft: Draft, focus: list[str]) -> Draft:
    """Return a person whose country is not said as one of the country that the article is about."""
    return replace(draft, country=focus[0]) if draft.country is None and focus else draft


def settled(doc: Doc, drafts: list[Draft]) -> list[Draft]:
    """Return the persons with a sector each: of one with no office told, CRM when charged or arrested, else CVL."""
    charged = {draft.key for draft in drafts if draft.sector in (None, "CVL") and _is_charged(doc, draft)}
    return [
        replace(draft, sector="CRM" if draft.key in charged else draft.sector or "CVL")
        if draft.sector is None or draft.key in charged
        else draft
        for draft in drafts
    ]


def _is_charged(doc: Doc, draft: Draft) -> bool:
    span = doc.char_span(draft.start, draft.end, alignment_mode="expand")
    if span is None:
        return False
    root = span.root
    verb = root.head.lemma_.casefold()
    done_to = root.dep_ in ("nsubjpass", "dobj") and verb in words("name_words.csv", "charged")
    pleads = root.dep_ == "nsubj" and verb in ("plead", "plea") and "guilty" in doc[root.head.i : root.head.i + 3].text
    return done_to or pleads


# --- offices ---------------------------------------------------------------------------------------------------------


def role_before(doc: Doc, found: Found, others: set[int]) -> tuple[int, int] | None:
    """Return the token span [start, end) of the office and rank that lead up to a name, None when there is none.

    `others` holds the tokens of other people's names, which end the search.
    """
    start = found.start
    while start > 0 and found.start - start < FARTHEST:
        token = doc[start - 1]
        if token.i in others or token.is_space or (token.is_sent_start and token.pos_ in STOP):
            break
        if token.pos_ in STOP or (token.is_punct and token.text not in ("-", "–")) or token.pos_ == "NUM":
            break
        if token.pos_ == "ADP" and token.lower_ not in LINKS and doc[token.i + 1].text != "-":
            break
        start -= 1
        if token.is_sent_start:
            break
    while start < found.start and (doc[start].lower_ in LINKS or doc[start].pos_ in EDGES):
        start += 1
    if start == found.start or not _is_role(doc[start : found.start].text):
        return None
    start = _after_other_clause(doc, start, found.start)
    return (start, found.start) if start < found.start and _is_role(doc[start : found.start].text) else None


def _after_other_clause(doc: Doc, start: int, end: int) -> int:
    """Return where the office begins when the words before it belong to something else: "talks in X with Y"."""
    for at in range(end - 1, start, -1):
        token = doc[at]
        if token.lower_ in ("in", "on", "at", "to", "and") and not _is_role(doc[start:at].text):
            return at + 1
    return start


def role_after(doc: Doc, found: Found) -> tuple[int, int] | None:
    """Return the token span of an office that stands behind a name and a comma: "X, the foreign minister of Y,"."""
    at = found.end
    if at >= len(doc) - 1 or doc[at].text not in (",", "(", "–", "-"):
        return None
    end = at + 1
    while end < len(doc) and not doc[end].is_punct and end - at < 14 and doc[end].pos_ not in ("VERB", "AUX", "PRON"):
        end += 1
    start = at + 1
    while start < end and doc[start].pos_ in ("DET", "NUM"):
        start += 1
    return (start, end) if start < end and _is_role(doc[start:end].text) else None


def _is_role(text: str) -> bool:
    agents = actors.agents()
    said = WORD.findall(text.casefold())
    for at in range(len(said)):
        phrase = ""
        for word in said[at : at + 4]:
            phrase = f"{phrase} {word}" if phrase else word
            sector, kind = agents.get(phrase, (None, ""))
            if kind in ("T", "H", "I") or (kind == "G" and sector not in IMPERSONAL):
                return True
    return False
