"""What the grammar and the article's facts say of a mention as a party to an event: numbers for the role model."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token

from tasks.entities import Reading
from tasks.events.draft import Draft
from tasks.events.lexicon import cues
from tasks.records import Mention

TYPES = ("PERSON", "ORG", "PLACE", "GROUP")
KINDS = ("name", "short", "demonym", "pronoun", "description", "group")
SECTORS = ("GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "UAF", "CRM", "CVL", "JRN", "BUS")
DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "compound", "amod", "appos", "conj", "attr")
PREPS = ("by", "in", "at", "of", "on", "with", "to", "against", "from", "for", "near", "between", "according")
PARTS = ("actor", "recipient", "place", "claimant")
ROLES = (*PARTS, "date")
"""What the role model scores: the part of a mention, and whether words that state a date date the event."""
LOOK_BACK = 3
"""Sentences before an event's own in which its parties are looked for."""
OPENING = 2
"""Sentences at the head of an article whose parties may have a part in any of its events."""


def traits(
    reading: Reading, mention: Mention, sentence: Span, trigger: Token, gap: int, draft: Draft | None
) -> list[float]:
    """Return numbers about a mention and an event told by `trigger` in `sentence`, `gap` sentences after the mention.

    `draft` is what the patterns made of the same event, when they found it.
    """
    entity = reading.entity(mention.entity_id)
    span = sentence.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    root = span.root if span is not None else trigger
    return [
        *_one_hot(entity.type, TYPES),
        *_one_hot(mention.kind, KINDS),
        *_one_hot(entity.sector, SECTORS),
        float(entity.sector is None), float(entity.country is None), float(entity.place_precision == "country"),
        *_one_hot(min(gap, LOOK_BACK + 1), range(LOOK_BACK + 2)),
        *_grammar(root, trigger, gap),
        *_patterns(mention, draft),
        0.0,
    ]  # fmt: skip


def date_traits(start: int, end: int, trigger: Token, gap: int) -> list[float]:
    """Return the same numbers about words that state a date, as character offsets: no entity, and a mark of its own."""
    span = trigger.doc.char_span(start, end, alignment_mode="expand")
    root = span.root if span is not None else trigger
    n_entity = len(TYPES) + len(KINDS) + len(SECTORS) + 3
    gaps = _one_hot(min(gap, LOOK_BACK + 1), range(LOOK_BACK + 2))
    return [*[0.0] * n_entity, *gaps, *_grammar(root, trigger, gap), *[0.0] * len(_patterns(None, None)), 1.0]


def _one_hot(value: object, known: Sequence[object] | range) -> list[float]:
    return [float(value == each) for each in known]


def _grammar(root: Token, trigger: Token, gap: int) -> list[float]:
    prep = root.head.lower_ if root.dep_ == "pobj" else ""
    verb = next((each for each in (root.head, root.head.head) if each.pos_ == "VERB"), None)
    says = verb is not None and verb.lemma_ in cues("say")
    here = gap == 0
    return [
        *_one_hot(root.dep_, DEPS), *_one_hot(prep, PREPS),
        float(here and root.i < trigger.i), float(here and root.head.i == trigger.i),
        float(here and root.head.head.i == trigger.i), float(here and trigger.is_ancestor(root)),
        float(here and root.head.is_ancestor(trigger)), float(says and root.dep_ in ("nsubj", "nsubjpass")),
        min(abs(root.i - trigger.i), 60) / 30 if here else 2.0,
        *_one_hot(trigger.pos_, ("VERB", "NOUN")),
        float(any(child.dep_ in ("nsubjpass", "auxpass") for child in trigger.children)),
    ]  # fmt: skip


def _patterns(mention: Mention | None, draft: Draft | None) -> list[float]:
    if draft is None or mention is None:
        return [0.0] * 5
    said = draft.claim.entity.entity_id if draft.claim and draft.claim.entity else None
    return [
        1.0,
        float(any(party.entity.entity_id == mention.entity_id for party in draft.actors)),
        float(any(party.entity.entity_id == mention.entity_id for party in draft.recipients)),
        float(said == mention.entity_id),
        float(any(party.mention == mention for party in (*draft.actors, *draft.recipients))),
    ]


def as_array(rows: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Return rows of traits as an array (mention, trait)."""
    return np.array(rows, dtype=np.float32)
