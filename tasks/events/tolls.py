"""Figures of people hurt: how many, who, what befell them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Span, Token

from tasks import actors
from tasks.events.counts import bounds, first_part, value
from tasks.events.lexicon import cues
from tasks.records import TollKind

OBJECTS = ("nsubjpass", "dobj")
LIVES = ("lose", "claim", "cost", "take")  # verbs of which lives are what is lost
PEOPLE = {"people", "others", "more", "dead", "members", "ones", "victims", "those"}
HELD = ("hostage", "captive", "prisoner")
KEPT = ("take", "hold", "keep", "be", "remain")  # verbs of custody
PRONOUNS = ("he", "she", "him", "her")
MANY = {"number", "group", "handful", "couple"}  # of people, not counted
PART = re.compile(
    r"(?:among (?:them|those \w+|the \w+)(?: (?:was|were))?|includ(?:ing|ed)|of whom)\W+"
    r"(?:(?:at least|about|some|around)\W+)?$",
    re.IGNORECASE,
)
PART_AFTER = re.compile(r"\s*of (?:them|whom|these)\b", re.IGNORECASE)
OF_THE_HURT = re.compile(r"\s*of the (?:dead|victims|injured|wounded)\b", re.IGNORECASE)
TOLL = re.compile(
    r"(?:\btoll|\b(?:number|count|tally) of (?:the )?(?P<what>dead|deaths|killed|victims|injured|wounded|casualties))"
    r"\b(?:\W+\w+){0,9}?\W+(?:at|to|of|exceed(?:ed|s)|reach(?:ed|es)|as|is|was)\W+"
    r"(?:(?:at least|more than|over|about|around|nearly|some)\W+)?$",
    re.IGNORECASE,
)
TO_DATE = re.compile(
    r"\bto date\b|\bthis year\b|\bsince (?!(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|dawn|the attack)"
    r"|\b(?:in|over|during|within) the (?:past|last|previous|first|course)\b(?! (?:day|night|hours?|24|48))"
    r"|\b(?:in|during|after) (?:the )?(?:\w+[ -])?years? of\b|\byear(?:-long)? (?:war|conflict|insurgency|uprising)\b"
    r"|\beach year\b|\blast year\b"
    r"|\b(?:in|of|by) (?:the|a|an) (?:[\w-]+ )?(?:war|conflict|insurgency|rebellion|unrest)\b"
    r"|\b(?:war|conflict|insurgency|rebellion)\b.{0,60}\bha(?:s|ve) (?:killed|cost|claimed|taken|left)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of victims: bounds, kind, the noun phrase of the victims, and the character offsets of the figure.

    `scope` tells a running total ("since 2015") from what one event did.
    """

    kind: TollKind
    low: int | None
    high: int | None
    victims: str
    head: Token
    start: int
    end: int
    cue: Token
    scope: Literal["event", "to_date"] = "event"


def figures(sentence: Span) -> list[Figure]:
    """Return the tolls that a sentence states, in order, one per figure and kind."""
    found: dict[tuple[int, str], Figure] = {}
    for number in sentence:
        count = value(number)
        if count is None and number.text.isdigit() and TOLL.search(_before(number, sentence)):
            count = int(number.text)  # not a year
        if count is None or (number.i and sentence.doc[number.i - 1].lower_ in ("no", "not")):
            continue
        counted = {figure.kind for figure in found.values()} if _is_part(number, sentence) else set()
        for kind, cue in _befell(number, sentence):
            if kind in counted or (kind == "captured" and count == 1):
                continue  # some of those counted already; an arrest, not a toll
            found.setdefault((number.i, kind), _figure(number, count, kind, cue, sentence))
    told = _summed([*found.values(), *_single(sentence, found.values())])
    return [replace(each, scope=_scope(each, sentence)) for each in told]


def _scope(figure: Figure, sentence: Span) -> Literal["event", "to_date"]:
    """Return whether words by the verb of a figure make it a running total."""
    verb = next(iter(_verbs(figure.cue)), None)
    for found in TO_DATE.finditer(sentence.text):
        at = sentence.doc.char_span(
            sentence.start_char + found.start(), sentence.start_char + found.end(), alignment_mode="expand"
        )
        if at is not None and (figure.cue in at or verb in _verbs(at.root)[:2]):
            return "to_date"
    return "event"


def _verbs(token: Token) -> list[Token]:
    """Return the verbs that govern a word, itself first where it is one."""
    return [each for each in (token, *token.ancestors) if each.pos_ in ("VERB", "AUX")]


def _summed(figures_: Sequence[Figure]) -> list[Figure]:
    """Return the figures with those of one list made one: "two women and a man were hurt" tells of three."""
    made: list[Figure] = []
    for figure in sorted(figures_, key=lambda each: each.start):
        before = made[-1] if made else None
        together = before and (before.kind, before.cue.i) == (figure.kind, figure.cue.i) and _are_listed(before, figure)
        alike = before and len({_sector(before.head), _sector(figure.head)} - {None}) < 2
        if before and together and alike and None not in (before.low, figure.low):
            text = figure.head.doc.text[before.start : figure.end]
            low = (before.low or 0) + (figure.low or 0)
            high = None if None in (before.high, figure.high) else (before.high or 0) + (figure.high or 0)
            made[-1] = replace(before, low=low, high=high, victims=text, end=figure.end)
        else:
            made.append(figure)
    return made


def _sector(noun: Token) -> str | None:
    return actors.agents().get(noun.lower_, (None, ""))[0]


def _are_listed(first: Figure, second: Figure) -> bool:
    return second.head.dep_ == "conj" and first.head in (second.head.head, *second.head.conjuncts)


def _single(sentence: Span, counted: Iterable[Figure]) -> Iterator[Figure]:
    """Yield a figure of one for a person, named or not, said to be killed or hurt; without bounds for several."""
    known = {figure.head.i for figure in counted}
    for word in sentence:
        kind = _kind(word) or ("killed" if _is_fatal(word) else None)
        harm = None if kind else _harm(word)
        for noun in _undergoing(word) if (kind or harm) in ("killed", "wounded") else ():
            several = _are_people(noun)
            if noun.i in known or _has_number(noun) or not (several or _is_person(noun)):
                continue
            if harm and any(_kind(each) == "killed" for each in sentence):
                continue  # shot, and dead of it
            first, last = _name_of(noun)
            start, end = first.idx, last.idx + len(last)
            bound = None if several else 1
            yield Figure(kind or "wounded", bound, bound, sentence.doc.text[start:end], noun, start, end, word)


def _has_number(noun: Token) -> bool:
    return any(child.dep_ in ("nummod", "neg") for child in noun.children)


def _is_fatal(verb: Token) -> bool:
    """Return whether a verb leaves somebody dead: "shot dead", "beat him to death"."""
    if verb.pos_ != "VERB" or verb.lemma_ in ("sentence", "condemn"):
        return False
    after = [each for child in verb.children if child.i > verb.i for each in (child, *child.children)]
    return any(each.lower_ == "dead" or (each.lower_ == "death" and each.head.lower_ == "to") for each in after)


def _undergoing(word: Token) -> list[Token]:
    """Return the people that a verb or a noun of harm is told of."""
    if any(child.dep_ == "neg" for child in word.children):
        return []
    if word.pos_ == "NOUN":
        of = [each for child in word.children if child.lower_ == "of" for each in child.children]
        return [each for each in (*of, *(c for c in word.children if c.dep_ == "poss")) if each.ent_type_ == "PERSON"]
    if word.pos_ != "VERB":
        return []
    if _is_not_done(word) or word.tag_ == "VBZ":
        return []
    if word.head.lower_ == "those" and word.tag_ == "VBN" and word.dep_ in ("acl", "relcl"):
        return [word.head]
    told = word.head if word.dep_ == "conj" and not any(c.dep_ in ("nsubj", "dobj") for c in word.children) else word
    passive = [each for each in told.children if each.dep_ == "nsubjpass"]
    suffered = passive or [each for each in word.children if each.dep_ == "dobj"]
    if word.lemma_ in ("die", "perish") or _is_loss_of_life(word):
        suffered = [each for each in word.children if each.dep_ == "nsubj"]
    nouns = [one for each in suffered for one in (each, *each.conjuncts) if one.i == each.i or one.dep_ == "conj"]
    return [_counted_by(each) for each in nouns]


def _counted_by(noun: Token) -> Token:
    """Return the people of "a number of people" and those that "who" stands for; any other noun itself."""
    if noun.lower_ in ("who", "whom") and noun.head.dep_ == "relcl":
        return noun.head.head
    of = [each for child in noun.children if child.lower_ == "of" for each in child.children]
    return of[0] if noun.lower_ in MANY and of else noun


def _are_people(noun: Token) -> bool:
    """Return whether a noun stands for several people and counts none: "protesters"."""
    return (noun.lower_ == "those" and noun.dep_ != "dobj") or (
        noun.tag_ == "NNS" and noun.lemma_.lower() in cues("person")
    )


def _are_human(noun: Token) -> bool:
    """Return whether what is counted is people, so far as lists know; a number that stands alone may be."""
    of = [each for child in noun.children if child.lower_ == "of" for each in child.children]
    if noun.like_num and of:
        return _are_human(of[0])
    word = noun.lower_
    if noun.like_num or word in PEOPLE or noun.ent_type_ in ("PERSON", "NORP"):
        return True
    listed = actors.agents().get(word)
    known = noun.lemma_.lower() in cues("person") or word.endswith(("men", "women", "man", "ists"))
    return known or (listed is not None and listed[1] != "O")


def _is_person(noun: Token) -> bool:
    """Return whether a noun or pronoun stands for one person, so far as lists know."""
    if noun.lower_ in PRONOUNS or (noun.tag_ in ("NN", "NNP") and noun.ent_type_ == "PERSON"):
        return True
    is_listed = noun.lower_ in cues("person") or (noun.lower_ not in PEOPLE and _are_human(noun))
    return noun.tag_ in ("NN", "NNP") and is_listed and not any(child.lower_ == "no" for child in noun.children)


def _name_of(noun: Token) -> tuple[Token, Token]:
    """Return the first and last token of a name or of a noun with what stands before it."""
    first = noun
    while (
        first.i > noun.sent.start
        and (first.nbor(-1).dep_ in ("compound", "amod", "det"))
        and first.nbor(-1).head == noun
    ):
        first = first.nbor(-1)
    return first, noun


def _counted(number: Token) -> Token:
    """Return the noun that a number counts, the number itself where it stands alone."""
    return number.head if number.dep_ in ("nummod", "det", "quantmod", "compound") else number


def _befell(number: Token, sentence: Span) -> list[tuple[TollKind, Token]]:
    """Return what befell the people that a number counts: the verb over it, the noun it counts, the word next to it."""
    noun = _counted(number)
    if OF_THE_HURT.match(_after(number, sentence)):
        return []
    if noun.i == number.i and (toll := TOLL.search(_before(number, sentence))):
        return [("wounded" if toll["what"] in ("injured", "wounded") else "killed", number)]
    if _is_age(number):
        return []
    return _as_told(number, noun) or _as_next(number, noun, sentence)


def _is_part(number: Token, sentence: Span) -> bool:
    """Return whether a number is of some among others told of: "including two", "four of whom"."""
    return bool(PART.search(_before(number, sentence)) or PART_AFTER.match(_after(number, sentence)))


def _after(number: Token, sentence: Span) -> str:
    noun = _counted(number)
    return sentence.text[max(noun.idx + len(noun), number.idx + len(number)) - sentence.start_char :]


def _before(number: Token, sentence: Span) -> str:
    return sentence.text[: max(first_part(number).idx - sentence.start_char, 0)]


def _is_age(number: Token) -> bool:
    """Return whether a number is how old somebody is: "a boy of nine"."""
    over = number.head.head
    return number.dep_ == "pobj" and number.head.lower_ == "of" and over.tag_ == "NN" and _are_human(over)


def _as_told(number: Token, noun: Token) -> list[tuple[TollKind, Token]]:
    """Return what the words that govern the counted people say befell them."""
    if noun.lemma_ == "life" and (noun.head.lemma_ in LIVES or noun.head.head.lemma_ == "loss"):
        return [("killed", noun.head)]
    if noun.lemma_ == "body" and noun.head.lemma_ in cues("find"):
        return [("killed", noun)]
    if noun.head.lower_ in HELD and noun.dep_ == "compound":
        return [("captured", noun.head)]  # "took 17 passengers hostage", as the parser takes it
    first = next((each for each in noun.conjuncts if each.i < noun.i and each.pos_ != "VERB"), noun)
    hung = [child for child in noun.children if child.dep_ in ("acl", "relcl", "amod")]
    for token in (noun, noun.head, first.head, *hung):
        kind = _kind(token) or (_harmed(token) if token != noun else None)
        if not kind or _is_not_done(token) or (token in hung and not _are_human(noun)):
            continue
        if abs(token.i - number.i) > 14 or _is_actor_of(noun, token) or _is_actor_of(first, token):
            continue
        if (kind == "displaced" or not _kind(token)) and not (_are_human(noun) and _undergoes(first, noun, token)):
            continue
        also = [each for each in token.conjuncts if not _is_of_others(each)] if noun.dep_ == "nsubjpass" else []
        return [(kind, token), *((more, each) for each in also if (more := _kind(each)))]
    over = noun.head.head if noun.dep_ == "pobj" else None
    if over is not None and over.pos_ != "VERB" and _are_human(noun) and (kind := _kind(over)):
        return [(kind, over)]
    return []


def _is_not_done(verb: Token) -> bool:
    """Return whether a verb tells what may or shall be rather than what was: "could hurt", "will behead"."""
    if any(child.tag_ == "MD" for child in verb.children):
        return True
    return verb.tag_ in ("VB", "VBP") and verb.dep_ != "xcomp" and not any(c.lower_ == "did" for c in verb.children)


def _undergoes(first: Token, noun: Token, verb: Token) -> bool:
    """Return whether people, or the first of a list of them, are those to whom a verb is done."""
    fled = verb.lemma_ in ("flee", "die", "perish")
    done_to = any(each.dep_ in OBJECTS or (fled and each.dep_ == "nsubj") for each in (first, noun))
    return done_to or verb.dep_ in ("acl", "relcl", "amod")


def _as_next(number: Token, noun: Token, sentence: Span) -> list[tuple[TollKind, Token]]:
    """Return what a word shortly after a number says befell those it counts: "ten people, dead"."""
    for token in sentence.doc[number.i + 1 : min(number.i + 4, sentence.end)]:
        if token.lower_ in ("dead", "killed", "wounded", "injured", "missing") and _are_human(noun):
            kind = _kind(token)
            return [(kind, token)] if kind else []
    return []


def _is_of_others(verb: Token) -> bool:
    """Return whether a verb beside another has people of its own: "nine were killed and about sixty hurt"."""
    before = verb.nbor(-1) if verb.i else verb
    return (
        any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children) or before.like_num or before.tag_ == "NNS"
    )


def _kind(token: Token) -> TollKind | None:
    if _is_loss_of_life(token):
        return "killed"
    if token.lemma_ == "wound" and token.pos_ == "NOUN":
        return None  # the wounds are counted, not the wounded
    if token.lemma_ in ("take", "hold") and any(c.lower_ in HELD for c in token.children):
        return "captured"
    if token.lemma_ in KEPT and any(
        c.lower_ == "custody" for p in token.children for c in p.children if p.dep_ == "prep"
    ):
        return "captured"
    found = cues("victim").get(token.lower_) or cues("victim").get(token.lemma_)
    return found if found else None  # type: ignore[return-value]


def _is_loss_of_life(verb: Token) -> bool:
    return verb.lemma_ == "lose" and any(child.lower_ in ("life", "lives") for child in verb.children)


def _harmed(verb: Token) -> TollKind | None:
    """Return what a verb does to people: killed where they die of it."""
    return "killed" if _is_fatal(verb) else _harm(verb)


def _harm(verb: Token) -> TollKind | None:
    """Return what a verb does to people that may be done to things too: "shot", "seized"; None where they die of it."""
    if verb.pos_ != "VERB" or _is_fatal(verb):
        return None
    particle = next((f" {child.lower_}" for child in verb.children if child.dep_ == "prt"), "")
    found = cues("harm").get(verb.lemma_ + particle)
    ends = {each.lemma_ for each in (*verb.conjuncts, *verb.children)} & {"kill", "dead", "die", "death"}
    return None if ends or not found else found  # type: ignore[return-value]


def _is_actor_of(noun: Token, verb: Token) -> bool:
    """Return whether the counted people did it rather than suffered it."""
    active = noun.dep_ == "nsubj" and noun.head == verb and verb.lemma_ not in ("die", "flee", "perish", "lose")
    return active and verb.pos_ == "VERB"


def _figure(number: Token, count: int | str, kind: TollKind, cue: Token, sentence: Span) -> Figure:
    low, high = bounds(number, count, sentence)
    noun = _counted(number)
    last = max(noun.i, number.i)
    start = first_part(number).idx
    end = sentence.doc[last].idx + len(sentence.doc[last])
    return Figure(kind, low, high, sentence.doc.text[start:end], noun, start, end, cue)
