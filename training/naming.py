"""What a name is: the weights of `tasks/entities/judge.py`, learned from documents whose every name is labelled."""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from tasks import nlp
from tasks.entities import judge
from tasks.entities.compose import composed
from tasks.entities.spans import named
from training import weigh
from training.corpus import folded, names_of

NONE = len(judge.TYPES)
LEAST_SEEN = 5  # names that a feature is of before it counts
L2 = 2.0
STEPS, RATE, DRAG = 3000, 0.3, 0.9
FOLDS = 5
Case = tuple[dict[str, float], int]
"""What tells what a name is, and the number of its type."""


def learn(documents: Sequence[dict[str, Any]], pipeline: Language, path: Path) -> dict[str, float]:
    """Write the weights learned from labelled documents to `path`; return what they are worth on documents held out.

    That is the F1 over names with their type, as the recogniser and the lists have them and as judged.
    """
    docs = nlp.parse(pipeline, [document["text"] for document in documents])
    known = [cases(*pair) for pair in zip(documents, docs, strict=True)]
    write(fit([case for some in known for case in some]), path)
    judge.weights.cache_clear()
    held = [case for fold in range(FOLDS) for case in _judged(known, fold)]
    return {"proposed": _f1([(_proposed(features), label) for features, label in map(itemgetter(0, 1), held)]),
            "judged": _f1([(verdict, label) for _, label, verdict in held])}  # fmt: skip


def _judged(known: Sequence[Sequence[Case]], fold: int) -> Iterator[tuple[dict[str, float], int, int]]:
    """Yield the cases of a fold with the type that weights learned from the others give them."""
    weights = fit([case for at, some in enumerate(known) if at % FOLDS != fold for case in some])
    for features, label in (case for some in known[fold::FOLDS] for case in some):
        verdict = judge.verdict(features, weights)
        yield features, label, NONE if verdict is None else judge.TYPES.index(verdict)


def _proposed(features: dict[str, float]) -> int:
    if "overlooked" in features:
        return NONE
    return next(at for at, type_ in enumerate(judge.TYPES) if f"type={type_}" in features)


def _f1(pairs: Sequence[tuple[int, int]]) -> float:
    hits = sum(said == label != NONE for said, label in pairs)
    return 2 * hits / sum((said != NONE) + (label != NONE) for said, label in pairs)


def cases(document: dict[str, Any], doc: Doc) -> list[Case]:
    """Return every name of a document with what it is labelled."""
    labels = [_labels(document, type_) for type_ in judge.TYPES]
    made = []
    for mentions, features in judge.cases(doc, composed(doc, named(doc))):
        name = folded(doc[mentions[0].start : mentions[0].end].text)
        own = judge.TYPES.index(mentions[0].type)
        likely = (own, *range(len(labels)))
        made.append((features, next((number for number in likely if name in labels[number]), NONE)))
    return made


def _labels(document: dict[str, Any], type_: str) -> set[str]:
    """Return the folded names of the labelled entities of a type, with the surnames of people."""
    entities = [each for each in document["entities"] if each["type"] == type_]
    surnames = {folded(each["name"]).split(" ")[-1] for each in entities if type_ == "PERSON"}
    return {name for each in entities for name in names_of(each)} | surnames - {""}


def fit(known: Sequence[Case]) -> dict[str, tuple[float, ...]]:
    """Return by feature the weights of a multinomial logistic regression, those of no name taken from all."""
    seen = Counter(name for features, _ in known for name in features)
    order = {name: at for at, name in enumerate(sorted(name for name in seen if seen[name] >= LEAST_SEEN))}
    table = np.hstack([weigh.table([features for features, _ in known], order), np.ones((len(known), 1))])
    wanted = np.eye(NONE + 1)[[label for _, label in known]]
    weights = np.zeros((len(order) + 1, NONE + 1))
    speed = np.zeros_like(weights)
    for _ in range(STEPS):
        scores = table @ weights
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = odds / odds.sum(axis=1, keepdims=True) - wanted
        speed = DRAG * speed - RATE * (table.T @ error + L2 * weights) / len(known)
        weights = weights + speed
    told = weights[:, :NONE] - weights[:, NONE:]
    return {name: tuple(map(float, told[at])) for name, at in (order | {"bias": len(order)}).items()}


def write(weights: dict[str, tuple[float, ...]], path: Path) -> None:
    """Write the weights as CSV."""
    lines = [f'"{name.replace(chr(34), chr(34) * 2)}",{",".join(f"{each:.3f}" for each in some)}'
             for name, some in weights.items()]  # fmt: skip
    path.write_text(weigh.HEADER + "\n".join([f"feature,{','.join(judge.TYPES)}", *lines]) + "\n", encoding="utf-8")
