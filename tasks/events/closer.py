"""A closer look at one event: the pieces around the words that tell it, each marked by where it stands to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.events.windows import Pieces

LOOK_BACK = 3
"""Sentences before an event's own in which its parties are looked for."""
OPENING = 2
"""Sentences at the head of an article whose parties may have a part in any of its events."""
WIDTH, N_HEADS, N_LAYERS = 128, 4, 2
TELLS, BEFORE, AFTER, NEXT, EARLIER, OPENS = 0, 1, 2, 3, 4, 4 + LOOK_BACK
N_MARKS = OPENS + 1
"""What a piece is to the event: a word that tells it, before or after that in its sentence, in the next one, in one of
the few before, in the article's opening."""


Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scene:
    """The pieces around an event, in text order, and what each is to it."""

    at: NDArray[np.int64]
    marks: NDArray[np.int64]

    def within(self, spot: slice) -> slice:
        """Return where the pieces of `spot` are among these."""
        first, last = np.searchsorted(self.at, [spot.start, spot.stop])
        return slice(int(first), int(last))


def scene(pieces: Pieces, number: int, trigger: slice) -> Scene:
    """Return the pieces around an event that `trigger` tells in sentence `number`."""
    first, last = np.searchsorted(pieces.sentences, [number - LOOK_BACK, number + 2])
    opening = np.arange(min(int(np.searchsorted(pieces.sentences, OPENING)), first))
    at = np.concatenate([opening, np.arange(first, last)])
    gap = number - pieces.sentences[at]
    marks = np.where(gap > 0, EARLIER + gap - 1, np.where(gap < 0, NEXT, np.where(at < trigger.start, BEFORE, AFTER)))
    marks[(at >= trigger.start) & (at < trigger.stop) & (gap == 0)] = TELLS
    marks[: len(opening)] = np.where(gap[: len(opening)] > LOOK_BACK, OPENS, marks[: len(opening)])
    return Scene(at, marks)


@dataclass(frozen=True, slots=True)
class View:
    """An event and the pieces around it, each as seen with the event in mind."""

    kind: int  # number of its type
    told: Floats  # the event as the sentence alone tells it, (width of the encoder)
    scene: Scene
    event: Floats  # (width)
    pieces: Floats  # (piece, width)

    def mean(self, spot: slice) -> Floats:
        """Return the mean vector of some pieces; zeros where they are not around the event."""
        within = self.scene.within(spot)
        made: Floats = self.pieces[within].mean(0) if within.stop > within.start else np.zeros_like(self.event)
        return made


def look(weights: Mapping[str, Any], kind: int, told: Floats, pieces: Floats, around: Scene) -> View:
    """Return the view of an event of a type; `pieces` are the narrow vectors (piece, width) of those around it."""
    of_kind = weights["kinds.weight"][:, kind] + weights["kinds.bias"]
    first = _linear(weights, "told", told) + of_kind
    marked = pieces + weights["marks.weight"].T[around.marks] + weights["marks.bias"] + of_kind
    seen = np.concatenate([first[None], marked])
    for layer in range(N_LAYERS):
        seen = _heard(weights, f"layers.{layer}", seen)
    seen = _normal(seen)
    return View(kind, told, around, seen[0], seen[1:])


def _heard(weights: Mapping[str, Any], layer: str, seen: Floats) -> Floats:
    """Return the vectors after a layer in which every piece hears every other."""
    asked, kept, told = np.split(_linear(weights, f"{layer}.heard", _normal(seen)), 3, axis=1)
    size = WIDTH // N_HEADS
    said = np.empty_like(seen)
    for head in range(N_HEADS):
        part = slice(head * size, (head + 1) * size)
        odds = asked[:, part] @ kept[:, part].T / np.float32(np.sqrt(size))
        share = np.exp(odds - odds.max(1, keepdims=True))
        said[:, part] = share @ told[:, part] / share.sum(1, keepdims=True)
    seen = seen + _linear(weights, f"{layer}.said", said)
    inner = np.maximum(_linear(weights, f"{layer}.inner", _normal(seen)), 0)
    made: Floats = seen + _linear(weights, f"{layer}.outer", inner)
    return made


def _linear(weights: Mapping[str, Any], name: str, value: Floats) -> Floats:
    made: Floats = value @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return made


def _normal(value: Floats) -> Floats:
    centred = value - value.mean(1, keepdims=True)
    made: Floats = centred / np.sqrt((centred * centred).mean(1, keepdims=True) + np.float32(1e-5))
    return made
