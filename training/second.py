"""The second stage: what is kept and what is a repeat, learned on documents that the network has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.entities import Reading
from tasks.events import keep, logistic
from tasks.events.cast import cast
from tasks.events.code import drafted
from tasks.events.draft import Draft
from tasks.events.join import Joined, features, told_again
from tasks.events.model import Model, Scored
from training import weigh
from training.corpus import overlapping


@dataclass(frozen=True)
class Held:
    """A labelled document as a network sees it that was not taught it."""

    fold: int
    document: dict[str, Any]
    reading: Reading
    model: Model
    scored: Scored


@dataclass
class Cases:
    """Features with their labels and the fold that each is of."""

    features: list[dict[str, float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)

    def add(self, features: dict[str, float], label: bool, fold: int) -> None:
        """Add one case."""
        self.features.append(features)
        self.labels.append(label)
        self.folds.append(fold)

    def weights(self, *, without: int | None = None) -> dict[str, float]:
        """Return weights learned from all cases, or from those of all folds but one."""
        used = [at for at, fold in enumerate(self.folds) if fold != without]
        return weigh.fit([self.features[at] for at in used], [self.labels[at] for at in used])


def keep_cases(held: Sequence[Held]) -> Cases:
    """Return every draft of the documents with whether a reader labelled it."""
    cases = Cases()
    for each in held:
        for draft in _drafts(each):
            cases.add(keep.features(draft, each.model, each.scored), weigh.is_labelled(each.document, draft), each.fold)
    return cases


def join_cases(held: Sequence[Held], weights: dict[int, dict[str, float]], least: float) -> Cases:
    """Return every pair of a told event and a later telling of its type, with whether they are one event."""
    cases = Cases()
    for each in held:
        told: dict[str, Joined] = {}
        for draft, events in _labelled(each, weights[each.fold], least):
            for name, event in told.items():
                if event.first.type == draft.type:
                    cases.add(features(event, draft, list(told.values()), each.model), name in events, each.fold)
            name = next((event for event in events if event in told), events[0])
            told[name] = told_again(told.get(name), draft)
    return cases


def _drafts(each: Held) -> list[Draft]:
    assert each.reading.doc is not None
    return drafted(each.reading, each.reading.doc, each.model, each.scored)[0]


def _labelled(each: Held, weights: dict[str, float], least: float) -> Iterator[tuple[Draft, list[str]]]:
    assert each.reading.doc is not None
    sentences = list(each.reading.doc.sents)
    for draft in _drafts(each):
        span = draft.evidence
        events = [
            event["id"] for event in each.document["events"]
            if event["type"] == draft.type and overlapping(event, each.document, span.start, span.end)
        ]  # fmt: skip
        likely = logistic.probability(weights, keep.features(draft, each.model, each.scored))
        if events and likely >= least:
            yield replace(cast(each.reading, draft, sentences, each.model, each.scored), likely=likely), events
