"""The sector of the parties to events: what the word lists say of a name, weighed with what the article says of it."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.entities import Reading
from tasks.events.draft import Party
from tasks.events.join import Joined
from tasks.events.model import Model, Scored
from tasks.events.traits import entity_traits
from tasks.records import Entity, Mention

MOST_MENTIONS = 8
LEAST = 0.4
"""Probability from which an entity that no list knows is given a sector."""
LEAST_OTHER = 0.6
"""Probability from which a sector other than the lists' is taken."""


def first_mentions(entity: Entity, reading: Reading) -> list[Mention]:
    """Return the mentions of an entity that its sector is told by, in text order."""
    return [each for each in reading.mentions if each.entity_id == entity.entity_id][:MOST_MENTIONS]


def with_sectors(events: Sequence[Joined], reading: Reading, model: Model, scored: Scored) -> list[Joined]:
    """Return the events, their parties with the sector that the article makes likely."""
    known: dict[str, Entity] = {}
    for event in events:
        for party in (*event.actors, *event.recipients):
            if party.entity.entity_id not in known:
                known[party.entity.entity_id] = _weighed(party.entity, reading, model, scored)
    return [
        replace(event, actors=_renewed(event.actors, known), recipients=_renewed(event.recipients, known))
        for event in events
    ]


def _renewed(parties: Sequence[Party], known: dict[str, Entity]) -> tuple[Party, ...]:
    return tuple(replace(party, entity=known[party.entity.entity_id]) for party in parties)


def _weighed(entity: Entity, reading: Reading, model: Model, scored: Scored) -> Entity:
    mentions = first_mentions(entity, reading)
    if entity.type == "PLACE" or not mentions:
        return entity
    spots = [scored.pieces.at(each.start_char, each.end_char) for each in mentions]
    sector, likely = model.sector(scored, spots, entity_traits(entity, model.sectors))
    least = LEAST if entity.sector is None else LEAST_OTHER
    return replace(entity, sector=sector) if likely >= least else entity
