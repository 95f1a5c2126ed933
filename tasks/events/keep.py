"""Whether a clause tells an event at all: a small logistic model over what patterns, grammar and encoder say of it.

The weights in models/keep.csv are learned from labelled documents by `make model`; the probability that they give a
draft is also the confidence of its report.
"""

from collections.abc import Iterator

import numpy as np

from tasks.events.draft import Draft
from tasks.events.model import Model, Scored

LEAST = 0.5
"""Drafts below it are dropped: of those tried from .30 to .54, the best in F1 over documents held out."""
SCALE = 4.0  # of log odds, so that they weigh like the other features
QUOTES = '"“”'


def features(draft: Draft, model: Model, scored: Scored) -> dict[str, float]:
    """Return what holds of a draft, by name."""
    return dict.fromkeys(_facts(draft, len(scored.sentences)), 1.0) | dict(_odds(draft, model, scored))


def _odds(draft: Draft, model: Model, scored: Scored) -> Iterator[tuple[str, float]]:
    kind = model.types.index(draft.type)
    told = scored.sentences[draft.number]
    head = draft.candidate.head
    at = scored.pieces.at(head.idx, head.idx + len(head))
    words = scored.words[at, kind]
    here = float(words.max()) if len(words) else -10.0
    loudest = float(scored.words[scored.inside(draft.number), kind].max(initial=-10.0))
    others = float(np.delete(told, kind).max())
    odds = float(np.clip(told[kind], -8, 8)) / SCALE
    yield "odds", odds
    yield f"odds:{draft.type}", odds
    yield "odds of the word", max(here, -8.0) / SCALE
    yield "odds of another word", (here - loudest) / SCALE
    yield "odds of another type", float(np.clip(others - told[kind], -8, 8)) / SCALE
    yield "odds, proposed" if draft.is_proposed else "odds, found", odds
    yield f"proposed={draft.is_proposed}", 1.0


def _facts(draft: Draft, n_sentences: int) -> Iterator[str]:
    yield f"type={draft.type}"
    yield f"doubt={draft.doubt}"
    yield f"doubt={draft.doubt}:{draft.type}"
    yield f"status={draft.status}"
    yield from _parties(draft)
    yield f"dated={draft.when is not None}"
    yield f"said={draft.claim is not None}"
    yield f"place={min(draft.number, 3)}"
    yield f"last={draft.number >= n_sentences - 2 and n_sentences > 4}"
    yield f"quoted={any(mark in draft.sentence.text for mark in QUOTES)}"
    yield f"person={any(token.lower_ in ('we', 'i', 'our') for token in draft.sentence)}"
    yield f"length={min(len(draft.sentence) // 12, 4)}"


def _parties(draft: Draft) -> Iterator[str]:
    for role, parties in (("actor", draft.actors), ("recipient", draft.recipients)):
        yield f"n_{role}={min(len(parties), 2)}"
        yield f"n_{role}={min(len(parties), 2)}:{draft.type}"
        for sector in sorted({party.entity.sector or f"no {party.entity.type}" for party in parties}):
            yield f"{role}={sector}"
        if any(party.entity.type == "PERSON" for party in parties):
            yield f"{role} person:{draft.type}"
