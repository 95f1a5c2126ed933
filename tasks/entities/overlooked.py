"""Names that the recogniser overlooked: told by the gazetteer, or by the words beside them."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

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
    kinds = words("name_words.csv", "near")
    for token in doc[:-1]:
        is_beside = token.lower_ == "near" or (token.lower_ == "of" and token.i and doc[token.i - 1].lower_ in kinds)
        if is_beside and _end(doc, token.i + 1) > token.i + 1:
            yield token.i + 1, _end(doc, token.i + 1)
        elif token.lower_ in kinds and token.tag_ == "NN" and _start(doc, token.i) < token.i:
            yield _start(doc, token.i), token.i


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
