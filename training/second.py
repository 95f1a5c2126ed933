"""The second stage: what is kept, what is a repeat, when, who, where; learned on documents held out of the network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from spacy.tokens import Span

from bench.shared import scorer
from tasks import logistic
from tasks.entities import Reading
from tasks.events import confidence, dating, keep, parties
from tasks.events.cast import cast
from tasks.events.code import drafted, told, weighed
from tasks.events.draft import MUTUAL_TYPES, Draft, Party
from tasks.events.join import Joined, features, join, told_again
from tasks.events.model import Model, Scored
from tasks.events.parties import with_parties
from tasks.events.placing import Atlas, options
from training import weigh
from training.corpus import entity_of, folded, is_named, names_of, overlapping


@dataclass(frozen=True)
class Held:
    """A labelled document as a network sees it that was not taught it."""

    fold: int
    document: dict[str, Any]
    reading: Reading
    model: Model
    scored: Scored

    @cached_property
    def sentences(self) -> list[Span]:
        """Return the sentences of the document."""
        assert self.reading.doc is not None
        return list(self.reading.doc.sents)


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


def date_cases(held: Sequence[Held]) -> Cases:
    """Return every date that may be a labelled draft's with whether it is the labelled one."""
    cases = Cases()
    for each in held:
        drafts, stated = list(_labelled(each, 0.0)), _stated(each)
        for draft, events in drafts:
            days = {str(event["date"]) for event in events if event.get("date")}
            for option in dating.options(draft, stated, [d for d, _ in drafts], each.model, each.scored):
                cases.add(option.facts, any(str(option.when.day).startswith(day) for day in days), each.fold)
    return cases


def join_cases(held: Sequence[Held], least: float) -> Cases:
    """Return every pair of a told event and a later telling of its type, with whether they are one event.

    `least` is the probability from which a draft counts; the held models weigh it.
    """
    cases = Cases()
    for each in held:
        known: dict[str, Joined] = {}
        for draft, labelled in _labelled(each, least):
            events = [event["id"] for event in labelled]
            for name, event in known.items():
                if event.first.type == draft.type:
                    facts = features(event, draft, list(known.values()), each.model)
                    cases.add(facts, name in events, each.fold)
            name = next((event for event in events if event in known), events[0])
            known[name] = told_again(known.get(name), draft)
    return cases


def party_cases(held: Sequence[Held]) -> Cases:
    """Return every entity that may be a party to a labelled event, in either role, with whether it is."""
    cases = Cases()
    for each in held:
        for event, labelled in _joined(each):
            wanted = _wanted(labelled)
            for option in sorted(parties.options(event, each.reading), key=lambda o: -_first_guess(o)):
                known = wanted[option.role]
                hit = next((key for key in known if _names(each, key, option.party)), None)
                known -= {hit}  # a second writing of one party is none
                cases.add(option.facts, hit is not None, each.fold)
    return cases


def place_cases(held: Sequence[Held]) -> Cases:
    """Return every place that may be a labelled event's with whether it is, by name or else by country."""
    cases = Cases()
    for each in held:
        atlas = Atlas(each.reading, each.sentences)
        for event, labelled in _joined(each):
            key = labelled.get("place")
            where = entity_of(each.document, key) if key else None
            found = options(with_parties(event, each.reading, each.model), atlas)
            named = [where is not None and is_named({folded(o.place.name)} - {""}, names_of(where)) for o in found]
            for option, is_it in zip(found, named, strict=True):
                of_country = bool(where and where.get("country")) and option.place.country == where["country"]  # type: ignore[index]
                cases.add(option.facts, is_it or (of_country and not any(named)), each.fold)
    return cases


def confidence_cases(held: Sequence[Held]) -> Cases:
    """Return every event coded in the reference documents with whether it agrees with a labelled event, one to one.

    Our own articles are left out: each was written to tell events, so more of what is found there is right.
    """
    cases, agreeing = Cases(), scorer("score_events")
    for each in held:
        if "source" in each.document:
            assert each.reading.doc is not None
            events, _ = told(each.reading, each.reading.doc, each.model, each.scored)
            coded = [_as_coded(event) for event in events]
            entities = {entity["id"]: entity for entity in each.document["entities"]}
            labelled = [agreeing.gold_event(each.document, entities, event) for event in each.document["events"]]
            right = {id(made) for _, made in agreeing.match(labelled, coded)}
            for event, made in zip(events, coded, strict=True):
                cases.add(confidence.features(event), id(made) in right, each.fold)
    return cases


def _as_coded(event: Joined) -> dict[str, Any]:
    """Return an event as the scorer compares it, by its type and its sentences."""
    spans = [(span.start, span.end) for span in event.evidence]
    return {"type": event.first.type, "spans": spans, "actors": [], "recipients": [], "date": None}


def _first_guess(option: parties.Option) -> float:
    placed = not any("not placed" in name for name in option.facts)
    return option.facts[f"{option.role}: odds"] + placed


def _wanted(event: dict[str, Any]) -> dict[str, set[str]]:
    """Return the keys of an event's parties by role; those of mutual acts in both."""
    actors, recipients = set(event["actors"]), set(event["recipients"])
    both = actors | recipients
    mutual = event["type"] in MUTUAL_TYPES
    return {"actor": set(both), "recipient": set(both)} if mutual else {"actor": actors, "recipient": recipients}


def _names(each: Held, key: str, party: Party) -> bool:
    """Return whether a party is a labelled entity: by name, or as a group of the same country and sector."""
    labelled = entity_of(each.document, key)
    said = {folded(party.entity.name), folded(party.mention.text) if party.mention else ""} - {""}
    groups = party.entity.type == labelled["type"] == "GROUP"
    alike = (labelled["country"], labelled["sector"]) == (party.entity.country, party.entity.sector)
    return is_named(said, names_of(labelled)) or (groups and alike)


def _stated(each: Held) -> dating.Calendar:
    return dating.calendar(each.reading, each.sentences)


def _drafts(each: Held) -> list[Draft]:
    assert each.reading.doc is not None
    return drafted(each.reading, each.reading.doc, each.model, each.scored)[0]


def _joined(each: Held) -> Iterator[tuple[Joined, dict[str, Any]]]:
    """Yield the events that the coder finds and a reader labelled, as coded up to their parties, with the labels."""
    assert each.reading.doc is not None
    kept, _ = weighed(each.reading, each.reading.doc, each.model, each.scored, keep.LEAST)
    drafts = [_cast(each, draft) for draft in dating.dated(kept, _stated(each), each.model, each.scored)]
    for event in join(drafts, each.model, _stated(each).anchor):
        labelled = [found for draft in event.drafts for found in _events_of(each, draft)]
        if labelled:
            yield event, labelled[0]


def _labelled(each: Held, least: float) -> Iterator[tuple[Draft, list[dict[str, Any]]]]:
    """Yield the drafts that a reader labelled and that are likely enough, with the labels."""
    for draft in dating.dated(_drafts(each), _stated(each), each.model, each.scored):
        likely = logistic.probability(each.model.keep, keep.features(draft, each.model, each.scored))
        events = _events_of(each, draft)
        if events and likely >= least:
            yield replace(_cast(each, draft), likely=likely), events


def _cast(each: Held, draft: Draft) -> Draft:
    return cast(each.reading, draft, each.sentences, each.model, each.scored)


def _events_of(each: Held, draft: Draft) -> list[dict[str, Any]]:
    span = draft.evidence
    return [
        event for event in each.document["events"]
        if event["type"] == draft.type and overlapping(event, each.document, span.start, span.end)
    ]  # fmt: skip
