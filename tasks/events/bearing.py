"""Which event bears a figure of people hurt: the violence of its sentence, or that told shortly before."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tasks.entities import Reading
from tasks.events.dating import Calendar
from tasks.events.draft import trimmed
from tasks.events.join import Joined
from tasks.events.lexicon import cues
from tasks.events.tolls import PRONOUNS, Figure, figures
from tasks.records import Span, TollKind

BEARERS: dict[TollKind, tuple[str, ...]] = {
    "killed": ("ASSAULT", "PROTEST"), "wounded": ("ASSAULT", "PROTEST"), "captured": ("COERCE", "ASSAULT"),
    "missing": ("ASSAULT",), "displaced": ("ASSAULT", "COERCE"),
}  # fmt: skip
"""The types that a toll of each kind belongs to; the first that is near enough bears it."""
NEAR_SENTENCES = 3
BARE = 2.5  # sentences farther than it stands does a bare result count when a figure looks for its event
UP_TO_NOW = re.compile(r"\b(?:since|to date|this year|the (?:past|last))\b", re.IGNORECASE)
LONG_BEFORE = timedelta(days=62)  # a month told, counted from its first day, may be the event's own


def with_figures(joined: Sequence[Joined], stated: Calendar) -> list[Joined]:
    """Return the events, each figure with the violence of its sentence, else with the last told shortly before."""
    events = list(joined)
    numbers = {sentence.start: at for at, sentence in enumerate(stated.sentences)}
    for number, sentence in enumerate(stated.sentences):
        for figure in figures(sentence):
            if figure.low == figure.high == 1 and any(_is_of(event, figure, stated.reading) for event in events):
                continue  # told once already
            at = _bearer(events, figure, number, numbers, stated)
            if at is not None:
                events[at] = _bearing(events[at], figure, trimmed(sentence))
    return _without_bare_results(events)


def _bearer(
    events: Sequence[Joined], figure: Figure, number: int, numbers: dict[int, int], stated: Calendar
) -> int | None:
    best: tuple[float, int] | None = None
    accident = _is_accident(figure)
    for at, event in enumerate(events):
        if event.first.type not in BEARERS[figure.kind] or event.first.status != "actual":
            continue
        only_here = accident or _is_of_another_time(event, figure, number, stated)
        for told in event.drafts:
            gap = number - numbers[told.sentence.start]
            if gap and only_here:
                continue
            far = gap + BARE * _is_bare_result(event) + 2 * BEARERS[figure.kind].index(event.first.type)
            if 0 <= gap <= NEAR_SENTENCES + 1 and (best is None or far < best[0]):
                best = (far, at)
    return best[1] if best else None


def _is_of_another_time(event: Joined, figure: Figure, number: int, stated: Calendar) -> bool:
    """Return whether the sentence of a figure states a date well before the event: "In 2007 sixty people died"."""
    if figure.scope == "to_date" and UP_TO_NOW.search(figure.head.sent.text):
        return False
    day = event.when.day if event.when and event.when.day else stated.anchor
    told = [when.day for when in stated.past[number] if when.day]
    return day is not None and any(each + LONG_BEFORE < day for each in told)


def _is_accident(figure: Figure) -> bool:
    """Return whether the sentence of a figure tells of an accident, a disaster or a disease."""
    return any(word.lemma_.lower() in cues("accident") for word in figure.head.sent)


def _is_of(event: Joined, figure: Figure, reading: Reading) -> bool:
    """Return whether an event bears the death or wound of that one person already, under any name."""
    same = [each for each, _ in event.figures if each.kind == figure.kind and each.low == each.high == 1]
    return any(figure.head.lower_ in PRONOUNS or _are_one(each, figure, reading) for each in same)


def _are_one(one: Figure, other: Figure, reading: Reading) -> bool:
    ours, theirs = reading.mention_at(one.head), reading.mention_at(other.head)
    known = ours is not None and theirs is not None and ours.entity_id == theirs.entity_id
    return known or one.victims.split()[-1] == other.victims.split()[-1]


def _is_bare_result(event: Joined) -> bool:
    """Return whether an event tells no more than that people were killed or hurt: the result of another."""
    head = event.first.candidate.head
    nobodys = not event.actors and head.lemma_ in ("kill", "wound", "injure", "die")
    return (nobodys or head.lemma_ in cues("result")) and len(event.drafts) == 1


def _bearing(event: Joined, figure: Figure, told: Span) -> Joined:
    evidence = event.evidence if told in event.evidence else (*event.evidence, told)
    teller = next((d for d in event.drafts if d.evidence == told), event.first)
    return replace(event, evidence=evidence, figures=(*event.figures, (figure, teller)))


def _without_bare_results(events: list[Joined]) -> list[Joined]:
    """Leave out the results of violence that is told itself, close by."""
    kept: list[Joined] = []
    for event in events:
        before = [e for e in kept if e.first.type == "ASSAULT" and e is not event]
        told = any(0 <= event.first.sentence.start - d.sentence.start < 60 for e in before for d in e.drafts)
        if not (_is_bare_result(event) and told and not event.figures):
            kept.append(event)
    return kept
