"""Labelled documents as the arrays that the network learns from."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span, Token
from tokenizers import Tokenizer

from tasks.entities import Reading
from tasks.events.cast import around
from tasks.events.code import drafted
from tasks.events.dating import Calendar, calendar, told_around
from tasks.events.draft import Draft
from tasks.events.traits import ROLES, as_array, date_traits, traits
from tasks.events.windows import Pieces, pieces
from training.corpus import entity_of, folded, is_named, names_of


@dataclass(frozen=True)
class Example:
    """One event in one sentence: its place in the article, the mentions around it, and which of them play what part."""

    event: str
    type: int
    sentence: int
    mentions: tuple[slice, ...]  # word pieces; of the words that state dates too
    traits: NDArray[np.float32]
    roles: NDArray[np.float32]  # (mention, role)
    modes: tuple[int, ...]
    status: int


@dataclass(frozen=True)
class Document:
    """A labelled document: pieces, types of each sentence, where triggers stand, and its events."""

    name: str
    pieces: Pieces
    types: NDArray[np.float32]  # (sentence, type)
    triggers: tuple[tuple[slice, int], ...]
    best: tuple[tuple[int, int], ...]  # (sentence, type) whose trigger is known
    examples: tuple[Example, ...]


def examples(
    document: dict[str, Any],
    reading: Reading,
    tokenizer: Tokenizer,
    types: list[str],
    modes: list[str],
    statuses: list[str],
) -> Document:
    """Return one labelled document as arrays."""
    doc = reading.doc
    assert doc is not None
    made = pieces(doc, tokenizer)
    sentences = list(doc.sents)
    table = np.zeros((len(sentences), len(types)), dtype=np.float32)
    triggers: list[tuple[slice, int]] = []
    best: list[tuple[int, int]] = []
    told: list[Example] = []
    drafts = by_sentence(drafted(reading, doc)[0])
    stated = calendar(reading, sentences)
    for event in document["events"]:
        kind = types.index(event["type"])
        spots = trigger_spots(event, document)
        for number in told_in(event, document, sentences):
            table[number, kind] = 1
            spot = next((s for s in spots if sentences[number].start_char <= s[0] < sentences[number].end_char), None)
            if spot:
                triggers.append((made.at(*spot), kind))
                best.append((number, kind))
            trigger, draft = trigger_token(sentences[number], spot, drafts.get((number, event["type"]), []))
            told.append(
                _example(event, document, reading, made, stated, number, trigger, draft, types, modes, statuses)
            )
    return Document(document["id"], made, table, tuple(triggers), tuple(best), tuple(told))


def by_sentence(drafts: list[Draft]) -> dict[tuple[int, str], list[Draft]]:
    """Return the drafts by the number of their sentence and their type."""
    found: dict[tuple[int, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        found[draft.number, draft.type].append(draft)
    return found


def told_in(event: dict[str, Any], document: dict[str, Any], sentences: list[Span]) -> list[int]:
    """Return the numbers of the parsed sentences that an event is labelled in."""
    spans = [(document["sentences"][n]["start"], document["sentences"][n]["end"]) for n in event["sentences"]]
    return [
        at for at, s in enumerate(sentences)
        if any(min(end, s.end_char) - max(start, s.start_char) > min(10, len(s.text) // 2) for start, end in spans)
    ]  # fmt: skip


def trigger_spots(event: dict[str, Any], document: dict[str, Any]) -> list[tuple[int, int]]:
    """Return where the trigger words of an event stand, as far as the labels tell."""
    if "triggers" in event:
        return [tuple(each) for each in event["triggers"]]
    sentence = document["sentences"][event["sentences"][0]]
    at = document["text"].find(event.get("trigger") or "\0", sentence["start"], sentence["end"])
    return [(at, at + len(event["trigger"]))] if at >= 0 else []


def trigger_token(sentence: Span, spot: tuple[int, int] | None, drafts: list[Draft]) -> tuple[Token, Draft | None]:
    """Return the token that tells an event in a sentence, and the pattern draft that tells the same."""
    if spot:
        span = sentence.doc.char_span(*spot, alignment_mode="expand")
        if span is not None:
            draft = next((d for d in drafts if span.start <= d.candidate.head.i < span.end), None)
            near = draft or min(drafts, key=lambda d: abs(d.candidate.head.i - span.root.i), default=None)
            return span.root, near
    return (drafts[0].candidate.head, drafts[0]) if drafts else (sentence.root, None)


def _example(
    event: dict[str, Any], document: dict[str, Any], reading: Reading, made: Pieces, stated: Calendar, number: int,
    trigger: Token, draft: Draft | None, types: list[str], modes: list[str], statuses: list[str],
) -> Example:  # fmt: skip
    sentences = stated.sentences
    near = list(around(reading, sentences, number))
    parts = _parts(event, document)
    named = [_said(reading, mention) for mention, _ in near]
    here = [
        {role: {g for g in gold if is_named(said, names_of(entity_of(document, g)))} for role, gold in parts.items()}
        for said in named
    ]
    found_here = {
        role: {g for (_, gap), each in zip(near, here, strict=True) if gap == 0 for g in each[role]} for role in parts
    }
    dates = list(told_around(stated, number, future=event["status"] == "planned"))
    roles = np.zeros((len(near) + len(dates), len(ROLES)), dtype=np.float32)
    for row, ((_, gap), each) in enumerate(zip(near, here, strict=True)):
        for column, role in enumerate(parts):
            roles[row, column] = float(bool(each[role] - (found_here[role] if gap else set())))
    for row, (when, _) in enumerate(dates, len(near)):
        roles[row, ROLES.index("date")] = float(bool(event["date"]) and str(when.day).startswith(event["date"]))
    table = [traits(reading, m, sentences[number], trigger, gap, draft) for m, gap in near]
    table += [date_traits(when.start, when.end, trigger, gap) for when, gap in dates]
    spots = [(m.start_char, m.end_char) for m, _ in near] + [(when.start, when.end) for when, _ in dates]
    return Example(
        event["id"], types.index(event["type"]), number,
        tuple(made.at(*spot) for spot in spots), as_array(table), roles,
        tuple(modes.index(f"{event['type']}:{m}") for m in event["modes"] if f"{event['type']}:{m}" in modes),
        statuses.index(event["status"]),
    )  # fmt: skip


def _parts(event: dict[str, Any], document: dict[str, Any]) -> dict[str, list[str]]:
    one = lambda key: [event[key]] if event.get(key) else []  # noqa: E731
    return {
        "actor": event["actors"],
        "recipient": event["recipients"],
        "place": one("place"),
        "claimant": one("claimed_by"),
    }


def _said(reading: Reading, mention: Any) -> set[str]:
    entity = reading.entity(mention.entity_id)
    return {folded(mention.text), folded(entity.name)} - {""}
