"""`python -m training.keep` learns models/keep.csv from the labelled documents and tells its cross-validation.

Documents: `train` of the reference data (Wikinews CC BY 2.5; UK Government OGL v3.0; US Government public domain;
Australian DFAT CC BY 3.0 AU). Only weights of features are kept; the texts stay where they are.
"""

import sys
from typing import Any

import numpy as np

from bench.shared import documents, present
from tasks import entities, interchange, nlp
from tasks.events import keep
from tasks.events.code import drafted

L2 = 12.0
STEPS = 600
FOLDS = 5
HEADER = (
    "# Weights of tasks/events/keep.py, learned by `python -m training.keep` from labelled documents: Wikinews\n"
    "# (CC BY 2.5), UK Government (Open Government Licence 3.0), US Government (public domain),\n"
    "# Australian DFAT (CC BY 3.0 AU).\n"
)


def main() -> int:
    """Learn, tell, write; return the exit code."""
    if not present():
        return 1
    names, labels, groups = examples(documents("train"))
    order = {name: at for at, name in enumerate(sorted({name for each in names for name in each}))}
    table = np.zeros((len(names), len(order)), dtype=np.float64)
    for row, each in enumerate(names):
        table[row, [order[name] for name in each]] = 1.0
    guesses = np.zeros(len(labels))
    for fold in range(FOLDS):
        held = groups % FOLDS == fold
        weights, bias = fit(table[~held], labels[~held])
        guesses[held] = sigmoid(table[held] @ weights + bias)
    for least in np.arange(0.2, 0.65, 0.04):
        chosen = guesses >= least
        hit = float((chosen & (labels > 0)).sum())
        precision, recall = hit / max(chosen.sum(), 1), hit / labels.sum()
        f1 = 2 * precision * recall / (precision + recall)
        print(f"least {least:.2f}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    for low in np.arange(0, 1, 0.2):
        inside = (guesses >= low) & (guesses < low + 0.2)
        share = labels[inside].mean() if inside.any() else 0.0
        print(f"told {low:.1f}-{low + 0.2:.1f}: {inside.sum():5} clauses, true {share:.2f}")
    weights, bias = fit(table, labels)
    lines = [f"bias,{bias:.4f}"] + [
        f'"{name}",{weights[at]:.4f}' for name, at in order.items() if abs(weights[at]) >= 0.01
    ]
    keep.WEIGHTS.write_text(HEADER + "feature,weight\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {keep.WEIGHTS.name}: {len(lines)} weights from {len(labels)} clauses")
    return 0


def examples(gold: list[dict[str, Any]]) -> tuple[list[list[str]], Any, Any]:
    """Return the features of every drafted clause, whether it is a labelled event, and its document's number."""
    readings = entities.find([interchange.article(document) for document in gold], nlp.load())
    names: list[list[str]] = []
    labels: list[float] = []
    groups: list[int] = []
    for at, (document, reading) in enumerate(zip(gold, readings, strict=True)):
        assert reading.doc is not None
        n_sentences = sum(1 for _ in reading.doc.sents)
        for draft in drafted(reading, reading.doc, least=0.0)[0]:
            names.append(list(dict.fromkeys(keep.features(draft, n_sentences))))
            labels.append(float(is_labelled(document, draft)))
            groups.append(at)
    return names, np.array(labels), np.array(groups)


def is_labelled(document: dict[str, Any], draft: Any) -> bool:
    """Return whether an event of the draft's type is labelled in its sentence."""
    span = draft.evidence
    sentences = document["sentences"]
    return any(
        event["type"] == draft.type
        and any(sentences[n]["start"] < span.end and span.start < sentences[n]["end"] for n in event["sentences"])
        for event in document["events"]
    )


def fit(table: Any, labels: Any) -> tuple[Any, float]:
    """Return weights and bias of a logistic regression with an L2 penalty."""
    weights, bias, rate = np.zeros(table.shape[1]), 0.0, 4.0 / len(labels)
    for step in range(STEPS):
        error = sigmoid(table @ weights + bias) - labels
        pace = rate / (1 + step / 200)
        weights -= pace * (table.T @ error + L2 * weights)
        bias -= pace * error.sum()
    return weights, float(bias)


def sigmoid(value: Any) -> Any:
    """Return the logistic function of an array."""
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))


if __name__ == "__main__":
    sys.exit(main())
