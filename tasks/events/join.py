"""Repeats within an article: drafts that tell one event become one, with all their evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from tasks import logistic
from tasks.events.dates import When
from tasks.events.draft import Draft, Party
from tasks.events.keep import SCALE
from tasks.events.model import Model
from tasks.events.tolls import Figure
from tasks.records import EventPlace
from tasks.records import Span as TextSpan

OLD = timedelta(days=400)
"""A day further back is another time than what an article tells without a day: so 65 of 74 pairs labelled."""
LEAST = 0.5
"""A repeat is joined from here on: of those tried from .4 to .7, the best in F1 over documents held out."""


@dataclass(frozen=True, slots=True)
class Joined:
    """One event of an article: its first draft, with parties, evidence and figures of all its tellings."""

    first: Draft
    mode: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    evidence: tuple[TextSpan, ...]
    drafts: tuple[Draft, ...]
    figures: tuple[tuple[Figure, Draft], ...] = ()
    when: When | None = None
    places: tuple[EventPlace, ...] = ()


def join(drafts: Sequence[Draft], model: Model, today: date | None) -> list[Joined]:
    """Return the events that the drafts of an article of `today` tell, in order of their first telling."""
    joined: list[Joined] = []
    for draft in drafts:
        likely = [
            (logistic.probability(model.join, features(event, draft, joined, model)), at)
            for at, event in enumerate(joined)
            if event.first.type == draft.type
            and not _others_met(event, draft)
            and not _struck_back(event, draft)
            and not _is_long_ago(event, draft, today)
        ]
        best, at = max(likely, default=(0.0, 0))
        if best >= LEAST:
            joined[at] = told_again(joined[at], draft)
        else:
            joined.append(told_again(None, draft))
    return joined


def _others_met(event: Joined, draft: Draft) -> bool:
    """Return whether both tell of meetings, and each names a pair that the other does not."""
    ours, theirs = _ids(event.actors), _ids(draft.actors)
    met = draft.type == "CONSULT" and min(len(ours), len(theirs)) > 1
    return met and not (ours <= theirs or theirs <= ours)


def _struck_back(event: Joined, draft: Draft) -> bool:
    """Return whether those whom one-sided violence was done to are the ones who do it in another telling."""
    hit, doers = _kinds(event.recipients), _kinds(draft.actors)
    one_sided = bool(event.actors and draft.recipients)
    return draft.type == "ASSAULT" and one_sided and bool(hit & doers) and not _kinds(event.actors) & doers


def _is_long_ago(event: Joined, draft: Draft, today: date | None) -> bool:
    """Return whether one telling is of more than a year ago and the other names no day: "a similar clash in 1988"."""
    ours, theirs = _days(event.drafts), _days([draft])
    known = [*ours, *theirs]
    return bool(today and known and not (ours and theirs) and max(known) < today - OLD)


def _days(drafts: Sequence[Draft]) -> list[date]:
    """Return the days that tellings name."""
    return [each.when.day for each in drafts if each.when and each.when.day]


def _kinds(parties: Sequence[Party]) -> set[tuple[str, str]]:
    """Return the countries and sectors of parties, where both are known."""
    known = ((party.entity.country, party.entity.sector) for party in parties)
    return {(country, sector) for country, sector in known if country and sector}


def told_again(event: Joined | None, draft: Draft) -> Joined:
    """Return the event with one more telling; a new event when there was none."""
    if event is None:
        return Joined(draft, draft.mode, draft.actors, draft.recipients, (draft.evidence,), (draft,))
    return _with(event, draft)


def features(event: Joined, draft: Draft, before: Sequence[Joined], model: Model) -> dict[str, float]:
    """Return what speaks for and against a draft's telling an event that was told before, by name."""
    last = event.drafts[-1]
    gap = draft.number - last.number
    made = {
        f"type={draft.type}": 1.0,
        f"gap={min(gap, 3) if gap < 6 else 6}": 1.0,
        f"gap={'same' if gap == 0 else 'near' if gap < 3 else 'far'}:{draft.type}": 1.0,
        f"known={min(sum(each.first.type == draft.type for each in before), 3)}": 1.0,
        f"actors {_overlap(event.actors, draft.actors)}": 1.0,
        f"recipients {_overlap(event.recipients, draft.recipients)}": 1.0,
        f"actors {_overlap(event.actors, draft.actors)}:{draft.type}": 1.0,
        f"both {_overlap(event.actors, draft.actors)}, {_overlap(event.recipients, draft.recipients)}": 1.0,
        f"crossed={bool(_ids(event.actors) & _ids(draft.recipients))}": 1.0,
        f"dates {_dates(event, draft)}": 1.0,
        f"status same={event.first.status == draft.status}": 1.0,
        f"mode same={event.mode == draft.mode}": 1.0,
        f"word same={draft.candidate.head.lemma_ in {each.candidate.head.lemma_ for each in event.drafts}}": 1.0,
        f"noun={draft.candidate.is_noun}, definite={_is_definite(draft)}": 1.0,
    }
    if draft.vector is not None:
        made["likeness"] = max(_likeness(each, draft) for each in event.drafts)
        odds = [each for told in event.drafts for each in _odds(told, draft, model)]
        if odds:
            made |= {"odds": max(odds), "odds, mean": sum(odds) / len(odds), f"odds:{draft.type}": max(odds)}
    return made


def _overlap(ours: Sequence[Party], theirs: Sequence[Party]) -> str:
    if not ours or not theirs:
        return "none" if not ours and not theirs else "of one only"
    if _ids(ours) & _ids(theirs):
        return "shared"
    kinds = {(party.entity.country, party.entity.sector) for party in ours}
    return "alike" if any((p.entity.country, p.entity.sector) in kinds for p in theirs) else "other"


def _dates(event: Joined, draft: Draft) -> str:
    if not _days(event.drafts) or not _days([draft]):
        return "untold"
    return "differ" if all(_differ(each, draft) for each in event.drafts if each.when) else "agree"


def _likeness(one: Draft, other: Draft) -> float:
    """Return the cosine of two tellings' vectors, -1 to 1."""
    if one.vector is None or other.vector is None:
        return 0.0
    norm = float(np.linalg.norm(one.vector) * np.linalg.norm(other.vector))
    return float(one.vector @ other.vector) / norm if norm else 0.0


def _odds(one: Draft, other: Draft, model: Model) -> list[float]:
    """Return the model's log odds, a quarter of them, that two tellings in different sentences are of one event."""
    if one.vector is None or other.vector is None or one.number == other.number:
        return []
    kind = model.types.index(other.type)
    odds = model.repeat(one.vector, other.vector, abs(other.number - one.number), kind)
    return [float(np.clip(odds, -8, 8)) / SCALE]


def _differ(one: Draft, other: Draft) -> bool:
    a, b = one.when, other.when
    return bool(a and b and a.day and b.day and a.precision == b.precision == "day" and a.day != b.day)


def _is_definite(draft: Draft) -> bool:
    return any(token.lower_ in ("the", "this", "that", "these", "those") for token in draft.candidate.head.lefts)


def _ids(parties: Sequence[Party]) -> set[str]:
    return {party.entity.entity_id for party in parties}


def _with(event: Joined, draft: Draft) -> Joined:
    evidence = event.evidence if draft.evidence in event.evidence else (*event.evidence, draft.evidence)
    return replace(
        event,
        mode=event.mode or draft.mode,
        actors=_merged(event.actors, draft.actors, ()),
        recipients=_merged(event.recipients, draft.recipients, event.actors),
        evidence=evidence,
        drafts=(*event.drafts, draft),
    )


def _merged(ours: tuple[Party, ...], theirs: tuple[Party, ...], others: tuple[Party, ...]) -> tuple[Party, ...]:
    known = _ids(ours) | _ids(others)
    return (*ours, *(party for party in theirs if party.entity.entity_id not in known))
