"""Unnamed parties and bodies: "71 servicemen", "the Armenian armed forces", "the ministry", "police"."""

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from tasks import actors
from tasks.wordlists import words

LONGEST = 4
MODIFIERS = {"compound", "amod", "nmod", "poss"}
PHRASE = MODIFIERS | {"det", "nummod", "quantmod", "advmod", "punct", "case", "conj", "cc", "appos"}
RULED = ("regime", "administration", "government", "cabinet", "junta")
DEFINITE = ("the", "this", "that", "these", "those", "its", "their", "both", "his", "her")


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
        if token.pos_ in ("NOUN", "PROPN") and token.i not in taken and _may_end(token):
            group = _group(token, taken)
            if group:
                found.append(group)
    return found


@cache
def _last_words() -> frozenset[str]:
    return frozenset(phrase.split()[-1] for phrase in actors.agents())


def _may_end(token: Token) -> bool:
    return token.lower_ in _last_words() or token.lemma_.casefold() in _last_words()


def _group(head: Token, taken: set[int]) -> Group | None:
    phrase = _agent_phrase(head)
    if phrase is None:
        return None
    first, word = phrase
    sector, kind = actors.agents()[word]
    left = [token for token in head.subtree if token.i < first and _belongs(token, head)]
    country = _country([*left, *head.doc[first : head.i + 1]]) or _country_behind(head)
    start = min([token.i for token in left if token.i not in taken or _demonym(token)] + [first])
    start = _from_ruler(head.doc, start, word, taken)
    while start < first and head.doc[start].pos_ in ("DET", "PUNCT", "SPACE", "PRON", "PART", "CCONJ", "ADP"):
        if _demonym(head.doc[start]):
            break
        start += 1
    if start and head.doc[start].lower_ in ("least", "most") and head.doc[start - 1].lower_ == "at":
        start -= 1  # "at least four officers", whatever the tagger makes of "at"
    if kind in actors.HEADLESS or start < first:
        code = actors.resolve(head.doc[start : head.i + 1].text)
        sector = code.sector or sector
        country = country or (code.country if kind in actors.HEADLESS else None)
    if kind in actors.HEADLESS:
        if sector is None or (country is None and code.sector is None):
            return None
        kind = {"H": "T", "I": "G", "J": "O"}[kind]
    definite = any(token.lower_ in DEFINITE for token in head.lefts)
    return Group(start, head.i + 1, head.i, word, sector, kind, country, definite)


def _from_ruler(doc: Doc, start: int, word: str, taken: set[int]) -> int:
    """Return where "the Assad regime" begins, which is named after a person."""
    at = start
    while word in RULED and at > 0 and at - 1 in taken and doc[at - 1].pos_ == "PROPN" and not _demonym(doc[at - 1]):
        at -= 1
    return at


def _agent_phrase(head: Token) -> tuple[int, str] | None:
    doc = head.doc
    agents = actors.agents()
    for size in range(LONGEST, 0, -1):
        first = head.i - size + 1
        if first < head.sent.start:
            continue
        before = doc[first : head.i].text.casefold()
        for text in (doc[first : head.i + 1].text.casefold(), f"{before} {head.lemma_.casefold()}".strip()):
            if text in agents and agents[text][1] not in ("M", "A"):
                return first, text
    return None


def _belongs(token: Token, head: Token) -> bool:
    """Return whether a token before the head is part of its own phrase, not of a clause hung on it."""
    while token.i != head.i:
        if token.dep_ not in PHRASE:
            return False
        token = token.head
    return True


def _demonym(token: Token) -> bool:
    return token.text[:1].isupper() and actors.country(token.text) is not None


def _country(tokens: list[Token]) -> str | None:
    for token in tokens:
        if token.text[:1].isupper() and not _is_sponsor(token):
            two = token.doc[token.i : token.i + 2].text
            known = actors.body(token.text) or actors.body(two)
            found = actors.country(token.text) or actors.country(two) or (known.country if known else None)
            if found:
                return found
    return None


def _is_sponsor(token: Token) -> bool:
    """Return whether a country only backs the party: Iranian-backed, pro-Russian, US-led."""
    after = token.doc[token.i + 1 : token.i + 3].text.casefold()
    before = token.doc[max(token.i - 2, 0) : token.i].text.casefold()
    return bool(actors.FOREIGN.match(after) or actors.LED.match(after) or actors.TOWARDS.search(before))


def amount(head: Token) -> Token | None:
    """Return the noun that counts what a noun names, "hundreds" of people; None where none does."""
    over = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    return over if over.i != head.i and over.lemma_.casefold() in words("name_words.csv", "amount") else None


def _country_behind(head: Token) -> str | None:
    """Return the country in "of X", "from X" or "in X" behind a noun."""
    for prep in head.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from", "in"):
            for child in prep.children:
                if child.dep_ == "pobj":
                    return _country([*child.lefts, child])
    return None
