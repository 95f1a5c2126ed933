"""Candidates to drafts of events: parties resolved, verbal types re-typed by tense, what is no event rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token

from tasks import actors as codes
from tasks.entities import Reading
from tasks.events.candidates import Candidate, mentions_of
from tasks.events.claims import Claim, claim
from tasks.events.dates import When
from tasks.events.lexicon import cues, triggers
from tasks.records import Entity, EventPlace, Mention, Status
from tasks.records import Span as TextSpan

MUTUAL_TYPES = {"CONSULT", "AGREE", "COOPERATE"}
VIOLENT = {"ASSAULT", "COERCE", "PROTEST"}
UTTERANCES = {"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN", "CONCEDE", "AGREE"}
TO_COME = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
POLITICAL = {"GOV", "MIL", "COP", "JUD", "LEG", "PRM", "PTY", "REB", "SPY", "UAF", "CRM", "OPP", "ELI"}
CARRIED = {"sides", "parties", "officials", "two", "both", "they", "them", "pair", "leaders", "ministers", "countries"}
SPEAKERS = {"we", "i"}
FARTHEST_SPEAKER = 8
PARTS = frozenset(
    [
        "unit",
        "member",
        "group",
        "number",
        "force",
        "element",
        "dozen",
        "score",
        "hundred",
        "thousand",
        "part",
        "most",
        "one",
        "some",
    ]
)


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a draft: the entity, the mention that put it there, and how it was found."""

    entity: Entity
    mention: Mention | None
    how: str  # named, reference, carried


@dataclass(frozen=True, slots=True)
class Part:
    """How likely one mention plays one part in an event, as the encoder sees it."""

    mention: Mention
    gap: int  # sentences between the mention and the event
    probability: float


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as one sentence tells it, before repeats are joined."""

    type: str
    mode: str | None
    status: Status
    candidate: Candidate
    sentence: Span
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    when: When | None
    claim: Claim | None
    doubt: str | None  # what speaks against its being an event
    number: int  # of its sentence, from 0
    likely: float = 1.0  # probability that it is an event
    is_proposed: bool = False  # found by the model alone
    mode_guess: str | None = None  # the model's, for want of one in the lexicon
    places: tuple[EventPlace, ...] = ()
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)  # as the encoder sees it
    parts: Mapping[str, Sequence[Part]] = field(default_factory=dict, compare=False, repr=False)  # likeliest first

    @property
    def evidence(self) -> TextSpan:
        """The sentence, as offsets."""
        return trimmed(self.sentence)


def trimmed(sentence: Span) -> TextSpan:
    """Return a sentence as offsets, white space at its ends left out."""
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    return TextSpan(start, sentence.start_char + len(text.rstrip()))


def draft(reading: Reading, candidate: Candidate, before: Sequence[Draft], number: int) -> Draft | str:
    """Return a draft of the event that a candidate in sentence `number` tells, or the reason why it tells none."""
    if candidate.negated:
        return "negated"
    type_ = (
        TO_COME.get(candidate.trigger.type, candidate.trigger.type)
        if candidate.status == "planned"
        else candidate.trigger.type
    )
    sentence = candidate.head.sent
    doers = _resolved(reading, candidate.actors, before, sentence, candidate)
    direct = _resolved(reading, candidate.recipients, before, sentence, candidate)
    known = {each.entity.entity_id for each in doers}
    hung = direct or _resolved(reading, candidate.nested, before, sentence, candidate)
    done_to = [party for party in hung if party.entity.entity_id not in known]
    if type_ in MUTUAL_TYPES and candidate.trigger.mode != "visit":
        doers, done_to = doers + (done_to if type_ == "CONSULT" else []), done_to if type_ != "CONSULT" else []
    doubt = candidate.reject or _doubt(type_, candidate, doers, done_to)
    said = claim(reading, sentence, candidate.head)
    return Draft(
        type_, candidate.trigger.mode, candidate.status, candidate, sentence, tuple(doers), tuple(done_to),
        when=None, claim=said, doubt=doubt, number=number,
    )  # fmt: skip


def _doubt(type_: str, candidate: Candidate, doers: list[Party], done_to: list[Party]) -> str | None:
    sectors = {party.entity.sector for party in (*doers, *done_to)}
    political = bool(sectors & POLITICAL) or any(
        party.entity.country in ("UNO", "IGO", "EUR", "NGO", "IMG") for party in (*doers, *done_to)
    )
    if type_ == "CONSULT" and len(doers) + len(done_to) < 2:
        return "one_party"
    if type_ in UTTERANCES and not doers:
        return "no_speaker"
    if type_ == "ASSAULT" and (doers or done_to):
        return None if political or _has_victims(done_to) else "no_party"
    if not political:
        return "no_political_party"
    if candidate.is_noun and not doers and type_ not in ("RETREAT", "COERCE", "SANCTION", "PROTEST"):
        return "bare_noun"
    return None


def _has_victims(parties: list[Party]) -> bool:
    return any(party.entity.type in ("GROUP", "PERSON") for party in parties)


def _resolved(
    reading: Reading, tokens: tuple[Token, ...], before: Sequence[Draft], sentence: Span, candidate: Candidate
) -> list[Party]:
    found: list[Party] = []
    for token in mentions_of(tokens):
        for party in _party(reading, token, before, sentence, candidate.trigger.type):
            known = {each.entity.entity_id for each in found}
            if party.entity.entity_id not in known and not _is_setting(party, token, candidate):
                found.append(party)
    return found


def _party(reading: Reading, token: Token, before: Sequence[Draft], sentence: Span, type_: str) -> list[Party]:
    mention = reading.mention_at(token)
    if mention and mention.kind == "demonym" and not acts(token):
        return []
    if mention is None and token.lemma_.casefold() in PARTS:
        token = next((c for p in token.children if p.lower_ == "of" for c in p.children), token)
        mention = reading.mention_at(token)
    if mention:
        how = "reference" if mention.kind in ("pronoun", "description") else "named"
        return [Party(reading.entity(mention.entity_id), mention, how)]
    if token.lower_ in SPEAKERS:
        return _speaker(reading, sentence)
    if token.lower_ in CARRIED and before:
        two = [each for each in before if len(each.actors) + len(each.recipients) >= 2]
        last = next((each for each in reversed(two) if each.type == type_), two[-1] if two else None)
        return [Party(each.entity, None, "carried") for each in (*last.actors, *last.recipients)] if last else []
    return []


def acts(demonym: Token) -> bool:
    """Return whether a nationality stands for its country: "the Russian attack", not "the Russian border"."""
    lemma = demonym.head.lemma_.casefold()
    return (
        demonym.dep_ not in ("amod", "compound", "nmod", "poss")
        or lemma in triggers("n")
        or lemma in ("side", "counterpart")
    )


def _speaker(reading: Reading, sentence: Span) -> list[Party]:
    """Return who says "we": the person a verb of saying names in this sentence, else close by, nearest first."""
    doc = sentence.doc
    near = [sentence, *_following(sentence, 1), *_before(sentence, FARTHEST_SPEAKER), *_following(sentence, 3)]
    for each in near:
        for token in each:
            if token.lemma_ in cues("say") and token.pos_ == "VERB":
                mentions = [reading.mention_at(c) for c in token.children if c.dep_ in ("nsubj", "dobj")]
                people = [m for m in mentions if m and reading.entity(m.entity_id).type == "PERSON"]
                if people:
                    return [Party(reading.entity(people[0].entity_id), people[0], "reference")]
    first = [m for m in reading.mentions if m.start_char < doc[-1].idx and reading.entity(m.entity_id).type == "PERSON"]
    return [Party(reading.entity(first[0].entity_id), None, "carried")] if first else []


def _following(sentence: Span, count: int) -> list[Span]:
    found: list[Span] = []
    at = sentence.end
    while at < len(sentence.doc) and len(found) < count:
        found.append(sentence.doc[at].sent)
        at = found[-1].end
    return found


def _before(sentence: Span, count: int) -> list[Span]:
    found: list[Span] = []
    at = sentence.start - 1
    while at >= 0 and len(found) < count:
        found.append(sentence.doc[at].sent)
        at = found[-1].start - 1
    return found


def _is_setting(party: Party, token: Token, candidate: Candidate) -> bool:
    """Return whether a place is where it happened rather than who did it or had it done."""
    if party.entity.type != "PLACE":
        return False
    if party.entity.sector is None:
        return True
    locative = token.dep_ == "pobj" and token.head.lower_ in (
        "in",
        "at",
        "near",
        "from",
        "across",
        "into",
        "of",
        "over",
    )
    return locative and candidate.trigger.type in VIOLENT | {"MOBILIZE"} and token.head.lower_ != "of"


def country_parties(reading: Reading, iso3: str, sector: str) -> list[Party]:
    """Return the body of a country's sector that the article names most often; empty when it names none."""
    same = [e for e in reading.entities if (e.country, e.sector, e.type) == (iso3, sector, "ORG")]
    counted = sorted(same, key=lambda entity: -sum(m.entity_id == entity.entity_id for m in reading.mentions))
    return [Party(counted[0], None, "carried")] if counted else []


def border_pair(text: str) -> set[str]:
    """Return the two countries that a hyphenated adjective names: "the Armenian-Azerbaijani border"."""
    for word in text.replace("–", "-").split():
        parts = word.strip(".,;\"'").split("-")
        if len(parts) == 2:
            pair = {code for part in parts if (code := codes.country(part))}
            if len(pair) == 2:
                return pair
    return set()
