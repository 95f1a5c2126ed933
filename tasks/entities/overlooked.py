"""Names that the recogniser overlooked: told by the gazetteer, or by the words beside them."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from tasks import places
from tasks.wordlists import words

LYING = ("near", "in", "at", "from", "outside", "around")
SEEN = 20_000  # inhabitants of a town of one word that the recogniser may have overlooked
LONGEST = 4


def known(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the tokens [start, end) of places of the gazetteer behind near, in or at."""
    for token in doc[:-1]:
        if token.lower_ in LYING and (token.pos_ == "ADP" or token.is_sent_start):
            ends = range(_end(doc, token.i + 1), token.i + 1, -1)
            yield from next(([(token.i + 1, end)] for end in ends if _is_known(doc, token.i + 1, end)), [])


def _is_known(doc: Doc, start: int, end: int) -> bool:
    return places.resolve(doc[start:end].text, least=SEEN if end == start + 1 else 0) is not None


def told(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the tokens [start, end) of what is said to be a place: the town of Dabiq, Maidan Wardak province."""
    for at in range(len(doc)):
        if _is_told_before(doc, at) and _end(doc, at) > at:
            yield at, _end(doc, at)
        elif _is_told_behind(doc, at) and _start(doc, at) < at:
            yield _start(doc, at), at


def is_told(doc: Doc, start: int, end: int) -> bool:
    """Return whether the words beside [start, end) say that a place is named there."""
    return _is_told_before(doc, start) or _is_told_behind(doc, end)


def _is_told_before(doc: Doc, start: int) -> bool:
    before = [token.lower_ for token in doc[max(start - 2, 0) : start]]
    return before[-1:] == ["near"] or (before[1:] == ["of"] and before[0] in words("name_words.csv", "near"))


def _is_told_behind(doc: Doc, end: int) -> bool:
    return any(token.lower_ in words("name_words.csv", "near") and token.tag_ == "NN" for token in doc[end : end + 1])


def _start(doc: Doc, end: int) -> int:
    start = end
    while start > max(end - LONGEST, 0) and _may_name_a_place(doc[start - 1]):
        start -= 1
    return start


def _end(doc: Doc, start: int) -> int:
    end = start
    while end < min(len(doc), start + LONGEST) and _may_name_a_place(doc[end]):
        end += 1
    return end


def _may_name_a_place(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ == "PROPN" and not token.is_sent_start and token.ent_type_ != "DATE"


def is_dateline(span: Span) -> bool:
    """Return whether a name is a place at the head of a line, as datelines shout it: KHARTOUM, April 24."""
    heads = span.start == 0 or "\n" in span.doc[span.start - 1].text
    leads = span.doc[span.end : span.end + 1].text in (",", "(", "-", "–", "—", "/", ":")
    return span.text.isupper() and heads and leads and places.resolve(span.text) is not None
