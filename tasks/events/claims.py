"""Who says so: the attribution that covers an event, apart from the medium that passes it on."""

from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from tasks.entities import Reading
from tasks.events.candidates import accuser
from tasks.events.lexicon import cues
from tasks.records import Entity

SUBJECTS = ("nsubj", "nsubjpass")


@dataclass(frozen=True, slots=True)
class Claim:
    """The claimant, the words of attribution (character offsets), and the medium that carries it, if named.

    `likely` is the probability of a claimant whom the encoder found; None for one whom the words of attribution name.
    """

    entity: Entity | None
    start: int
    end: int
    carrier: str | None
    likely: float | None = None


def claim(reading: Reading, sentence: Span, trigger: Token) -> Claim | None:
    """Return who the sentence says says so, for the part of it that holds `trigger`; None when nobody is named."""
    by_verb = [*_by_accuser(reading, trigger), *_by_verb(reading, sentence, trigger)]
    found = [*by_verb, *_by_phrase(reading, sentence, trigger)]
    media = [each for each in found if each.entity and each.entity.sector == "JRN"]
    speakers = [each for each in found if each not in media]
    carrier = media[0].entity.name if media and media[0].entity else None
    if speakers:
        best = speakers[-1]
        return Claim(best.entity, best.start, best.end, carrier)
    return replace(media[0], carrier=carrier) if media else None  # its own word where it names no source


def _by_accuser(reading: Reading, trigger: Token) -> list[Claim]:
    """Return who accuses somebody of what the trigger tells."""
    for told in (trigger, *trigger.ancestors):
        over = accuser(told)
        if over is not None:
            speakers = [child for child in over.children if child.dep_ == "nsubj"]
            speakers += [each for child in over.children if child.dep_ == "agent" for each in child.children]
            mentions = [mention for each in speakers if (mention := reading.mention_at(each))]
            return [
                Claim(reading.entity(each.entity_id), each.start_char, over.idx + len(over), None)
                for each in mentions[:1]
            ]  # fmt: skip
    return []


def _by_verb(reading: Reading, sentence: Span, trigger: Token) -> list[Claim]:
    found = []
    for token in sentence:
        if token.pos_ != "VERB" or token.lemma_ not in cues("say") or token.i == trigger.i:
            continue
        subjects = [child for child in token.children if child.dep_ in SUBJECTS]
        covers = token.is_ancestor(trigger) or (
            _is_aside(token) if trigger.is_ancestor(token) else _is_tail(token, sentence)
        )
        if subjects and covers and not subjects[0].is_ancestor(trigger) and subjects[0].i != trigger.i:
            mention = reading.mention_at(subjects[0])
            if mention:
                entity = reading.entity(mention.entity_id)
                found.append(Claim(entity, mention.start_char, token.idx + len(token), None))
    return found


def _is_aside(verb: Token) -> bool:
    """Return whether a verb under the trigger is beside what the trigger tells: "was, it said, killed"."""
    return verb.dep_ not in ("xcomp", "ccomp", "relcl", "acl", "pcomp")


def _is_tail(verb: Token, sentence: Span) -> bool:
    """Return whether the verb stands in a reporting tail: "..., the ministry said."""
    return verb.dep_ in ("ROOT", "parataxis", "ccomp") and verb.i > sentence.start + len(sentence) // 2


def _by_phrase(reading: Reading, sentence: Span, trigger: Token) -> list[Claim]:
    found = []
    for token in sentence:
        if token.lower_ in ("according", "citing", "quoting") and token.i != trigger.i:
            end = min(token.i + 14, sentence.end)
            near = reading.mentions_in((token.idx, sentence.doc[end - 1].idx + len(sentence.doc[end - 1])))
            named = [mention for mention in near if mention.kind != "demonym"]
            if named:
                entity = reading.entity(named[0].entity_id)
                found.append(Claim(entity, token.idx, named[0].end_char, None))
    return found
