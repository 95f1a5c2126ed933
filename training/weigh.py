"""Weights of the small models of the coder: logistic regression over labelled cases."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tasks.events.draft import Draft
from training.corpus import overlapping

L2 = 25.0
STEPS = 800
HEADER = (
    "# Weights by feature, learned by `make model` from labelled documents: Wikinews (CC BY 2.5),\n"
    "# UK Government (Open Government Licence 3.0), US Government (public domain), Australian DFAT (CC BY 3.0 AU),\n"
    "# and articles written for sitrep.\n"
)


def is_labelled(document: dict[str, Any], draft: Draft) -> bool:
    """Return whether an event of the draft's type is labelled in its sentence."""
    span = draft.evidence
    return any(
        event["type"] == draft.type and overlapping(event, document, span.start, span.end)
        for event in document["events"]
    )


def table(features: Sequence[dict[str, float]], order: dict[str, int]) -> Any:
    """Return features as an array (draft, feature); those not in `order` are left out."""
    made = np.zeros((len(features), len(order)))
    for row, each in enumerate(features):
        for name, value in each.items():
            if name in order:
                made[row, order[name]] = value
    return made


def fit(features: Sequence[dict[str, float]], labels: Sequence[bool]) -> dict[str, float]:
    """Return the weight of each feature, and `bias`, of a logistic regression with an L2 penalty."""
    order = {name: at for at, name in enumerate(sorted({name for each in features for name in each}))}
    known = table(features, order)
    wanted = np.array(labels, dtype=np.float64)
    weights, bias = np.zeros(len(order)), 0.0
    speed, drift = np.zeros(len(order)), 0.0
    rate = 4.0 / len(wanted)
    for step in range(STEPS):
        error = 1 / (1 + np.exp(-np.clip(known @ weights + bias, -30, 30))) - wanted
        pace = rate / (1 + step / 300)
        speed = 0.8 * speed - pace * (known.T @ error + L2 * weights * 0.3)
        drift = 0.8 * drift - pace * error.sum()
        weights, bias = weights + speed, bias + drift
    return {"bias": float(bias)} | {name: float(weights[at]) for name, at in order.items()}


def write(weights: dict[str, float], path: Path) -> None:
    """Write the weights that matter as CSV."""
    kept = [f'"{name}",{value:.4f}' for name, value in weights.items() if abs(value) >= 0.01 or name == "bias"]
    path.write_text(HEADER + "feature,weight\n" + "\n".join(kept) + "\n", encoding="utf-8")
