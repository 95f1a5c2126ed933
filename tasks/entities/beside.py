"""What is said of a person beside the name: the office before it, behind it, in the clause that hangs on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

from tasks import actors
from tasks.entities.spans import Found
from tasks.wordlists import words

STOP = {"VERB", "AUX", "PRON", "SCONJ", "ADV", "INTJ"}
EDGES = {"CCONJ", "DET", "PUNCT"}
LINKS = {"of", "for", "to", "the", "and", "'s", "’s", "-", "&", "on", "at", "in"}
BEHIND = ("of", "from", "at", "with", "for")
OPENING = ("then", "formerly", "its", "their", "his", "her", "whose")
DASHES = ("–", "-", "—", "--")
FARTHEST, LONGEST = 22, 14
IMPERSONAL = {"NGO", "UAF", "UNK", "PRM", "AGR", "ELI", None}
WORD = re.compile(r"[\w-]+")
Where = Literal["before", "before a comma", "behind", "of", "is", "as", "holds"]


@dataclass(frozen=True, slots=True)
class Said:
    """Words said of a person: tokens [start, end), and where they stand to the name."""

    where: Where
    start: int
    end: int


def said(doc: Doc, found: Found, others: set[int]) -> Iterator[Said]:
    """Yield what is said of the person named; `others` holds the tokens of other people's names, which end a search."""
    before = _before(doc, found, others)
    if before:
        yield before
    yield from _behind(doc, found)
    yield from _in_clauses(doc, found)


# --- before the name -------------------------------------------------------------------------------------------------


def _before(doc: Doc, found: Found, others: set[int]) -> Said | None:
    """Return the office and rank that lead up to a name: Turkish Foreign Minister X; the mayor, X,."""
    name = _after_office(doc, found.start)
    apart = name > 0 and doc[name - 1].text == "," and _is_apposed(doc, found)
    end = name - apart
    start = _beginning(doc, end, others)
    if start == end or not is_role(doc[start:end].text):
        return None
    start = _after_other_clause(doc, start, end)
    if start == end or not is_role(doc[start:end].text) or (apart and doc[end - 1].lower_ in LINKS):
        return None
    return Said("before a comma" if apart else "before", start, end)


def _after_office(doc: Doc, start: int) -> int:
    """Return where a name with its courtesies begins when they stand behind a comma: the minister, H.E. Dr X."""
    at = start
    while at > 0 and doc[at - 1].lower_.replace(".", "") in words("name_words.csv", "courtesy"):
        at -= 1
    return at if at > 0 and doc[at - 1].text == "," else start


def _is_apposed(doc: Doc, found: Found) -> bool:
    """Return whether a name behind a comma may explain the words before it: "the mayor, X, said", not "..., X said"."""
    behind = doc[found.end : found.end + 1].text
    opening = doc[found.start].sent
    is_alone = not any(token.pos_ in ("VERB", "AUX", "PUNCT") for token in doc[opening.start : found.start - 1])
    return (is_alone and doc[opening.start].pos_ == "DET") or behind in (
        "",
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        "and",
        "who",
        *DASHES,
    )


def _beginning(doc: Doc, end: int, others: set[int]) -> int:
    """Return where the words that may be an office begin."""
    start = end
    while start > 0 and end - start < FARTHEST:
        token = doc[start - 1]
        if token.text == ")" and start > 3 and doc[start - 3].text == "(":
            start -= 3
            continue
        if token.i in others or token.is_space or token.pos_ in STOP or token.pos_ == "NUM":
            break
        if token.is_punct and token.text not in ("-", "–"):
            break
        if token.pos_ == "ADP" and not _joins(token):
            break
        start -= 1
        if token.is_sent_start:
            break
    while start < end and (doc[start].lower_ in LINKS or doc[start].pos_ in EDGES):
        start += 1
    return start


def _joins(token: Token) -> bool:
    """Return whether a preposition stands in an office: Minister for Europe, Senator from Vermont."""
    before = token.doc[max(token.i - 2, 0) : token.i].text
    return (
        token.lower_ in LINKS
        or token.doc[token.i + 1].text == "-"
        or (token.lower_ in ("from", "with") and is_role(before))
    )


def _after_other_clause(doc: Doc, start: int, end: int) -> int:
    """Return where the office begins when the words before it belong to something else: "talks in X with Y"."""
    for at in range(end - 1, start, -1):
        token = doc[at]
        if token.lower_ in ("in", "on", "at", "to", "and") and not is_role(doc[start:at].text):
            return at + 1
    return start


# --- behind it -------------------------------------------------------------------------------------------------------


def _behind(doc: Doc, found: Found) -> Iterator[Said]:
    """Yield "the foreign minister of Y" behind "X," and "of Y" behind X."""
    at = _after_age(doc, found.end)
    apart = doc[at : at + 1].text in (",", "(", *DASHES)
    at += apart
    if at < len(doc) and doc[at].lower_ in BEHIND:
        end = _phrase_end(doc, at + 1)
        if end > at + 1:
            yield Said("of", at + 1, end)
    elif apart:
        start = at
        while start < len(doc) and (doc[start].pos_ in ("DET", "NUM") or doc[start].lower_ in OPENING):
            start += 1
        end = _phrase_end(doc, start)
        if end > start and is_role(doc[start:end].text):
            yield Said("behind", at if doc[at].pos_ == "ADV" else start, end)


def _after_age(doc: Doc, at: int) -> int:
    """Return where the text goes on behind ", 59" after a name."""
    is_age = doc[at : at + 1].text == "," and doc[at + 1 : at + 2].text.isdigit() and doc[at + 2 : at + 3].text == ","
    return at + 2 if is_age else at


def _phrase_end(doc: Doc, start: int) -> int:
    """Return where a phrase ends: at a verb, a pronoun or a mark."""
    end = start
    while end < len(doc) and end - start < LONGEST and not _ends_phrase(doc[end]):
        end += 1
    return end


def _ends_phrase(token: Token) -> bool:
    return token.is_space or token.pos_ in ("VERB", "AUX", "PRON") or (token.is_punct and token.text != "-")


# --- in a clause -----------------------------------------------------------------------------------------------------


def _in_clauses(doc: Doc, found: Found) -> Iterator[Said]:
    """Yield what clauses say: X is the mayor; X, who leads the union; X resigned as minister."""
    root = doc[found.start : found.end].root
    verbs = [child for child in root.children if child.dep_ == "relcl"]
    if root.dep_ in ("nsubj", "nsubjpass"):
        verbs.append(root.head)
    for verb in verbs:
        for child in verb.rights:
            if child.dep_ == "attr" and verb.lemma_ == "be":
                yield from _role("is", child)
            elif child.dep_ == "prep" and child.lower_ == "as":
                yield from (said for each in child.rights if each.dep_ == "pobj" for said in _role("as", each))
            elif child.dep_ == "dobj" and verb.lemma_ in words("name_words.csv", "heads"):
                yield from _phrase("holds", child)
            elif child.dep_ == "prep" and child.lower_ == "for" and verb.lemma_ in ("speak", "work", "act"):
                yield from (said for each in child.rights if each.dep_ == "pobj" for said in _phrase("holds", each))


def _role(where: Where, head: Token) -> Iterator[Said]:
    yield from (each for each in _phrase(where, head) if is_role(head.doc[each.start : each.end].text))


def _phrase(where: Where, head: Token) -> Iterator[Said]:
    start = head.left_edge.i
    while start < head.i and head.doc[start].pos_ == "DET":
        start += 1
    yield Said(where, start, max(_phrase_end(head.doc, start), head.i + 1))


def is_role(text: str) -> bool:
    """Return whether words say an office, a rank or a trade."""
    agents = actors.agents()
    heard = WORD.findall(text.casefold())
    for at in range(len(heard)):
        phrase = ""
        for word in heard[at : at + 4]:
            phrase = f"{phrase} {word}" if phrase else word
            sector, kind = agents.get(phrase, (None, ""))
            if kind in ("T", "H", "I") or (kind == "G" and sector not in IMPERSONAL):
                return True
    return False
