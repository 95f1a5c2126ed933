"""Clauses that the model finds and no trigger list holds: the word that tells the event, its grammar read as usual."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from tasks.events.candidates import Candidate, around_noun, around_verb
from tasks.events.lexicon import Trigger
from tasks.events.model import Model, Scored

LEAST_ODDS = -2.5
"""Log odds (one in twelve) below which a sentence is not looked at for a type; what passes is weighed once more."""
FRAMES = {"CONSULT": "with", "AGREE": "with", "COOPERATE": "with"}
SAYING = {"SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}


def proposals(doc: Doc, model: Model, scored: Scored, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield a candidate for each sentence and type that the model takes for likely and `found` has none of."""
    known = {(candidate.head.sent.start, candidate.trigger.type) for candidate in found}
    for number, sentence in enumerate(doc.sents):
        for kind, type_ in enumerate(model.types):
            if scored.sentences[number, kind] >= LEAST_ODDS and (sentence.start, type_) not in known:
                token = _teller(sentence, scored, number, kind)
                trigger = Trigger(type_, None, FRAMES.get(type_, "say" if type_ in SAYING else "do"))
                yield around_verb(token, trigger) if token.pos_ in ("VERB", "AUX") else around_noun(token, trigger)


def _teller(sentence: Span, scored: Scored, number: int, kind: int) -> Token:
    """Return the word of a sentence that speaks loudest for a type; the word denied where that is "not"."""
    inside = scored.inside(number)
    at = inside.start + int(scored.words[inside, kind].argmax())
    start = int(scored.pieces.starts[at])
    token = next((token for token in sentence if token.idx <= start < token.idx + len(token)), sentence.root)
    return token.head if token.dep_ == "neg" else token
