"""Repeats within an article: drafts that tell one event become one, with all their evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.events.draft import Draft, Party
from tasks.events.tolls import Figure
from tasks.records import Span as TextSpan

FARTHEST = 12  # sentences between two tellings that only a definite noun links


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


def join(drafts: Sequence[Draft]) -> list[Joined]:
    """Return the events that the drafts tell, in order of their first telling."""
    joined: list[Joined] = []
    for draft in drafts:
        at = next((i for i in reversed(range(len(joined))) if _same(joined[i], draft)), None)
        if at is None:
            joined.append(Joined(draft, draft.mode, draft.actors, draft.recipients, (draft.evidence,), (draft,)))
        else:
            joined[at] = _with(joined[at], draft)
    return joined


def _same(event: Joined, draft: Draft) -> bool:
    first = event.first
    if first.type != draft.type or first.status != draft.status:
        return False
    if first.mode and draft.mode and first.mode != draft.mode and first.type != "CONSULT":
        return False
    if any(each.when and draft.when and _differ(each, draft) for each in event.drafts):
        return False
    ours, theirs = _ids(event.actors), _ids(draft.actors)
    apart = draft.sentence.start - event.drafts[-1].sentence.end
    if draft.evidence in event.evidence:
        return ours == theirs or not ours or not theirs or bool(ours & theirs and draft.type in ("ASSAULT", "CONSULT"))
    same_actors = ours == theirs and bool(ours)
    compatible = _ids(draft.recipients) <= _ids(event.recipients) or not event.recipients or not draft.recipients
    if draft.type in ("CONSULT", "COOPERATE"):
        return same_actors or (draft.candidate.is_noun and bool(theirs) and theirs <= ours)
    if (
        same_actors
        and compatible
        and (draft.type not in ("ACCUSE", "REQUEST", "SUPPORT") or _ids(draft.recipients) == _ids(event.recipients))
    ):
        return True
    anaphoric = draft.candidate.is_noun and _is_definite(draft) and not draft.actors and apart < FARTHEST * 25
    return anaphoric and draft.type == "ASSAULT" and compatible


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
