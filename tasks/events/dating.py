"""Which of the dates that an article states is an event's: those of its own sentence and those told around it.

A small logistic model weighs each; its weights in models/dates.csv are learned from labelled documents by `make model`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from spacy.tokens import Span, Token

from tasks import logistic
from tasks.entities import Reading
from tasks.events import dates, traits
from tasks.events.draft import UTTERANCES, Draft
from tasks.events.join import Joined
from tasks.events.keep import SCALE
from tasks.events.model import Model, Scored

LEAST = 0.25
"""A date less likely than it is not an event's; see training/README.md for what other values give."""
MONTH_ONLY = re.compile(r"\d{4}-\d\d")
LOOK_BACK, LOOK_AHEAD, LEAD = 5, 1, 2
FARTHEST_AHEAD = timedelta(days=500)  # "by 2050" is a horizon, not the date of an act
RECENT = timedelta(days=45)  # what a day of no year may be of, whatever was told before it
NEAR = timedelta(days=60)
ENDS = re.compile(r"\b(?:to|until|till|through|before|by)\s+(?:the\s+)?$", re.IGNORECASE)
UNTIL = re.compile(r"(?:until|by)\b", re.IGNORECASE)
BEGINS = re.compile(r"\b(?:since|from|after)\s+(?:the\s+)?$", re.IGNORECASE)
SINCE = re.compile(r"(?:since|from)\b", re.IGNORECASE)
SAME_DAY = re.compile(
    r"\s*(?:(?:at|that|the same) (?:night|day|evening|morning)|later|meanwhile)\b|.*\bthe same (?:day|night|evening)\b",
    re.IGNORECASE | re.DOTALL,
)
NEXT_DAY = re.compile(r"\b(?:the (?:next|following) (?:day|morning)|a day later)\b", re.IGNORECASE)
DAY_AFTER, DAY_BEFORE = "the day after", "the day before"
PREVIOUS_DAY = re.compile(
    r"\bthe (?:day|night|evening) before\b(?! \w)|\bthe previous (?:day|night|evening)\b", re.IGNORECASE
)
AHEAD = {"will", "shall", "'ll", "would"}
BEHIND = {"was", "were", "had", "has", "have"}
"""Auxiliaries of what is to come, and of what was."""
OF_A_YEAR = ("explicit", "month and day, nearest year", "month, nearest year", "last year", "this year")
YEAR = re.compile(r"(?<![\d,.$£€-])(?:19|20)\d\d(?![\d,.%]\d|%)\b")
FAMILIES = {"explicit": "explicit", "month and day, nearest year": "day of a month", "last such weekday": "weekday",
            "weekday to come": "weekday", "days ago": "ago", DAY_AFTER: "day after",
            DAY_BEFORE: "day after"}  # fmt: skip


ByStart = dict[int, dates.When]


@dataclass(frozen=True)
class Calendar:
    """The dates that an article states, by sentence, as told of what was and of what is to come."""

    reading: Reading
    sentences: Sequence[Span]
    anchor: date | None
    anchor_to_come: date | None
    is_published: bool = True
    """Whether the anchor is a day of publication; else it is a day that the article states, good for the year only."""

    @cached_property
    def past(self) -> list[list[dates.When]]:
        """Return the dates of each sentence, those without a year as the last such where no tense says else."""
        return list(self._stated(future=False))

    @cached_property
    def to_come(self) -> list[list[dates.When]]:
        """Return the same, those without a year as the next such where no tense says else."""
        return list(self._stated(future=True))

    def _stated(self, *, future: bool) -> Iterator[list[dates.When]]:
        last: date | None = None
        for sentence, (told, to_come) in zip(self.sentences, self._either, strict=True):
            row: list[dates.When] = []
            for when in map(self._from(last), _as_tensed(sentence, told, to_come, future=future)):
                if self._counts(when):
                    row.append(when)
                    last = when.day if when.precision == "day" else last
            yield row

    @cached_property
    def _either(self) -> list[tuple[ByStart, ByStart]]:
        """Return the dates of each sentence by where their words start, read as of what was and as of what will be."""
        told = (dates.dates_in(each.text, each.start_char, self.anchor) for each in self.sentences)
        to_come = (
            dates.dates_in(each.text, each.start_char, self.anchor_to_come, future=True) for each in self.sentences
        )
        return [({w.start: w for w in a}, {w.start: w for w in b}) for a, b in zip(told, to_come, strict=True)]

    def _from(self, last: date | None) -> Callable[[dates.When], dates.When]:
        """Return what counts a date from the last day told rather than from that of publication, where its words do."""

        def counted(when: dates.When) -> dates.When:
            if not (last and when.day and self.anchor):
                return when
            if when.method == "days ago" and self.reading.article.text[: when.end].endswith("earlier"):
                return replace(when, day=last - (self.anchor - when.day))
            if when.method == "month and day, nearest year" and when.day < self.anchor - RECENT:
                return replace(when, day=_in_year_of(last, when.day))
            return when

        return counted

    def _counts(self, when: dates.When) -> bool:
        horizon = bool(self.anchor and when.day and when.day > self.anchor + FARTHEST_AHEAD)
        return bool(when.day) and not horizon and (self.is_published or when.method in OF_A_YEAR)


def _as_tensed(sentence: Span, told: ByStart, to_come: ByStart, *, future: bool) -> Iterator[dates.When]:
    """Yield the dates of a sentence, each read as the tense of its verb has it, else as `future` says."""
    for at in sorted({*told, *to_come}):
        first, second = (to_come, told) if _lies_ahead(sentence, at, future=future) else (told, to_come)
        yield first[at] if at in first else second[at]


def _in_year_of(last: date, day: date) -> date:
    """Return a day told without a year in that of the last day told where it lies near it: "15 November 2017 ..., on
    21 November".
    """
    if (day.month, day.day) == (2, 29):
        return day
    moved = day.replace(year=last.year)
    return moved if abs(moved - last) <= NEAR else day


def _lies_ahead(sentence: Span, at: int, *, future: bool) -> bool:
    """Return whether words that state a date, at a character offset, hang from a verb of what is to come.

    `future` is the answer where no tense tells.
    """
    word = next((token for token in sentence if token.idx + len(token) > at), None)
    verb = next((each for each in word.ancestors if each.pos_ in ("VERB", "AUX")), None) if word is not None else None
    if verb is None:
        return future
    aux = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if aux & AHEAD:
        return True
    return future and not (verb.tag_ == "VBD" or (verb.tag_ == "VBN" and aux & BEHIND))


def calendar(reading: Reading, sentences: Sequence[Span]) -> Calendar:
    """Return the dates that an article states, anchored to its date line, its day of publication, or its latest day."""
    article = reading.article
    told = article.published_at if article.published_from != "fetch" else None  # a fetch time dates no event
    anchor = article.dateline_date or (told.date() if told else None)
    if anchor is None:
        whole = [w.day for w in dates.dates_in(article.text, 0, None) if w.day and w.precision == "day"]
        latest = max(whole, default=_end_of_year(article.text))
        return Calendar(reading, sentences, latest, latest, is_published=False)
    month_only = told and article.dateline_date is None and MONTH_ONLY.fullmatch(article.published_raw or "")
    return Calendar(reading, sentences, anchor, anchor.replace(day=1) if anchor and month_only else anchor)


def _end_of_year(text: str) -> date | None:
    """Return the last day of the year that a text names most often, the later of two."""
    years = Counter(int(each) for each in YEAR.findall(text))
    best = max(years, key=lambda year: (years[year], year), default=None)
    return date(best, 12, 31) if best else None


def told_around(stated: Calendar, number: int, *, future: bool) -> Iterator[tuple[dates.When, int]]:
    """Yield the dates that the encoder weighs for an event of a sentence, each with how many sentences before it."""
    table = stated.to_come if future else stated.past
    for gap in range(min(traits.LOOK_BACK, number) + 1):
        yield from ((when, gap) for when in table[number - gap])
    for at in range(min(traits.OPENING, number - traits.LOOK_BACK)):
        yield from ((when, traits.LOOK_BACK + 1) for when in table[at])


def dated(drafts: Sequence[Draft], stated: Calendar, model: Model, scored: Scored) -> list[Draft]:
    """Return the drafts, each with the date that its own sentence gives it, if any."""
    return [replace(each, when=_likeliest(weighed(each, stated, (), model, scored)[:1])) for each in drafts]


def settled(events: Sequence[Joined], stated: Calendar, model: Model, scored: Scored) -> list[Joined]:
    """Return the events, each with the likeliest of the dates told in and around the sentences that tell it."""
    told = [draft for event in events for draft in event.drafts]
    return [
        replace(
            event, when=_likeliest([g for each in event.drafts for g in weighed(each, stated, told, model, scored)])
        )
        for event in events
    ]


def _likeliest(gaps: Sequence[Sequence[tuple[float, dates.When]]]) -> dates.When | None:
    best, when = max((pair for each in gaps for pair in each), key=lambda pair: pair[0], default=(0.0, None))
    return when if best >= LEAST else None


def weighed(
    draft: Draft, stated: Calendar, told: Sequence[Draft], model: Model, scored: Scored
) -> list[list[tuple[float, dates.When]]]:
    """Return the dates that may be a draft's with their probabilities: those of its own sentence, then the others."""
    found = options(draft, stated, told, model, scored)
    made: list[list[tuple[float, dates.When]]] = [[], []]
    for each in found:
        made[each.number != draft.number].append((logistic.probability(model.dates, each.facts), each.when))
    return made


@dataclass(frozen=True, slots=True)
class Option:
    """A date that may be an event's, the number of the sentence that states it, and what speaks for and against it."""

    when: dates.When
    number: int
    facts: dict[str, float]


def options(draft: Draft, stated: Calendar, told: Sequence[Draft], model: Model, scored: Scored) -> list[Option]:
    """Return each date that may be a draft's; `told` are the article's drafts that are events, as far as known."""
    table = stated.to_come if draft.status == "planned" else stated.past
    odds = _odds(draft, stated, model, scored)
    made: list[Option] = []
    known: set[date | None] = set()
    for n in _near(draft.number, len(table)):
        if made and made[0].when.method in (DAY_AFTER, DAY_BEFORE):
            break  # not the day before, which the sentences around tell
        here = table[n] or list(_day_beside(draft, table, n))
        if n == draft.number:
            here = sorted(here, key=lambda when: dates.distance(when, draft.candidate.head))
        for rank, when in enumerate(here):
            if when.day not in known:
                known.add(when.day)
                facts = _facts(draft, when, n, rank, stated, table) | _around(draft, n, stated, told, table)
                made.append(Option(when, n, facts | _seen(draft, when, n, odds)))
    return made


def _odds(draft: Draft, stated: Calendar, model: Model, scored: Scored) -> dict[int, float]:
    """Return the log odds that the encoder gives the dates around a draft, by where their words start."""
    around = list(told_around(stated, draft.number, future=draft.status == "planned"))
    if not around:
        return {}
    head = draft.candidate.head
    given = traits.as_array([traits.date_traits(when.start, when.end, head, gap) for when, gap in around])
    spots = [scored.pieces.at(when.start, when.end) for when, _ in around]
    likely = model.roles(scored, draft.number, model.types.index(draft.type), spots, given)[:, -1]
    return {when.start: logistic.log_odds(float(each)) for (when, _), each in zip(around, likely, strict=True)}


def _seen(draft: Draft, when: dates.When, n: int, odds: dict[int, float]) -> dict[str, float]:
    """Return what the encoder says of a date, beside the best of the others."""
    place = _place(draft, n)
    if when.start not in odds:
        return {f"{place}: unseen": 1.0}
    best = max((each for start, each in odds.items() if start != when.start), default=-logistic.LARGEST)
    here = odds[when.start]
    return {"odds": here / SCALE, f"{place}: odds": here / SCALE, f"{place}: odds over the best": (here - best) / SCALE}


def _near(number: int, count: int) -> list[int]:
    """Return the sentences whose dates count for one, itself first, then by distance."""
    within = range(max(0, number - LOOK_BACK), min(count, number + LOOK_AHEAD + 1))
    return sorted({*range(min(LEAD, count)), *within}, key=lambda n: (abs(number - n), n > number))


def _day_beside(draft: Draft, table: list[list[dates.When]], n: int) -> Iterator[dates.When]:
    """Yield the day after the last one told, or before it, when the draft's sentence says "the following day"."""
    text = draft.sentence.text if n == draft.number else ""
    before = [each for row in table[max(0, n - LOOK_BACK) : n] for each in row if each.precision == "day"]
    for pattern, step, method in ((NEXT_DAY, 1, DAY_AFTER), (PREVIOUS_DAY, -1, DAY_BEFORE)):
        said = pattern.search(text)
        if said and before and before[-1].day:
            at = draft.sentence.start_char
            day = before[-1].day + timedelta(days=step)
            yield dates.When(day, "day", method, at + said.start(), at + said.end())
            return


def _facts(
    draft: Draft, when: dates.When, n: int, rank: int, stated: Calendar, table: list[list[dates.When]]
) -> dict[str, float]:
    """Return what a date itself and its words say."""
    place = _place(draft, n)
    family = FAMILIES.get(when.method, when.method.split(":")[0].split(" ")[0])
    times = sum(each.day == when.day for row in table for each in row)
    names = [
        f"{place}, {_kind(draft)}", f"{place}, {draft.status}", f"{place}: {when.precision}",
        f"{place}: {min(rank, 2)} nearer here", f"{'own' if place == 'own' else 'around'}: {family}",
        f"{place}: told {min(times, 3)} times", *_period(when, stated.sentences[n], place),
        *(_own(draft, when) if n == draft.number else ()),
    ]  # fmt: skip
    if stated.anchor and when.day:
        names.append(f"{place}: {_age((stated.anchor - when.day).days)}")
    return dict.fromkeys(names, 1.0)


def _around(
    draft: Draft, n: int, stated: Calendar, told: Sequence[Draft], table: list[list[dates.When]]
) -> dict[str, float]:
    """Return what lies between a draft and the other sentence that states a date; nothing of its own sentence."""
    if n == draft.number:
        return {}
    place, sentence = _place(draft, n), stated.sentences[n]
    there = [each for each in told if each.number == n and each is not draft]
    between = sum(len(row) for row in table[min(n, draft.number) + 1 : max(n, draft.number)])
    facts = {
        f"{place}: {min(abs(draft.number - n), 6)} off, {_kind(draft)}": True,
        f"{place}: own sentence {'dated' if table[draft.number] else 'undated'}": True,
        f"{place}: {min(between, 2)} between": True,
        f"{place}: {_tense(draft.candidate.head)}": True,
        f"{place}: event there": bool(there),
        f"{place}: same type there": any(each.type == draft.type for each in there),
        f"{place}: same party there": bool(_parties(draft) & {p for each in there for p in _parties(each)}),
        f"{place}: in the lead": n < LEAD,
        f"{place}: goes on": bool(SAME_DAY.match(draft.sentence.text)),
        f"{place}: other paragraph": "\n"
        in stated.reading.article.text[sentence.end_char - 1 : draft.sentence.start_char + 1],
    }
    return {name: 1.0 for name, holds in facts.items() if holds}


def _place(draft: Draft, n: int) -> str:
    gap = draft.number - n
    return "own" if gap == 0 else "next" if gap < 0 else "before" if gap <= LOOK_BACK else "lead"


def _kind(draft: Draft) -> str:
    return "uttered" if draft.type in UTTERANCES else "done"


def _period(when: dates.When, sentence: Span, place: str) -> Iterator[str]:
    """Yield whether a date is where a period ends or begins: "extended the lockdown to May 1" was not done then."""
    at = when.start - sentence.start_char
    lead, said = sentence.text[:at], sentence.text[at:]
    if ENDS.search(lead) or UNTIL.match(said):
        yield f"{place}: ends a period"
    if BEGINS.search(lead) or SINCE.match(said):
        yield f"{place}: begins a period"


def _own(draft: Draft, when: dates.When) -> Iterator[str]:
    head = draft.candidate.head
    yield f"own: far {min(dates.distance(when, head) // 10, 12)}"
    yield f"own: {'before' if when.end <= head.idx else 'after'} the word"


def _age(days: int) -> str:
    if days < 0:
        return "to come"
    return "fresh" if days <= 7 else "of the month" if days <= 45 else "of the year" if days <= 400 else "old"


def _tense(head: Token) -> str:
    words = {child.lower_ for child in head.children if child.dep_ in ("aux", "auxpass")}
    if head.pos_ not in ("VERB", "AUX"):
        return "noun"
    return "had" if "had" in words else "has" if words & {"has", "have"} else head.tag_


def _parties(draft: Draft) -> set[str]:
    return {party.entity.entity_id for party in (*draft.actors, *draft.recipients)}
