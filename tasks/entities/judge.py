"""What a name is, judged by all its mentions in a document: a person's, a body's, a place's, or none of these.

The recogniser and the word lists propose; weights learned from labelled documents (`models/names.csv`) decide.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from spacy.tokens import Doc, Span, Token

from tasks import actors, places
from tasks.entities import overlooked
from tasks.entities.spans import Found, given_names, is_name_word, is_title
from tasks.records import EntityType
from tasks.settings import ROOT
from tasks.wordlists import words

WEIGHTS = ROOT / "models" / "names.csv"
TYPES: tuple[EntityType, ...] = ("PERSON", "ORG", "PLACE")
LEAST = 0.45
"""Probability from which what was taken for a name is one."""
BESIDE = frozenset(
    ["the", "of", "in", "at", "by", "and", "for", "on", "to", "from", "with", "near", "said", "told", "'s", "’s", "(",
     ")", ",", '"', "“", "a", "an", "as", "-", "or", "who", "is", "was", "has"]
)  # fmt: skip
HUNG = ("appos", "compound", "conj", "nsubj", "poss", "dobj")
TELLING = ("say", "tell", "announce", "report")
VOWELS = frozenset("aeiouy")
NEAR = 3  # tokens within which a noun for a party tells of a name
LONGEST = 5
LONGEST_ACRONYM = 4


def judged(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """Return the names with the type that is likeliest, those that are none left out, overlooked ones added."""
    kept = [each for each in found if not _is_judged(doc, each)]
    for mentions, features in cases(doc, found):
        type_ = verdict(features, weights())
        kept += [
            each if each.type == type_ else Found(each.start, each.end, type_, "name") for each in mentions if type_
        ]
    return sorted(kept, key=lambda each: each.start)


def cases(doc: Doc, found: Sequence[Found]) -> Iterator[tuple[list[Found], dict[str, float]]]:
    """Yield the mentions of each name that is judged, found or overlooked, with what tells what it is."""
    new = list(_overlooked(doc, found))
    heard = Counter(token.text for each in (*found, *new) for token in doc[each.start : each.end])
    recognised = {(ent.start, ent.end) for ent in doc.ents}
    for some in ([each for each in found if _is_judged(doc, each)], new):
        by_name: dict[str, list[Found]] = defaultdict(list)
        for each in some:
            by_name[doc[each.start : each.end].text].append(each)
        for mentions in by_name.values():
            told = _features(doc, mentions, heard, recognised)
            yield mentions, told | {"overlooked": 1.0} if some is new else told


def _is_judged(doc: Doc, each: Found) -> bool:
    """Return whether a name may be none, or of another type: not a country's, a nationality, a pass's, a dateline's."""
    if each.kind == "demonym" or (each.country and each.name is None and each.type == "PLACE"):
        return False
    if each.type == "PERSON" and len(doc[each.start : each.end]) > 1:
        return doc[each.start].lower_ not in words("name_words.csv", "crowned")
    text, behind = doc[each.start : each.end].text, doc[each.end : each.end + 1].text
    is_shouted = text.isupper() and len(text) > LONGEST_ACRONYM and places.resolve(text) is not None
    is_place = (
        is_shouted or overlooked.is_dateline(doc[each.start : each.end]) or behind in words("name_words.csv", "feature")
    )
    return each.type != "PLACE" or not is_place


def _overlooked(doc: Doc, found: Sequence[Found]) -> Iterator[Found]:
    """Yield what is written like a name and was taken for none."""
    taken = {i for each in found for i in range(each.start, each.end)}
    start = 0
    for at in range(len(doc) + 1):
        if at == len(doc) or at in taken or not _is_written_like_a_name(doc[at]):
            if at > start:
                yield Found(start, at, "ORG", "name")
            start = at + 1


def _is_written_like_a_name(token: Token) -> bool:
    return (
        token.pos_ == "PROPN"
        and token.text[0].isupper()
        and not is_title(token.text)
        and token.lower_ not in actors.agents()
    )


def verdict(features: Mapping[str, float], weights: Mapping[str, Sequence[float]]) -> EntityType | None:
    """Return the type that `weights` make likeliest, None where none is likely enough."""
    scores = [0.0] * len(TYPES)
    for name, value in (*features.items(), ("bias", 1.0)):
        for at, weight in enumerate(weights.get(name, ())):
            scores[at] += weight * value
    odds = [math.exp(min(score, 30.0)) for score in scores]
    best = max(range(len(TYPES)), key=lambda at: odds[at])
    return TYPES[best] if odds[best] / (1.0 + sum(odds)) >= LEAST else None


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Return by feature how much it speaks for each of `TYPES` against there being no name."""
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["feature"]: tuple(float(row[name]) for name in TYPES) for row in rows}


# --- what tells ------------------------------------------------------------------------------------------------------


def _features(
    doc: Doc, mentions: Sequence[Found], heard: Mapping[str, int], recognised: set[tuple[int, int]]
) -> dict[str, float]:
    first = doc[mentions[0].start : mentions[0].end]
    made: dict[str, float] = defaultdict(float)
    for name in (*_of_words(first), *_of_lists(first.text, mentions[0])):
        made[name] = 1.0
    for each in mentions:
        exact = "exact" if (each.start, each.end) in recognised else "inexact"
        for name in (exact, *_of_syntax(doc[each.start : each.end]), *_of_company(doc, each)):
            made[name] += 1.0 / len(mentions)
        if overlooked.is_told(doc, each.start, each.end):
            made["told a place"] = 1.0
    made["mentions"] = math.log(len(mentions))
    if len(first) == 1 and heard[first.text] > len(mentions):
        made["part of another"] = 1.0
    return made


def _of_words(span: Span) -> Iterator[str]:
    """Yield what the words of a name and their letters tell."""
    text = span.text
    yield from (f"words={min(len(span), LONGEST)}", f"first={span[0].lower_}", f"last={span[-1].lower_}")
    yield f"ending={span[-1].lower_[-2:]}"
    told = {
        "upper": text.isupper(),
        "inner upper": len(span) == 1 and not text.isupper() and any(char.isupper() for char in text[1:]),
        "digit": any(char.isdigit() for char in text),
        "point": "." in text,
        "accents": not text.isascii(),
        "no vowel": not VOWELS & set(text.casefold()),
        "linked": any(token.lower_ in ("of", "for", "and", "the") for token in span),
        "body word": is_name_word(span[-1].text),
        "body word inside": any(is_name_word(token.text) for token in span[:-1]),
        "given name": span[0].text in given_names(),
        "place word": span[-1].lower_ in words("name_words.csv", "place"),
    }
    yield from (name for name, is_so in told.items() if is_so)


def _of_lists(text: str, found: Found) -> Iterator[str]:
    """Yield what the recogniser, the codebook and the gazetteer make of a name."""
    yield f"type={found.type}"
    if found.name or found.country:
        yield f"{'listed' if found.name else 'of a country'}={found.type}"
    code, place = actors.resolve(text), places.resolve(text)
    if found.sector or code.sector:
        yield f"sector={found.sector or code.sector}"
    if code.country:
        yield "resolves to a country"
    if place:
        yield f"place={place.precision}"
    if actors.leader(text):
        yield "leader"


def _of_syntax(span: Span) -> Iterator[str]:
    """Yield what the place of a name in its sentence tells."""
    root = span.root
    labels = {token.ent_type_ for token in span}
    yield f"label={labels.pop() if len(labels) == 1 else 'mixed'}"
    yield from (f"dep={root.dep_}", f"pos={root.pos_}", f"head={root.head.pos_}")
    if root.dep_ in HUNG:
        yield f"{root.dep_}={root.head.lemma_.casefold()}"
    if root.dep_ == "pobj":
        yield f"preposition={root.head.lower_}"
    yield from (f"appos={child.lemma_.casefold()}" for child in root.children if child.dep_ == "appos")
    if root.head.lemma_ in TELLING:
        yield "tells"
    if span[0].is_sent_start:
        yield "sentence start"


def _of_company(doc: Doc, each: Found) -> Iterator[str]:
    """Yield what the words beside a mention tell."""
    before, after = doc[max(each.start - NEAR, 0) : each.start], doc[each.end : each.end + NEAR]
    yield f"before={_beside(before[-1:])}"
    yield f"after={_beside(after[:1])}"
    if any(is_title(token.text) for token in before[-1:]):
        yield "titled"
    if any(token.ent_type_ for token in before[-2:]):
        yield "beside a name"
    for side, tokens in (("before", before), ("after", after)):
        for token in tokens:
            if token.lower_ in actors.agents():
                yield from (f"agent {side}={fact}" for fact in actors.agents()[token.lower_])


def _beside(tokens: Span) -> str:
    return next((token.lower_ if token.lower_ in BESIDE else token.pos_ for token in tokens), "")
