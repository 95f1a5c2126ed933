"""Figures of people hurt: how many, who, what befell them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from tasks.events.lexicon import cues
from tasks.records import TollKind

VAGUE = {"dozens", "scores", "hundreds", "thousands", "several", "many", "some", "few"}
AT_LEAST = re.compile(
    r"(?:at least|more than|over|no fewer than|not less than|upwards of|minimum of)\s*$", re.IGNORECASE
)
UP_TO = re.compile(r"(?:up to|as many as|at most|no more than|fewer than|less than)\s*$", re.IGNORECASE)
OR_MORE = re.compile(r"(?:\w+ )?or more\b", re.IGNORECASE)
DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of victims: bounds, kind, the noun phrase of the victims, and the character offsets of the figure."""

    kind: TollKind
    low: int | None
    high: int | None
    victims: str
    head: Token
    start: int
    end: int
    cue: Token


def figures(sentence: Span) -> list[Figure]:
    """Return the tolls that a sentence states, in order, one per figure and kind."""
    found: dict[tuple[int, str], Figure] = {}
    for number in sentence:
        value = _value(number)
        if value is None or (number.i and sentence.doc[number.i - 1].lower_ in ("no", "not")):
            continue
        for kind, cue in _befell(number, sentence):
            if kind == "captured" and number.lower_ in ("a", "an"):
                continue  # an arrest, not a toll
            found.setdefault((number.i, kind), _figure(number, value, kind, cue, sentence))
    return _summed([*found.values(), *_single(sentence, found.values())])


def _summed(figures_: Sequence[Figure]) -> list[Figure]:
    """Return the figures with those of one list made one: "two women and a man were hurt" tells of three."""
    made: list[Figure] = []
    for figure in sorted(figures_, key=lambda each: each.start):
        before = made[-1] if made else None
        together = before and (before.kind, before.cue.i) == (figure.kind, figure.cue.i) and _are_listed(before, figure)
        if before and together and None not in (before.low, before.high, figure.low, figure.high):
            text = figure.head.doc.text[before.start : figure.end]
            low, high = (before.low or 0) + (figure.low or 0), (before.high or 0) + (figure.high or 0)
            made[-1] = replace(before, low=low, high=high, victims=text, end=figure.end)
        else:
            made.append(figure)
    return made


def _are_listed(first: Figure, second: Figure) -> bool:
    return second.head.dep_ == "conj" and first.head in (second.head.head, *second.head.conjuncts)


def _single(sentence: Span, counted: Iterable[Figure]) -> Iterator[Figure]:
    """Yield a figure of one for a person, named or not, said to be killed or hurt; without bounds for several."""
    known = {figure.head.i for figure in counted}
    for word in sentence:
        kind = _kind(word) or ("killed" if _is_fatal(word) else None)
        for noun in _undergoing(word) if kind in ("killed", "wounded") else ():
            counted_ = any(child.dep_ in ("nummod", "neg") for child in noun.children)
            if kind and noun.i not in known and not counted_ and (_is_person(noun) or _are_people(noun)):
                first, last = _name_of(noun)
                start, end = first.idx, last.idx + len(last)
                bound = None if _are_people(noun) else 1
                yield Figure(kind, bound, bound, sentence.doc.text[start:end], noun, start, end, word)


def _is_fatal(verb: Token) -> bool:
    """Return whether a verb leaves somebody dead: "shot dead", "beat him to death"."""
    if verb.pos_ != "VERB":
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
    told = word.head if word.dep_ == "conj" and not any(c.dep_ in ("nsubj", "dobj") for c in word.children) else word
    passive = [each for each in told.children if each.dep_ == "nsubjpass"]
    suffered = passive or [each for each in word.children if each.dep_ == "dobj"]
    if word.lemma_ in ("die", "perish"):
        suffered = [each for each in word.children if each.dep_ == "nsubj"]
    return [one for each in suffered for one in (each, *each.conjuncts) if one.i == each.i or one.dep_ == "conj"]


def _are_people(noun: Token) -> bool:
    """Return whether a noun stands for several people and counts none: "protesters"."""
    return noun.tag_ == "NNS" and noun.lemma_.lower() in cues("person")


def _is_person(noun: Token) -> bool:
    return noun.tag_ in ("NN", "NNP") and (noun.ent_type_ == "PERSON" or noun.lower_ in cues("person"))


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


def _value(token: Token) -> int | str | None:
    """Return a number's value, "vague" for dozens and the like, None for what counts nobody."""
    text = token.lower_
    if text in VAGUE and text not in ("many", "some", "few"):
        return "vague"
    if token.like_num and (
        token.ent_type_ not in ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL") or token.dep_ == "nummod"
    ):
        if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
            return None
        return None if _begins_another(token) else _amount(token)
    if text in ("a", "an") and token.head.lower_ in cues("person"):
        return 1
    return None


def _begins_another(token: Token) -> bool:
    """Return whether a number is the first part of another: sixty in "sixty-six", 10 in "10 million"."""
    rest = token.doc[token.i + 1 : token.i + 3]
    if len(rest) and rest[0].lower_ in TIMES:
        return True
    return token.lower_ in TENS and len(rest) == 2 and rest[0].text == "-" and rest[1].like_num


def _first_part(token: Token) -> Token:
    """Return where a number begins: sixty for the six of "sixty-six", 10 for the million of "10 million"."""
    before = token.doc[max(token.i - 2, 0) : token.i]
    if len(before) == 2 and before[1].text == "-" and before[0].lower_ in TENS:
        return before[0]
    return before[-1] if len(before) and token.lower_ in TIMES and before[-1].like_num else token


def _amount(token: Token) -> int | None:
    text, first = token.lower_, _first_part(token)
    if first.i == token.i:
        return int(text.replace(",", "")) if DIGITS.match(text) else _compound(text)
    head, rest = _amount(first), cues("number").get(text)
    if head is None or rest is None:
        return None
    return head + int(rest) if first.i == token.i - 2 else head * int(rest)


TENS = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
TIMES = {"hundred", "thousand", "million"}


def _compound(text: str) -> int | None:
    parts = [cues("number").get(part) for part in text.split("-")]
    return sum(int(part) for part in parts if part) if parts and all(parts) else None


def _counted(number: Token) -> Token:
    """Return the noun that a number counts, the number itself where it stands alone."""
    return number.head if number.dep_ in ("nummod", "det", "quantmod") else number


def _befell(number: Token, sentence: Span) -> list[tuple[TollKind, Token]]:
    """Return what befell the people that a number counts: the verb over it, the noun it counts, the word next to it."""
    noun = _counted(number)
    hung = [child for child in noun.children if child.dep_ in ("acl", "relcl", "amod")]
    for token in (noun, noun.head, *noun.conjuncts, *hung):
        kind = _kind(token)
        if kind and abs(token.i - number.i) <= 14 and not _is_actor_of(noun, token):
            also = [each for each in token.conjuncts if not _has_subject(each)] if noun.dep_ == "nsubjpass" else []
            return [(kind, token), *((more, each) for each in also if (more := _kind(each)))]
    over = noun.head.head if noun.dep_ == "pobj" else None
    if over is not None and (kind := _kind(over)):
        return [(kind, over)]
    for token in sentence.doc[number.i + 1 : min(number.i + 4, sentence.end)]:
        if token.lower_ in ("dead", "killed", "wounded", "injured", "missing") and (kind := _kind(token)):
            return [(kind, token)]
    return []


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def _kind(token: Token) -> TollKind | None:
    found = cues("victim").get(token.lower_) or cues("victim").get(token.lemma_)
    return found if found else None  # type: ignore[return-value]


def _is_actor_of(noun: Token, verb: Token) -> bool:
    """Return whether the counted people did it rather than suffered it."""
    active = noun.dep_ == "nsubj" and noun.head == verb and verb.lemma_ not in ("die", "flee", "perish")
    return active and verb.pos_ == "VERB"


def _figure(number: Token, value: int | str, kind: TollKind, cue: Token, sentence: Span) -> Figure:
    first = _first_part(number).i
    before = sentence.doc[max(first - 4, sentence.start) : first].text + " "
    low = high = value if isinstance(value, int) else None
    if low is not None and AT_LEAST.search(before.rstrip()):
        high = None
    elif low is not None and UP_TO.search(before.rstrip()):
        low = None
    elif low is not None and OR_MORE.match(sentence.doc[number.i + 1 : min(number.i + 4, sentence.end)].text):
        high = None
    noun = _counted(number)
    last = max(noun.i, number.i)
    start = _first_part(number).idx
    end = sentence.doc[last].idx + len(sentence.doc[last])
    return Figure(kind, low, high, sentence.doc.text[start:end], noun, start, end, cue)
