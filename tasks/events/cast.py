"""Who plays which part in an event: the mentions around it, weighed by the model for each role."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span

from tasks.entities import Reading
from tasks.events import where
from tasks.events.claims import Claim
from tasks.events.draft import MUTUAL_TYPES, Draft, Part, Party
from tasks.events.model import Model, Scored
from tasks.events.traits import LOOK_BACK, OPENING, PARTS, as_array, traits
from tasks.records import Mention

LEAST = {"actor": 0.20, "recipient": 0.20, "claimant": 0.05}
"""Probabilities below which nobody is given a part, chosen over documents held out."""
LEAST_BEFORE = 0.25
"""The same for a party named only in an earlier sentence."""


def cast(reading: Reading, draft: Draft, sentences: Sequence[Span], model: Model, scored: Scored) -> Draft:
    """Return the draft with the parties, places and claimant that its clause does not give as the model sees them."""
    parts = weighed(reading, draft, sentences, model, scored)
    event = scored.event(draft.number, model.types.index(draft.type))
    actors = draft.actors or _likeliest(reading, parts, "actor")
    complete = draft.type in MUTUAL_TYPES and len(actors) > 1  # all parties to a meeting are actors
    recipients = draft.recipients if complete or draft.recipients else _likeliest(reading, parts, "recipient")
    return replace(
        draft,
        mode_guess=_mode(draft, model, scored),
        actors=tuple(actors),
        recipients=tuple(party for party in recipients if party.entity.entity_id not in _ids(actors)),
        places=tuple(where.places(reading, draft.candidate.head, draft.sentence, _ids(actors))),
        claim=_claim(reading, draft, parts, _ids(actors)),
        vector=event,
        parts=parts,
    )


def _mode(draft: Draft, model: Model, scored: Scored) -> str | None:
    if draft.type == "CONSULT" and any(token.lemma_ in ("phone", "telephone") for token in draft.sentence):
        return "phone"
    return model.mode(scored, draft.number, model.types.index(draft.type))


def weighed(
    reading: Reading, draft: Draft, sentences: Sequence[Span], model: Model, scored: Scored
) -> dict[str, list[Part]]:
    """Return for each role the mentions around a draft with their probabilities, one per entity, likeliest first."""
    near = list(around(reading, sentences, draft.number))
    if not near:
        return {role: [] for role in PARTS}
    head = draft.candidate.head
    shown = None if draft.is_proposed else draft
    table = as_array([traits(reading, m, draft.sentence, head, gap, shown) for m, gap in near])
    spots = [scored.pieces.at(m.start_char, m.end_char) for m, _ in near]
    odds = model.roles(scored, draft.number, model.types.index(draft.type), spots, table)
    return {role: _ranked([Part(m, gap, float(p)) for (m, gap), p in zip(near, odds[:, at], strict=True)])
            for at, role in enumerate(PARTS)}  # fmt: skip


def around(reading: Reading, sentences: Sequence[Span], number: int) -> Iterator[tuple[Mention, int]]:
    """Yield the mentions that may have a part in an event of a sentence, each with how many sentences before it stands.

    They are those of the sentence, of the few before it, and of the article's opening: a statement names once, at its
    head, who makes it.
    """
    near: set[str] = set()
    for gap in range(min(LOOK_BACK, number) + 1):
        for mention in reading.mentions_in(sentences[number - gap]):
            near.add(mention.entity_id)
            yield mention, gap
    for at in range(min(OPENING, number - LOOK_BACK)):
        for mention in reading.mentions_in(sentences[at]):
            if mention.entity_id not in near:
                yield mention, LOOK_BACK + 1


def _ranked(parts: Iterable[Part]) -> list[Part]:
    best: dict[str, Part] = {}
    for part in sorted(parts, key=lambda each: -each.probability):
        best.setdefault(part.mention.entity_id, part)
    return list(best.values())


def _likeliest(reading: Reading, parts: dict[str, list[Part]], role: str) -> tuple[Party, ...]:
    """Return the one likeliest party in a role; none where none is likely enough."""
    other = {part.mention.entity_id: part.probability for part in parts["recipient" if role == "actor" else "actor"]}
    likely = [
        part for part in parts[role]
        if part.probability >= (LEAST_BEFORE if part.gap else LEAST[role])
        and part.probability >= other.get(part.mention.entity_id, 0.0)
    ]  # fmt: skip
    here = [part for part in likely if part.gap == 0]
    return tuple(as_party(reading, part) for part in (here or likely)[:1])


def as_party(reading: Reading, part: Part) -> Party:
    """Return a mention in a part as a party."""
    how = "reference" if part.mention.kind in ("pronoun", "description") else "named"
    return Party(reading.entity(part.mention.entity_id), part.mention, "carried" if part.gap else how)


def _claim(reading: Reading, draft: Draft, parts: dict[str, list[Part]], actors: set[str]) -> Claim | None:
    told = [part for part in parts["claimant"] if part.mention.entity_id not in actors]
    said = draft.claim
    if (said is None or said.entity is None) and told and told[0].probability >= LEAST["claimant"]:
        mention = told[0].mention
        entity = reading.entity(mention.entity_id)
        return Claim(entity, mention.start_char, mention.end_char, said.carrier if said else None, told[0].probability)
    return said


def _ids(parties: Iterable[Party]) -> set[str]:
    return {party.entity.entity_id for party in parties}
