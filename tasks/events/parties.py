"""Who is a party to an event, all its tellings taken together.

Patterns name some and the encoder finds others likely; a small logistic model weighs each entity for each role. Its
weights in models/parties.csv are learned by `make model` from documents that the encoder was not taught.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tasks import logistic
from tasks.entities import Reading
from tasks.events.cast import as_party
from tasks.events.draft import MUTUAL_TYPES, UTTERANCES, Draft, Party, acts
from tasks.events.join import Joined
from tasks.events.keep import SCALE
from tasks.events.model import Model
from tasks.records import Mention

LEAST = 0.35
"""Nobody less likely is a party; from .25 to .40 the F1 over documents held out hardly changes."""
LEAST_CONSIDERED = 0.03
"""An entity that no pattern names is not weighed below it, for the sake of speed."""
DESCRIBED = ("description", "group", "pronoun")
SITED = ("at", "in", "near", "inside", "outside", "around", "through")
NOBODY = -logistic.LARGEST


@dataclass(frozen=True, slots=True)
class Option:
    """An entity that may be a party in a role, and what speaks for and against it."""

    role: str
    party: Party
    facts: dict[str, float]


def with_parties(event: Joined, reading: Reading, model: Model) -> Joined:
    """Return the event with the parties that are likely enough, likeliest first."""
    likely = sorted(
        ((logistic.probability(model.parties, each.facts), each) for each in options(event, reading)),
        key=lambda pair: -pair[0],
    )
    chosen: dict[str, list[Party]] = {"actor": [], "recipient": []}
    known: set[str] = set()
    for probability, option in likely:
        entity_id = option.party.entity.entity_id
        again = any(_are_one(option.party, each) for each in chosen[option.role])
        if probability >= LEAST and entity_id not in known and not again:
            known.add(entity_id)
            chosen[option.role].append(option.party)
    return replace(event, actors=tuple(chosen["actor"]), recipients=tuple(chosen["recipient"]))


def _are_one(party: Party, other: Party) -> bool:
    """Return whether two parties are one body under two descriptions: "Armenian armed forces", "Armenian forces".

    Groups are not: the seventeen killed are others than the twenty wounded.
    """
    ours, theirs = party.entity, other.entity
    described = all(each.mention is None or each.mention.kind in DESCRIBED for each in (party, other))
    alike = (ours.country, ours.sector) == (theirs.country, theirs.sector) and ours.country is not None
    return described and alike and ours.sector is not None and ours.type == theirs.type == "ORG"


def options(event: Joined, reading: Reading) -> list[Option]:
    """Return every entity that may be an actor or a recipient of an event."""
    found = {role: dict(_named(event, role, reading)) for role in ("actor", "recipient")}
    odds = {
        role: {name: _odds(event, role, name) for name in {**found["actor"], **found["recipient"]}} for role in found
    }
    return [
        Option(role, party, dict(_facts(event, role, party, parties.values(), odds)))
        for role, parties in found.items()
        for party in parties.values()
    ]


def _named(event: Joined, role: str, reading: Reading) -> Iterator[tuple[str, Party]]:
    """Yield the entities that a telling puts in a role, the later over the earlier, the named over the likely."""
    for told in reversed(event.drafts):
        for part in told.parts.get(role, ()):
            likely = part.probability >= LEAST_CONSIDERED
            if likely and _may_act(part.mention, told) and not _is_site(part.mention, told, reading):
                yield part.mention.entity_id, as_party(reading, part)
    for told in reversed(event.drafts):
        for party in _in_role(told, role):
            if not (party.mention and _is_site(party.mention, told, reading)):
                yield party.entity.entity_id, party


def _may_act(mention: Mention, told: Draft) -> bool:
    """Return whether a mention may be a party: not "Greek" in "the Greek prime minister"."""
    span = told.sentence.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    return mention.kind != "demonym" or (span is not None and acts(span.root))


def _is_site(mention: Mention, told: Draft, reading: Reading) -> bool:
    """Return whether a mention says where something is, in a place that is no country: "a post at the Almaz pass"."""
    entity = reading.entity(mention.entity_id)
    if entity.type != "PLACE" or entity.place_precision == "country":
        return False
    span = told.sentence.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    if span is None:
        return False
    word = span.root.head if span.root.dep_ == "compound" else span.root
    return word.dep_ == "pobj" and word.head.lower_ in SITED


def _in_role(draft: Draft, role: str) -> tuple[Party, ...]:
    return draft.actors if role == "actor" else draft.recipients


def _odds(event: Joined, role: str, entity_id: str) -> tuple[float, int]:
    """Return the best log odds that the encoder gives an entity for a role, and how far off its mention stands."""
    seen = [
        (part.probability, -part.gap)
        for told in event.drafts for part in told.parts.get(role, ()) if part.mention.entity_id == entity_id
    ]  # fmt: skip
    if not seen:
        return NOBODY, 9
    best, gap = max(seen)
    return logistic.log_odds(best), -gap


def _facts(
    event: Joined, role: str, party: Party, rivals: Iterable[Party], odds: dict[str, dict[str, tuple[float, int]]]
) -> Iterator[tuple[str, float]]:
    entity = party.entity
    name = entity.entity_id
    other = "recipient" if role == "actor" else "actor"
    here, gap = odds[role][name]
    there, _ = odds[other][name]
    kind = "mutual" if event.first.type in MUTUAL_TYPES else "uttered" if event.first.type in UTTERANCES else "done"
    placed = [name in {each.entity.entity_id for each in _in_role(told, role)} for told in event.drafts]
    elsewhere = any(name in {each.entity.entity_id for each in _in_role(told, other)} for told in event.drafts)
    others = sorted((o for n, (o, _) in odds[role].items() if n != name), reverse=True)
    yield f"{role}, {kind}", 1.0
    yield f"{role}: {event.first.type}", 1.0
    yield f"{role}: odds", here / SCALE
    yield f"{role}, {kind}: odds", here / SCALE
    yield f"{role}: odds of the other part", there / SCALE
    yield f"{role}: odds over the best", (here - (others[0] if others else NOBODY)) / SCALE
    yield f"{role}, {kind}: likelier {min(sum(o > here for o in others), 3)}", 1.0
    yield f"{role}: {'placed' if any(placed) else 'not placed'}, {party.how}", 1.0
    yield f"{role}, {kind}: placed {'first' if placed[0] else 'later' if any(placed) else 'never'}", 1.0
    yield f"{role}: in the other part {elsewhere}", 1.0
    yield f"{role}: {min(gap, 5)} before", 1.0
    yield f"{role}: {entity.type}, {'of a country' if entity.country else 'of none'}", 1.0
    yield f"{role}: sector {entity.sector}", 1.0
    yield f"{role}, {kind}: {party.mention.kind if party.mention else 'unmentioned'}", 1.0
    claims = any(told.claim and told.claim.entity and told.claim.entity.entity_id == name for told in event.drafts)
    yield f"{role}, {kind}: claims it={claims}", 1.0
    yield f"{role}, {kind}: {_alike(party, rivals, odds[role])}", 1.0
    yield (
        f"{role}: {min(len(event.drafts), 3)} tellings, {'all' if all(placed) else 'some' if any(placed) else 'none'}",
        1.0,
    )


def _alike(party: Party, rivals: Iterable[Party], odds: dict[str, tuple[float, int]]) -> str:
    """Return whether another entity of the same country, and perhaps sector, is likelier in the role."""
    entity = party.entity
    here, _ = odds[entity.entity_id]
    better = [
        each.entity for each in rivals
        if each.entity.country == entity.country and odds[each.entity.entity_id][0] > here
    ]  # fmt: skip
    if not entity.country or not better:
        return "nobody alike"
    kind = "a country itself, " if entity.place_precision == "country" else ""
    return f"{kind}{'one alike' if any(each.sector == entity.sector for each in better) else 'of another sector'}"
