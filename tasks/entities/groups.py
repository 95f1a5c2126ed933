"""Unnamed parties and bodies: "71 servicemen", "the Armenian armed forces", "the ministry", "police"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tasks import actors

LONGEST = 4
MODIFIERS = {"compound", "amod", "nmod", "poss"}
# Too vague to be a party on their own: only with a nationality, a number or a part in violence do they mean somebody.
VAGUE = frozenset(
    [
        "people",
        "person",
        "persons",
        "man",
        "men",
        "woman",
        "women",
        "child",
        "children",
        "officials",
        "official",
        "leader",
        "party",
        "bank",
        "company",
        "firm",
        "school",
        "university",
        "families",
        "resident",
        "citizens",
    ]
)


@dataclass(frozen=True, slots=True)
class Group:
    """A noun phrase that names a party without a proper name: tokens [start, end), its agent noun, its country."""

    start: int
    end: int
    head: int
    word: str
    sector: str | None
    kind: str  # G group, O body, T office
    country: str | None
    definite: bool


def groups(doc: Doc, taken: set[int]) -> list[Group]:
    """Return the unnamed parties of a document; `taken` holds the tokens of names and of offices before names."""
    found = []
    for token in doc:
        if token.pos_ in ("NOUN", "PROPN") and token.i not in taken:
            group = _group(token, taken)
            if group:
                found.append(group)
    return found


def _group(head: Token, taken: set[int]) -> Group | None:
    phrase = _agent_phrase(head)
    if phrase is None:
        return None
    first, word = phrase
    sector, kind = actors.agents()[word]
    left = [token for token in head.subtree if token.i < first and _belongs(token, head)]
    country = _country([*left, *head.doc[first : head.i + 1]]) or _country_behind(head)
    start = min([token.i for token in left if token.i not in taken or _demonym(token)] + [first])
    while start < first and head.doc[start].pos_ in ("DET", "PUNCT", "SPACE", "PRON") and not _demonym(head.doc[start]):
        start += 1
    definite = any(
        token.lower_ in ("the", "this", "that", "these", "those", "its", "their", "both") for token in head.lefts
    )
    return Group(start, head.i + 1, head.i, word, sector, kind, country, definite)


def _agent_phrase(head: Token) -> tuple[int, str] | None:
    doc = head.doc
    for size in range(LONGEST, 0, -1):
        first = head.i - size + 1
        if first < 0 or first < head.sent.start:
            continue
        for text in (
            doc[first : head.i + 1].text.casefold(),
            f"{doc[first : head.i].text} {head.lemma_}".strip().casefold(),
        ):
            if text in actors.agents():
                return first, text
    return None


def _belongs(token: Token, head: Token) -> bool:
    """Return whether a token before the head is part of its own phrase, not of a clause hung on it."""
    while token.i != head.i:
        if token.dep_ not in MODIFIERS | {
            "det",
            "nummod",
            "quantmod",
            "advmod",
            "punct",
            "case",
            "conj",
            "cc",
            "appos",
        }:
            return False
        token = token.head
    return True


def _demonym(token: Token) -> bool:
    return token.text[:1].isupper() and actors.country(token.text) is not None


def _country(tokens: list[Token]) -> str | None:
    for token in tokens:
        if token.text[:1].isupper():
            two = token.doc[token.i : token.i + 2].text
            known = actors.body(token.text) or actors.body(two)
            found = actors.country(token.text) or actors.country(two) or (known.country if known else None)
            if found:
                return found
    return None


def _country_behind(head: Token) -> str | None:
    """Return the country in "of X", "from X" or "in X" behind a noun."""
    for prep in head.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from", "in"):
            for child in prep.children:
                if child.dep_ == "pobj":
                    return _country([*child.lefts, child])
    return None
