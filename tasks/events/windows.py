"""A parsed article cut into windows of whole sentences, as word pieces, for the encoder."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

LONGEST = 192
"""Word pieces in a window, the two marks at its ends not counted; shorter ones cost less than they lose context."""
SLACK = 24  # pieces that a window may have over its even share, so that few sentences begin a new one
FIRST, LAST = 101, 102  # the marks of the BERT vocabulary


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of an article: vocabulary ids, character starts and ends, and the sentence each is in."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    sentences: NDArray[np.int64]
    windows: tuple[tuple[int, int], ...]  # [first, last) pieces of each window

    def at(self, start: int, end: int) -> slice:
        """Return the pieces that share a character with [start, end)."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return slice(first, max(last, min(first + 1, len(self.ids))))


def pieces(doc: Doc, tokenizer: Tokenizer) -> Pieces:
    """Return the word pieces of a document, those of white space left out."""
    encoding = tokenizer.encode(doc.text, add_special_tokens=False)
    spans = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    begins = np.array([sentence.start_char for sentence in doc.sents], dtype=np.int64)
    sentences = np.searchsorted(begins, spans[:, 0], side="right") - 1
    return Pieces(
        np.array(encoding.ids, dtype=np.int64), spans[:, 0], spans[:, 1], sentences, tuple(_windows(sentences))
    )


def _windows(sentences: NDArray[np.int64]) -> list[tuple[int, int]]:
    fit = -(-len(sentences) // LONGEST)  # windows of even length: little padding
    most = max(min(LONGEST, len(sentences) // max(fit, 1) + SLACK), 1)
    bounds = [*np.flatnonzero(np.diff(sentences, prepend=-1)).tolist(), len(sentences)]
    made: list[tuple[int, int]] = []
    first = 0
    for begin, end in pairwise(bounds):
        if end - first > most and begin > first:
            made.append((first, begin))
            first = begin
        while end - first > LONGEST:
            made.append((first, first + LONGEST))
            first += LONGEST
    if len(sentences) > first:
        made.append((first, len(sentences)))
    return made


def framed(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a window as the encoder takes it, (1, piece), with the marks at its ends."""
    return np.array([[FIRST, *ids.tolist(), LAST]], dtype=np.int64)
