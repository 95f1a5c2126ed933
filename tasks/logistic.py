"""Small logistic models: weights by feature name, kept as CSV files that `make model` writes."""

import csv
import math
from collections.abc import Mapping
from pathlib import Path

LARGEST = 8.0


def probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the probability, 0 to 1, that `weights` give to `features`; an unknown feature weighs nothing."""
    return 1 / (1 + math.exp(-max(min(weights.get("bias", 0.0) + score(weights, features), 30.0), -30.0)))


def score(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the weights of `features` times their values, added up; an unknown feature weighs nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def log_odds(likely: float) -> float:
    """Return the log odds of a probability, from -8 to 8."""
    return max(-LARGEST, min(LARGEST, math.log(likely + 1e-6) - math.log(1 - likely + 1e-6)))


def read(path: Path) -> dict[str, float]:
    """Return the weights of a file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["feature"]: float(row["weight"]) for row in rows}
