"""Counts of people as they are written: digits, words, dozens, "at least", "up to"."""

import re

from spacy.tokens import Span, Token

from tasks.events.lexicon import cues

VAGUE = {"dozens", "scores", "hundreds", "thousands", "several"}
AT_LEAST = re.compile(
    r"(?:at least|more than|over|no fewer than|not less than|upwards of|minimum of)\s*$", re.IGNORECASE
)
UP_TO = re.compile(r"(?:up to|as many as|at most|no more than|fewer than|less than)\s*$", re.IGNORECASE)
OR_MORE = re.compile(r"(?:\w+ )?or more\b", re.IGNORECASE)
DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+$")
TENS = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
TIMES = {"hundred", "thousand", "million"}


def value(token: Token) -> int | str | None:
    """Return a number's value, "vague" for dozens and the like, None for what counts nobody."""
    text = token.lower_
    if text in VAGUE:
        return "vague"
    if token.like_num and (
        token.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL") or token.dep_ == "nummod"
    ):
        if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
            return None
        return None if _begins_another(token) else _amount(token)
    if text in ("a", "an") and token.head.lower_ in cues("person"):
        return 1
    return None


def _begins_another(token: Token) -> bool:
    """Return whether a number is the first part of another: sixty in "sixty-six", 10 in "10 million"."""
    rest = token.doc[token.i + 1 : token.i + 3]
    if len(rest) and rest[0].lower_ in TIMES:
        return True
    return token.lower_ in TENS and len(rest) == 2 and rest[0].text == "-" and rest[1].like_num


def first_part(token: Token) -> Token:
    """Return where a number begins: sixty for the six of "sixty-six", 10 for the million of "10 million"."""
    before = token.doc[max(token.i - 2, 0) : token.i]
    if len(before) == 2 and before[1].text == "-" and before[0].lower_ in TENS:
        return before[0]
    return before[-1] if len(before) and token.lower_ in TIMES and before[-1].like_num else token


def _amount(token: Token) -> int | None:
    text, first = token.lower_, first_part(token)
    if first.i == token.i:
        return int(text.replace(",", "")) if DIGITS.match(text) else _compound(text)
    head, rest = _amount(first), cues("number").get(text)
    if head is None or rest is None:
        return None
    return head + int(rest) if first.i == token.i - 2 else head * int(rest)


def _compound(text: str) -> int | None:
    parts = [cues("number").get(part) for part in text.split("-")]
    return sum(int(part) for part in parts if part) if parts and all(parts) else None


def bounds(number: Token, value_: int | str, sentence: Span) -> tuple[int | None, int | None]:
    """Return the least and the greatest count that a number with the words around it allows; None where open."""
    first = first_part(number).i
    before = sentence.doc[max(first - 4, sentence.start) : first].text
    exact = value_ if isinstance(value_, int) else None
    if exact is not None and AT_LEAST.search(before):
        return exact, None
    if exact is not None and UP_TO.search(before):
        return None, exact
    if exact is not None and OR_MORE.match(sentence.doc[number.i + 1 : min(number.i + 4, sentence.end)].text):
        return exact, None
    return exact, exact
