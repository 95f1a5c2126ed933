"""How sure it is that a coded event is one that a careful reader would code, as a probability.

A small logistic model over what the encoder says of an event's tellings; its weights in models/confidence.csv are
learned by `make model` from events coded in documents that the encoder was not taught, each right where it agrees with
a labelled event of its type.
"""

from tasks import logistic
from tasks.events.draft import UTTERANCES
from tasks.events.join import Joined
from tasks.events.keep import SCALE
from tasks.events.model import Model


def confidence(event: Joined, model: Model) -> float:
    """Return the probability, 0 to 1 in thousandths, that an event is coded rightly."""
    return round(logistic.probability(model.confidence, features(event)), 3)


def features(event: Joined) -> dict[str, float]:
    """Return what holds of an event, by name."""
    odds = [logistic.log_odds(told.likely) / SCALE for told in event.drafts]
    kind = "uttered" if event.first.type in UTTERANCES else "done"
    named = "named" if event.actors else "unnamed"
    return {
        "odds": max(odds),
        f"{kind}: odds": max(odds),
        "odds of the first telling": odds[0],
        f"{min(len(odds), 3)} tellings": 1.0,
        f"type {event.first.type}": 1.0,
        f"{kind}, doer {named}": 1.0,
        f"found by patterns={not event.first.is_proposed}": 1.0,
        f"dated={event.when is not None}": 1.0,
        f"placed={bool(event.places)}": 1.0,
    }
