"""Whether a clause tells an event at all: a small logistic model over its type and what the encoder says of it.

The weights in models/keep.csv are learned from labelled documents by `make model`; the probability that they give a
draft is also the confidence of its report.
"""

import numpy as np

from tasks.events.draft import Draft
from tasks.events.model import Model, Scored

LEAST = 0.46
"""Drafts below it are dropped. From .46 to .55 the F1 over 76 documents held out is .630 to .637, from .42 to .5 over
153 .614 to .622; the recall of what an article is about falls from .747 to .720."""
BRIEF, LEAST_IN_BRIEF = 2, 0.4
"""The same for an article of at most two sentences, which are all that it has to tell: of 60 such records .683 are
found for .650, the F1 .719 for .703. At .35 more are, but our own sentences that tell nothing suffer."""
SCALE = 4.0  # of log odds, so that they weigh like the other features


def least(sentences: int) -> float:
    """Return the probability from which drafts are kept in an article of so many sentences."""
    return LEAST_IN_BRIEF if sentences <= BRIEF else LEAST


def features(draft: Draft, model: Model, scored: Scored) -> dict[str, float]:
    """Return what the encoder says of a draft, by name.

    Parties, dates, status, quotation marks and what patterns doubt made it worse on documents held out.
    """
    kind = model.types.index(draft.type)
    told = scored.sentences[draft.number]
    head = draft.candidate.head
    at = scored.pieces.at(head.idx, head.idx + len(head))
    words = scored.words[at, kind]
    here = float(words.max()) if len(words) else -10.0
    loudest = float(scored.words[scored.inside(draft.number), kind].max(initial=-10.0))
    others = float(np.delete(told, kind).max())
    odds = float(np.clip(told[kind], -8, 8)) / SCALE
    return {
        "odds": odds,
        f"odds:{draft.type}": odds,
        "odds of the word": max(here, -8.0) / SCALE,
        "odds of another word": (here - loudest) / SCALE,
        "odds of another type": float(np.clip(others - told[kind], -8, 8)) / SCALE,
        "odds, proposed" if draft.is_proposed else "odds, found": odds,
        f"proposed={draft.is_proposed}": 1.0,
        f"type={draft.type}": 1.0,
    }
