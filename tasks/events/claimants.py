"""Who says that an event happened, all its tellings taken together.

Who takes responsibility for violence comes first, then whom the words of a telling name, then whom the encoder finds
likely.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from tasks.entities import Reading
from tasks.events.claims import Claim
from tasks.events.draft import UTTERANCES
from tasks.events.join import Joined

LEAST, LEAST_LATER = 0.08, 0.15
"""Probabilities below which the encoder's claimant is none: of the first telling, and of the others; chosen over
documents held out."""
RESPONSIBLE_WITHIN = 3
"""Sentences after a telling in which responsibility is taken for it."""
CLAIMED = ("responsibility", "attack", "bombing", "blast", "killing", "assault", "shooting")


def claimed(event: Joined, events: Sequence[Joined], reading: Reading, sentences: Sequence[Span]) -> Claim | None:
    """Return who says that an event happened, `events` being all those of the article; None when nobody is named."""
    taken = _responsible(event, events, reading, sentences)
    if taken:
        return taken
    first = event.first.claim
    if first and first.likely is None and _is_own_word(first, event):
        return None
    told = [draft.claim for draft in event.drafts if draft.claim and draft.claim.entity]
    named = [each for each in told if not _is_own_word(each, event)]
    return next((each for each in named if each.likely is None), None) or _likeliest(event, named)


def _likeliest(event: Joined, claims: Sequence[Claim]) -> Claim | None:
    first = event.first.claim
    if first and first in claims and (first.likely or 0.0) >= LEAST:
        return first
    best = max(claims, key=lambda each: each.likely or 0.0, default=None)
    return best if best and (best.likely or 0.0) >= LEAST_LATER else None


def _is_own_word(said: Claim, event: Joined) -> bool:
    """Return whether the claim is no more than the utterance that the event is: its speaker is the actor already."""
    actors = {party.entity.entity_id for party in event.actors}
    return event.first.type in UTTERANCES and said.entity is not None and said.entity.entity_id in actors


def _responsible(event: Joined, events: Sequence[Joined], reading: Reading, sentences: Sequence[Span]) -> Claim | None:
    """Return who takes responsibility for violence in its tellings or shortly after, before other violence is told."""
    if event.first.type != "ASSAULT":
        return None
    others = {d.number for each in events if each is not event and each.first.type == "ASSAULT" for d in each.drafts}
    for number in sorted({draft.number for draft in event.drafts}):
        for at in range(number, min(number + RESPONSIBLE_WITHIN + 1, len(sentences))):
            if at > number and at in others:
                break
            taken = next(_taking(sentences[at], reading), None)
            if taken:
                return taken
    return None


def _taking(sentence: Span, reading: Reading) -> Iterator[Claim]:
    """Yield who claims responsibility in a sentence: "X claimed the attack", "an attack claimed by X"."""
    for verb in sentence:
        if verb.lemma_ in ("claim", "admit") and verb.pos_ == "VERB":
            for word in _claiming(verb):
                mention = reading.mention_at(word)
                if mention:
                    start, end = min(mention.start_char, verb.idx), max(mention.end_char, verb.idx + len(verb))
                    yield Claim(reading.entity(mention.entity_id), start, end, None)


def _claiming(verb: Token) -> list[Token]:
    """Return the words for who takes responsibility, where that is what the verb says."""
    children = list(verb.children)
    what = next((each for each in children if each.dep_ in ("dobj", "nsubjpass") and each.lower_ in CLAIMED), None)
    if any(each.dep_ == "neg" for each in children):
        return []
    if what is not None and what.dep_ == "dobj" and (verb.lemma_ == "claim" or what.lower_ == "responsibility"):
        doers = [each for each in children if each.dep_ == "nsubj"]
        return [verb.head if each.lower_ in ("who", "which") and verb.dep_ == "relcl" else each for each in doers]
    if verb.lemma_ == "claim" and (verb.dep_ == "acl" or what is not None):
        return [each for by in children if by.dep_ == "agent" for each in by.children if each.dep_ == "pobj"]
    return []
