"""The learned half of the coder: what kinds of event a sentence tells, and which mentions play which part in one.

The model is made by `make model` from labelled documents (see models/README.md): a small encoder as int8 ONNX, and its
heads as plain matrices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from tasks import logistic
from tasks.events.windows import Pieces, framed, pieces
from tasks.settings import ROOT

FOLDER = ROOT / "models"
SMALL = ("keep", "join", "dates", "parties", "places", "confidence")
"""The small models: what is kept, what is a repeat, when, who, where, and how sure it is."""
N_GAPS = 6
"""Distances between two tellings that the model tells apart, in sentences; the last is that or more."""
SLOWER = ["SkipLayerNormFusion"]
"""What ONNX Runtime 1.32 makes of a graph that costs an eighth more time: sums normalised number by number."""
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model makes of an article: vectors of its pieces, and scores (log odds) of types."""

    pieces: Pieces
    vectors: Floats  # (piece, width)
    words: Floats  # (piece, type)
    sentences: Floats  # (sentence, type)

    def inside(self, sentence: int) -> slice:
        """Return the pieces of a sentence."""
        first, last = np.searchsorted(self.pieces.sentences, [sentence, sentence + 1])
        return slice(int(first), int(last))

    def event(self, sentence: int, kind: int) -> Floats:
        """Return the vector of an event of a type in a sentence, most of it from the words that tell it."""
        inside = self.inside(sentence)
        share = np.exp(self.words[inside, kind] - self.words[inside, kind].max(initial=-50.0))
        made: Floats = (share / share.sum()) @ self.vectors[inside]
        return made


class Model:
    """An encoder and its heads, in memory.

    `encode` turns a window (1, piece), as vocabulary ids, into vectors (1, piece, width); `small` holds the
    weights of the small models by name.
    """

    def __init__(
        self,
        heads: Mapping[str, Any],
        encode: Callable[[Ints], Floats],
        tokenizer: Tokenizer,
        small: Mapping[str, Mapping[str, float]],
    ) -> None:
        self._heads, self._encode, self._tokenizer = heads, encode, tokenizer
        self.keep, self.join, self.dates, self.parties, self.places, self.confidence = (
            small.get(name, {}) for name in SMALL
        )
        self.types: tuple[str, ...] = tuple(heads["names.types"].tolist())
        self.modes: tuple[str, ...] = tuple(heads["names.modes"].tolist())
        self.statuses: tuple[str, ...] = tuple(heads["names.statuses"].tolist())

    def read(self, docs: Sequence[Doc]) -> list[Scored]:
        """Return what the model makes of each document, in order."""
        cut = [pieces(doc, self._tokenizer) for doc in docs]
        width = self._heads["types.weight"].shape[1]
        vectors = [np.zeros((len(each.ids), width), dtype=np.float32) for each in cut]
        for each, made in zip(cut, vectors, strict=True):
            for first, last in each.windows:  # one by one: beside others, 8-bit weights would round otherwise
                made[first:last] = self._encode(framed(each.ids[first:last]))[0, 1:-1]
        return [self._scored(*each) for each in zip(docs, cut, vectors, strict=True)]

    def _scored(self, doc: Doc, cut: Pieces, vectors: Floats) -> Scored:
        words = self._linear("types", vectors)
        n_sentences = sum(1 for _ in doc.sents)
        scores = np.full((n_sentences, len(self.types)), -20.0, dtype=np.float32)
        made = Scored(cut, vectors, words, scores)
        for sentence in range(n_sentences):
            inside = made.inside(sentence)
            if inside.stop > inside.start:
                peak = words[inside].max(0)
                told = peak + np.log(np.exp(words[inside] - peak).sum(0))
                scores[sentence] = told + self._linear("whole", vectors[inside].mean(0))
        return made

    def roles(self, scored: Scored, sentence: int, kind: int, mentions: Sequence[slice], traits: Floats) -> Floats:
        """Return the probability (mention, role) of each mention's part in an event; roles as in `traits.ROLES`."""
        means = np.stack([scored.vectors[each].mean(0) for each in mentions])
        m, e = self._linear("mention", means), self._linear("event", scored.event(sentence, kind))
        of_type = np.zeros((len(traits), len(self.types)), dtype=np.float32)
        of_type[:, kind] = 1
        given = self._linear("given", np.concatenate([traits, of_type], axis=1))
        hidden = np.maximum(m + e + self._linear("product", m * e) + given, 0)
        odds = self._linear("roles", hidden)
        made: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return made

    def repeat(self, earlier: Floats, later: Floats, gap: int, kind: int) -> float:
        """Return the log odds that two tellings of a type, given as vectors `gap` sentences apart, are of one event."""
        a, b = self._linear("earlier", earlier), self._linear("later", later)
        given = self._linear("apart", pair_input(gap, kind, len(self.types)))
        hidden = np.maximum(a + b + self._linear("likeness", a * b) + given, 0)
        return float(self._linear("same", hidden)[0])

    def mode(self, scored: Scored, sentence: int, kind: int) -> str | None:
        """Return the mode of an event of a type in a sentence, where one is likelier than all others; else None."""
        odds = self._linear("modes", scored.event(sentence, kind))
        own = [at for at, mode in enumerate(self.modes) if mode.split(":")[0] == self.types[kind]]
        if not own:
            return None
        share = np.exp(odds[own] - odds[own].max())
        best = own[int(share.argmax())]
        return self.modes[best].split(":")[1] if share.max() > share.sum() / 2 else None

    def status(self, scored: Scored, sentence: int, kind: int) -> Floats:
        """Return the log odds of each status of an event, statuses as in `statuses`."""
        return self._linear("status", scored.event(sentence, kind))

    def _linear(self, name: str, value: Floats) -> Floats:
        made: Floats = value @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return made


def pair_input(gap: int, kind: int, n_types: int) -> Floats:
    """Return what two tellings of a type are told by beside their words: the type, and the sentences between."""
    made = np.zeros(n_types + N_GAPS, dtype=np.float32)
    made[kind] = made[n_types + min(gap, N_GAPS) - 1] = 1
    return made


@cache
def load(folder: Path = FOLDER) -> Model:
    """Return the model of a folder, by default the one that ships; takes about a quarter of a second."""
    threadpool_limits(limits=1, user_api="blas")  # to share matrices as small as these among threads doubled the cost
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # two cost a quarter more, and articles are shared by two processes
    session = onnxruntime.InferenceSession(
        folder / "encoder.onnx", options, ["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )

    def encode(ids: Ints) -> Floats:
        made: Floats = session.run(None, {"ids": ids})[0]
        return made

    with np.load(folder / "heads.npz", allow_pickle=False) as stored:
        heads = dict(stored)
    small = {name: logistic.read(folder / f"{name}.csv") for name in SMALL}
    return Model(heads, encode, tokenizer(folder / "tokenizer.json"), small)


def tokenizer(path: Path = FOLDER / "tokenizer.json") -> Tokenizer:
    """Return the tokenizer of the encoder, which neither cuts nor pads."""
    made = Tokenizer.from_file(str(path))
    made.no_truncation()
    made.no_padding()
    return made
