"""Whether a clause with a trigger tells an event at all: a small logistic model over what is known of the clause.

The weights in models/keep.csv are learned from labelled documents by `python -m training.keep`; with them a draft's
probability is also the confidence of its report.
"""

import csv
import math
from collections.abc import Iterator
from functools import cache

from tasks.events.draft import Draft
from tasks.settings import ROOT

WEIGHTS = ROOT / "models" / "keep.csv"
LEAST = 0.44
"""Drafts below it are dropped; the value with the best F1 in cross-validation over documents (`training.keep`)."""


def probability(draft: Draft, n_sentences: int) -> float:
    """Return how likely a careful reader is to call the draft an event of its type, 0 to 1."""
    weights = _weights()
    score = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) for name in features(draft, n_sentences))
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def features(draft: Draft, n_sentences: int) -> Iterator[str]:
    """Yield the names of what holds of a draft, each once."""
    head = draft.candidate.head
    kind = "n" if draft.candidate.is_noun else "v"
    yield f"type={draft.type}"
    yield f"pos={draft.type}:{kind}"
    yield f"lemma={draft.type}:{head.lemma_.casefold()}"
    yield f"doubt={draft.doubt}"
    yield f"doubt={draft.doubt}:{draft.type}"
    yield f"status={draft.status}"
    yield f"dep={head.dep_}"
    yield f"dep={head.dep_}:{kind}"
    yield f"tag={head.tag_}"
    yield from _parties(draft)
    yield f"dated={draft.when is not None}"
    yield f"said={draft.claim is not None}"
    yield f"place={min(draft.number, 3)}"
    yield f"last={draft.number >= n_sentences - 2 and n_sentences > 4}"
    yield f"quoted={any(mark in draft.sentence.text for mark in QUOTES)}"
    yield f"person={any(token.lower_ in ('we', 'i', 'our') for token in draft.sentence)}"
    yield f"length={min(len(draft.sentence) // 12, 4)}"


QUOTES = '"“”'


def _parties(draft: Draft) -> Iterator[str]:
    for role, parties in (("actor", draft.actors), ("recipient", draft.recipients)):
        yield f"n_{role}={min(len(parties), 2)}"
        yield f"n_{role}={min(len(parties), 2)}:{draft.type}"
        for sector in sorted({party.entity.sector or f"no {party.entity.type}" for party in parties}):
            yield f"{role}={sector}"
        if any(party.entity.type == "PERSON" for party in parties):
            yield f"{role} person:{draft.type}"


@cache
def _weights() -> dict[str, float]:
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["feature"]: float(row["weight"]) for row in rows}
