"""Figures of people hurt: how many, who, what befell them."""

import re
from dataclasses import dataclass

from spacy.tokens import Span, Token

from tasks.events.lexicon import cues
from tasks.records import TollKind

VAGUE = {"dozens", "scores", "hundreds", "thousands", "several", "many", "some", "few"}
AT_LEAST = re.compile(
    r"(?:at least|more than|over|no fewer than|not less than|upwards of|minimum of)\s*$", re.IGNORECASE
)
UP_TO = re.compile(r"(?:up to|as many as|at most|no more than|fewer than|less than)\s*$", re.IGNORECASE)
DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of victims: bounds, kind, the noun phrase of the victims, and the character offsets of the figure."""

    kind: TollKind
    low: int | None
    high: int | None
    victims: str
    head: Token
    start: int
    end: int
    cue: Token


def figures(sentence: Span) -> list[Figure]:
    """Return the tolls that a sentence states, in order, one per figure and kind."""
    found: dict[tuple[int, str], Figure] = {}
    for number in sentence:
        value = _value(number)
        if value is None:
            continue
        for kind, cue in _befell(number, sentence):
            found.setdefault((number.i, kind), _figure(number, value, kind, cue, sentence))
    return list(found.values())


def _value(token: Token) -> int | str | None:
    """Return a number's value, "vague" for dozens and the like, None for what counts nobody."""
    text = token.lower_
    if text in VAGUE and text not in ("many", "some", "few"):
        return "vague"
    if token.like_num and (
        token.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL") or token.dep_ == "nummod"
    ):
        if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
            return None
        if DIGITS.match(text):
            return int(text.replace(",", ""))
        return int(cues("number")[text]) if text in cues("number") else _compound(text)
    if text in ("a", "an") and token.head.lower_ in PERSONS:
        return 1
    return None


PERSONS = frozenset(
    [
        "person",
        "man",
        "woman",
        "soldier",
        "policeman",
        "civilian",
        "child",
        "boy",
        "girl",
        "officer",
        "journalist",
        "serviceman",
    ]
)


def _compound(text: str) -> int | None:
    parts = [cues("number").get(part) for part in text.split("-")]
    return sum(int(part) for part in parts if part) if parts and all(parts) else None


def _counted(number: Token) -> Token:
    """Return the noun that a number counts, the number itself where it stands alone."""
    return number.head if number.dep_ in ("nummod", "det", "quantmod") else number


def _befell(number: Token, sentence: Span) -> list[tuple[TollKind, Token]]:
    """Return what befell the people that a number counts: the verb over it, the noun it counts, the word next to it."""
    noun = _counted(number)
    hung = [child for child in noun.children if child.dep_ in ("acl", "relcl", "amod")]
    for token in (noun, noun.head, *noun.conjuncts, *hung):
        kind = _kind(token)
        if kind and abs(token.i - number.i) <= 14 and not _is_actor_of(noun, token):
            also = token.conjuncts if noun.dep_ == "nsubjpass" else ()
            return [(kind, token), *((more, each) for each in also if (more := _kind(each)))]
    over = noun.head.head if noun.dep_ == "pobj" else None
    if over is not None and (kind := _kind(over)):
        return [(kind, over)]
    for token in sentence.doc[number.i + 1 : min(number.i + 4, sentence.end)]:
        if token.lower_ in ("dead", "killed", "wounded", "injured", "missing") and (kind := _kind(token)):
            return [(kind, token)]
    return []


def _kind(token: Token) -> TollKind | None:
    found = cues("victim").get(token.lower_) or cues("victim").get(token.lemma_)
    return found if found else None  # type: ignore[return-value]


def _is_actor_of(noun: Token, verb: Token) -> bool:
    """Return whether the counted people did it rather than suffered it."""
    active = noun.dep_ == "nsubj" and noun.head == verb and verb.lemma_ not in ("die", "flee", "perish")
    return active and verb.pos_ == "VERB"


def _figure(number: Token, value: int | str, kind: TollKind, cue: Token, sentence: Span) -> Figure:
    before = sentence.doc[max(number.i - 4, sentence.start) : number.i].text + " "
    low = high = value if isinstance(value, int) else None
    if low is not None and AT_LEAST.search(before.rstrip()):
        high = None
    elif low is not None and UP_TO.search(before.rstrip()):
        low = None
    noun = _counted(number)
    last = max(noun.i, number.i)
    start = number.idx
    end = sentence.doc[last].idx + len(sentence.doc[last])
    return Figure(kind, low, high, sentence.doc.text[start:end], noun, start, end, cue)
