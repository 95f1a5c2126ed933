"""Which country a person is of: the weights of `tasks/entities/homes.py`, learned from labelled documents.

A conditional logit: of the countries that a document names, the labelled one is to be likelier than the others.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

from tasks import interchange, nlp
from tasks.entities import homes
from tasks.entities.find import persons_of
from training import weigh
from training.corpus import folded, is_named, names_of

FOLDS = 5
EPOCHS = 16
L2, RATE = 0.003, 0.2
OWN = 0.7
"""What a person of our own articles counts; of a reference document 1, and one more for each part in an event, to 3."""
LEAST_SEEN = 4


@dataclass(frozen=True)
class Case:
    """A labelled person: what speaks for each country, the right one, what it counts, and its parts in events."""

    options: dict[str, homes.Facts]
    home: str
    weight: float
    parts: int


def learn(documents: Sequence[dict[str, Any]], pipeline: Language, path: Path) -> dict[str, float]:
    """Write the weights learned from labelled documents to `path`; return what they are worth on documents held out.

    That is the share of the persons, and of their parts in events, whose country is right in reference documents.
    """
    docs = nlp.parse(pipeline, [document["text"] for document in documents])
    known = [list(cases(*pair)) for pair in zip(documents, docs, strict=True)]
    weigh.write(fit(list(chain.from_iterable(known))), path)
    homes.weights.cache_clear()
    own = [case for document, some in zip(documents, known, strict=True) if "source" not in document for case in some]
    reference = [some for document, some in zip(documents, known, strict=True) if "source" in document]
    held = [pair for fold in range(FOLDS) for pair in _judged(reference, own, fold)]
    parts = sum(case.parts for case, _ in held)
    return {"persons": sum(right for _, right in held) / len(held),
            "parts": sum(right * case.parts for case, right in held) / parts}  # fmt: skip


def _judged(reference: Sequence[Sequence[Case]], own: Sequence[Case], fold: int) -> Iterator[tuple[Case, bool]]:
    taught = chain.from_iterable(some for at, some in enumerate(reference) if at % FOLDS != fold)
    weights = fit([*taught, *own])
    for case in chain.from_iterable(reference[fold::FOLDS]):
        yield case, homes.likeliest(case.options, weights) == case.home


def cases(document: dict[str, Any], doc: Any) -> Iterator[Case]:
    """Yield the labelled persons of a document that the reading has too."""
    world, persons = persons_of(interchange.article(document), doc)
    parts = Counter(key for event in document["events"] for key in (*event["actors"], *event["recipients"]))
    for key in dict.fromkeys(draft.key for draft in persons):
        same = [draft for draft in persons if draft.key == key]
        entity = _labelled(document, {folded(key), *(folded(draft.name) for draft in same)})
        if entity:
            weight = 1.0 + min(parts[entity["id"]], 2) if "source" in document else OWN
            yield Case(homes.options(world, same), entity["country"] or homes.NOWHERE, weight, parts[entity["id"]])


def _labelled(document: dict[str, Any], said: set[str]) -> dict[str, Any] | None:
    people = [each for each in document["entities"] if each["type"] in ("PERSON", "GROUP")]
    exact = [each for each in people if said & names_of(each)]
    near = [each for each in people if each["type"] == "PERSON" and is_named(said, names_of(each))]
    return next(iter([*exact, *near]), None)


def fit(known: Sequence[Case]) -> dict[str, float]:
    """Return the weights by feature: adaptive gradient steps, the mean of the later half of the epochs."""
    seen = Counter(name for case in known for facts in case.options.values() for name in facts)
    order = {name: at for at, name in enumerate(sorted(name for name in seen if seen[name] >= LEAST_SEEN))}
    examples = [_example(case, order) for case in known if case.home in case.options and len(case.options) > 1]
    weights, squares, mean = np.zeros(len(order)), np.full(len(order), 0.01), np.zeros(len(order))
    shuffled = random.Random(1)
    for epoch in range(EPOCHS):
        shuffled.shuffle(examples)
        for used, table, right, weight in examples:
            scores = table @ weights[used]
            odds = np.exp(scores - scores.max())
            error = odds / odds.sum() - right
            slope = weight * (error @ table) + L2 * weights[used]
            squares[used] += slope**2
            weights[used] -= RATE * slope / np.sqrt(squares[used])
        if epoch >= EPOCHS // 2:
            mean += weights / (EPOCHS - EPOCHS // 2)
    return {name: float(mean[at]) for name, at in order.items()}


def _example(case: Case, order: dict[str, int]) -> tuple[Any, Any, Any, float]:
    table = weigh.table(list(case.options.values()), order)
    used = np.flatnonzero(table.any(axis=0))
    right = np.array([country == case.home for country in case.options], dtype=np.float64)
    return used, table[:, used], right, case.weight
