"""Where an event happened, all its tellings taken together.

The clause sets it in a place, or the encoder finds one likely, or the article is about one; a small logistic model
weighs each. Its weights in models/places.csv are learned by `make model` from documents that the encoder was not
taught.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from spacy.tokens import Span

from tasks import logistic
from tasks.entities import Reading
from tasks.events import where
from tasks.events.draft import UTTERANCES
from tasks.events.join import Joined
from tasks.events.keep import SCALE
from tasks.events.model import Model
from tasks.records import EventPlace, Mention

LEAST = 0.1
"""A place less likely than it is not an event's."""
LEAD = 2
NEXT_TO = 4
"""Characters at most between "Sarmada" and "Syria" where one lies in the other."""
NOWHERE = -logistic.LARGEST
WITHIN = ("conj", "appos", "compound", "nmod", "amod", "poss", "npadvmod")
"""Parts of a phrase under the word that governs it."""
GOVERNORS = frozenset([
    "in", "at", "near", "to", "from", "of", "on", "into", "against", "for", "outside", "over", "with", "by", "around",
    "across", "inside", "nsubj", "dobj", "nsubjpass", "ROOT",
])  # fmt: skip


@dataclass(frozen=True)
class Atlas:
    """The places that an article names, each with its mentions, and how often it names each country."""

    reading: Reading
    sentences: Sequence[Span]

    @cached_property
    def named(self) -> Mapping[str, list[Mention]]:
        """Return the mentions by name of each place."""
        found: dict[str, list[Mention]] = {}
        for mention in self.reading.mentions:
            if mention.kind == "name" and self.reading.entity(mention.entity_id).type == "PLACE":
                found.setdefault(mention.entity_id, []).append(mention)
        return found

    @cached_property
    def in_order(self) -> list[Mention]:
        """Return the mentions by name of all places, in order."""
        return sorted((each for mentions in self.named.values() for each in mentions), key=lambda m: m.start_char)

    @cached_property
    def countries(self) -> Counter[str]:
        """Return how many mentions, of anything, are of each country."""
        codes = (self.reading.entity(mention.entity_id).country for mention in self.reading.mentions)
        return Counter(code for code in codes if code and len(code) == 3)

    @cached_property
    def lead(self) -> list[Mention]:
        """Return the places named at the head of the article."""
        end = self.sentences[min(LEAD, len(self.sentences)) - 1].end_char if self.sentences else 0
        return [each[0] for each in self.named.values() if each[0].start_char < end]


@dataclass(frozen=True, slots=True)
class Option:
    """A place that may be an event's, and what speaks for and against it."""

    place: EventPlace
    facts: dict[str, float]


def with_places(event: Joined, atlas: Atlas, model: Model) -> Joined:
    """Return the event with its likeliest place first; the others that its clauses set it in after it."""
    likely = sorted(
        ((logistic.probability(model.places, each.facts), each.place) for each in options(event, atlas)),
        key=lambda pair: -pair[0],
    )
    told = {spot.entity_id for draft in event.drafts for spot in draft.places}
    best = [spot for probability, spot in likely[:1] if probability >= LEAST]
    more = [spot for _, spot in likely[1:] if best and {best[0].entity_id, spot.entity_id} <= told]
    return replace(event, places=(*best, *more))


def options(event: Joined, atlas: Atlas) -> list[Option]:
    """Return the places that may be an event's."""
    reading = atlas.reading
    odds = _odds(event, atlas)
    spots = {spot.entity_id: spot for draft in reversed(event.drafts) for spot in draft.places}
    doers = {party.entity.entity_id for party in event.actors}
    for mention in _mentioned(event, atlas, odds):
        if mention.entity_id in doers and reading.entity(mention.entity_id).place_precision != "country":
            continue  # "Moscow signed": a government, unless a clause sets the event there
        spots.setdefault(mention.entity_id, where.place(reading.entity(mention.entity_id), mention))
    return [
        Option(_in_country(spot, atlas), dict(_facts(event, spot, atlas, odds, len(spots)))) for spot in spots.values()
    ]


def _mentioned(event: Joined, atlas: Atlas, odds: Mapping[str, float]) -> Iterator[Mention]:
    """Yield a mention of each place that the encoder weighed, or that stands in the event's sentences or the lead."""
    for draft in event.drafts:
        for part in draft.parts.get("place", ()):
            if part.mention.entity_id in odds:
                yield part.mention
    for draft in event.drafts:
        span = draft.sentence
        yield from (m for each in atlas.named.values() for m in each if _holds(span, m))
    yield from atlas.lead


def _odds(event: Joined, atlas: Atlas) -> dict[str, float]:
    """Return the best log odds that the encoder gives each place, in any telling."""
    best: dict[str, float] = {}
    for draft in event.drafts:
        for part in draft.parts.get("place", ()):
            if part.mention.entity_id in atlas.named:
                best[part.mention.entity_id] = max(part.probability, best.get(part.mention.entity_id, 0.0))
    return {name: logistic.log_odds(p) for name, p in best.items()}


def _facts(
    event: Joined, spot: EventPlace, atlas: Atlas, odds: Mapping[str, float], count: int
) -> Iterator[tuple[str, float]]:
    name = spot.entity_id
    kind = "uttered" if event.first.type in UTTERANCES else "done"
    told = [name in {each.entity_id for each in draft.places} for draft in event.drafts]
    set_in = (
        "first" if told[0] else "later" if any(told) else "elsewhere" if any(d.places for d in event.drafts) else "none"
    )
    here = odds.get(name, NOWHERE)
    best = max((value for other, value in odds.items() if other != name), default=NOWHERE)
    yield kind, 1.0
    yield f"type={event.first.type}", 1.0
    yield f"{kind}: set in {set_in}", 1.0
    yield f"set in {set_in}: {spot.place_precision}", 1.0
    yield "odds", here / SCALE
    yield f"{kind}: odds", here / SCALE
    yield f"odds, set in {set_in}", here / SCALE
    yield "odds over the best", (here - best) / SCALE
    yield f"unweighed={name not in odds}", 1.0
    yield f"of {min(count, 4)}", 1.0
    yield f"{kind}: in the lead={any(m.entity_id == name for m in atlas.lead)}", 1.0
    parties = {party.entity.entity_id for party in (*event.actors, *event.recipients)}
    yield f"{kind}: a party={name in parties}, {'country' if spot.place_precision == 'country' else 'finer'}", 1.0
    yield from _of_country(event, spot, atlas, kind)
    yield from _of_those_told_last(event, spot, atlas, kind)
    yield f"{kind}: under {_governor(event, name, atlas)}", 1.0
    share = len(atlas.named.get(name, ())) / max(1, sum(map(len, atlas.named.values())))
    yield f"share {min(int(share * 5), 3)}", 1.0


def _of_country(event: Joined, spot: EventPlace, atlas: Atlas, kind: str) -> Iterator[tuple[str, float]]:
    """Yield what a place's country says: that of the parties, that the article is about, one of them, or none."""
    if not spot.country:
        yield f"{kind}: of no country", 1.0
        return
    yield f"{kind}: of an actor={any(p.entity.country == spot.country for p in event.actors)}", 1.0
    yield f"{kind}: of a recipient={any(p.entity.country == spot.country for p in event.recipients)}", 1.0
    share = atlas.countries[spot.country] / max(1, sum(atlas.countries.values()))
    yield f"{kind}: country share {min(int(share * 5), 4)}", 1.0


def _of_those_told_last(event: Joined, spot: EventPlace, atlas: Atlas, kind: str) -> Iterator[tuple[str, float]]:
    """Yield whether a place, or its country, is the one told last in or before the event's first sentence."""
    sentence = event.first.sentence
    told = [mention for mention in atlas.in_order if mention.start_char < sentence.end_char]
    last = atlas.reading.entity(told[-1].entity_id) if told else None
    same_country = last is not None and last.country is not None and last.country == spot.country
    yield f"{kind}: told last={last is not None and last.entity_id == spot.entity_id}", 1.0
    yield f"{kind}: of the country told last={same_country}", 1.0
    before = [m for m in told if m.start_char < sentence.start_char]
    codes = (atlas.reading.entity(mention.entity_id).country for mention in reversed(before))
    country = next((code for code in codes if code), None)
    here = "some" if len(before) < len(told) else "none"
    yield f"of the country told before={spot.country is not None and spot.country == country}, here {here}", 1.0


def _governor(event: Joined, name: str, atlas: Atlas) -> str:
    """Return the preposition over a place in a telling, else its part in the clause; `none` where no telling has it."""
    for mention in atlas.named.get(name, ()):
        told = next((d for d in event.drafts if _holds(d.sentence, mention)), None)
        span = (
            told.sentence.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand") if told else None
        )
        if span is not None:
            word = span.root
            while word.dep_ in WITHIN and word.head.i != word.i:
                word = word.head
            found = word.head.lower_ if word.dep_ == "pobj" else word.dep_
            return found if found in GOVERNORS else "other"
    return "none"


def _holds(sentence: Span, mention: Mention) -> bool:
    return sentence.start_char <= mention.start_char < sentence.end_char


def _in_country(spot: EventPlace, atlas: Atlas) -> EventPlace:
    """Return a place that no gazetteer knows with the country told beside it, else with that of most mentions."""
    if spot.country or spot.start_char is None or spot.end_char is None:
        return spot
    beside = [
        atlas.reading.entity(m.entity_id).country
        for each in atlas.named.values() for m in each if 0 < m.start_char - spot.end_char <= NEXT_TO
    ]  # fmt: skip
    if beside and beside[0]:
        return replace(spot, country=beside[0])
    main = [code for code, count in atlas.countries.items() if 2 * count > sum(atlas.countries.values())]
    return replace(spot, country=main[0]) if main else spot
