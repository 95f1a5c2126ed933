"""Articles that are one text: agency copies, republications and updates, put into stories by their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from tasks.events.dates import MONTHS, WEEKDAYS, dates_in
from tasks.records import Article, StoryArticle, stable_id
from tasks.text import folded

PERMUTATIONS = 128
SHINGLE = 3  # words
COMPARED = 4000  # characters at the head of a text that are compared word by word
LEAD = 60  # words that say what an article is about
# Shares of the shorter text's three-word runs that the longer one holds too, set on tests/cases/stories.
WORTH_A_LOOK = 0.35  # by signature, which errs by some hundredths
ALIKE = 0.5
CERTAIN = 0.7  # alike though the two leads name different days
OF_THE_ORIGINAL = 0.25  # what a member of a story shares with its original at the least
SAME_NAMES = 0.6  # share of one lead's names that the other article has
SAME_FIGURES = 0.34  # the same of figures: bulletins made after one pattern differ in them
WORD = re.compile(r"\w+")
NO_NAMES = frozenset(WEEKDAYS) | frozenset(MONTHS)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class StoryKey:
    """What is compared: signature and words of a text, what tells original from copy; `story_id` None for a new one."""

    article_id: str
    source: str
    published_at: datetime | None
    title: str
    agency: str | None
    word_count: int
    minhash: bytes
    text: str
    story_id: str | None = None


class _Facts:
    """What a text says, for comparing it with another; each is worked out once, when asked for."""

    def __init__(self, each: StoryKey) -> None:
        self._text = each.text
        self._anchor = each.published_at.date() if each.published_at else None
        self._words = WORD.findall(each.text)
        starts = [match.start() for match in islice(WORD.finditer(each.text), LEAD + 1)]
        self._lead = each.text[: starts[LEAD]] if len(starts) > LEAD else each.text

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Return its runs of three words."""
        lower = [word.casefold() for word in self._words]
        return frozenset(zip(*(lower[at:] for at in range(SHINGLE)), strict=False)) or frozenset({tuple(lower)})

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the words with a capital, of its lead and of the whole, but for those it writes small as well."""
        plain = {word for word in self._words if word.islower()}
        lead, whole = (
            frozenset(word.casefold() for word in words if word[0].isupper() and len(word) > 1) - plain - NO_NAMES
            for words in (self._words[:LEAD], self._words)
        )
        return lead, whole

    @cached_property
    def figures(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the numbers in digits, of its lead and of the whole."""
        return frozenset(FIGURE.findall(self._lead)), frozenset(FIGURE.findall(self._text))

    @cached_property
    def days(self) -> tuple[frozenset[date], frozenset[date]]:
        """Return the days that it names, of its lead and of the whole."""
        lead, whole = (
            frozenset(when.day for when in dates_in(text, 0, self._anchor) if when.day and when.precision == "day")
            for text in (self._lead, self._text)
        )
        return lead, whole


def key(article: Article) -> StoryKey:
    """Return the key of an article."""
    agency = article.dateline_agency or article.agency
    head = article.text[:COMPARED]
    fields = (article.article_id, article.source, article.published_at, article.title, agency, article.word_count)
    return StoryKey(*fields, minhash(article.text), head)


def minhash(text: str) -> bytes:
    """Return the MinHash signature of a text's three-word runs, as 128 little-endian 32-bit numbers."""
    words = WORD.findall(text.casefold())
    shingles = [" ".join(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))]
    made = RMinHash(num_perm=PERMUTATIONS, seed=7)
    made.update(shingles)
    return np.array(made.digest(), dtype="<u4").tobytes()


def assign(new: Sequence[StoryKey], recent: Sequence[StoryKey]) -> list[tuple[StoryArticle, bytes]]:
    """Return the place in a story of each new article and of those whose story it changes, with their signatures.

    A text like no other begins a story, named after its article. `recent` holds the last days' articles with their
    stories; one of them that is new again is placed afresh, and the story it leaves is told anew. A story's original is
    the agency's own article where its copies name the agency, else the first that was published.
    """
    renewed = {each.article_id for each in new}
    pool = _Pool([each for each in recent if each.article_id not in renewed], len(new))
    touched = {each.story_id for each in recent if each.article_id in renewed}
    for each in sorted(new, key=_order):
        placed = replace(each, story_id=pool.story_of(each))
        touched.add(placed.story_id)
        pool.add(placed)
    members = [each for each in pool.members if each.story_id in touched]
    by_story = groupby(sorted(members, key=lambda each: (str(each.story_id), _order(each))), lambda each: each.story_id)
    return [placed for _, story in by_story for placed in _told(list(story), pool)]


def _order(each: StoryKey) -> tuple[bool, float, str]:
    at = each.published_at
    return at is None, at.timestamp() if at else 0.0, each.article_id


class _Pool:
    """The articles a new one is compared with, and the story of each."""

    def __init__(self, members: Sequence[StoryKey], room: int) -> None:
        self.members = list(members)
        self._signatures: NDArray[np.uint32] = np.zeros((len(members) + room, PERMUTATIONS), dtype="<u4")
        self._sizes = np.ones(len(members) + room)
        self._facts: dict[str, _Facts] = {}
        for at, each in enumerate(members):
            self._note(at, each)

    def _note(self, at: int, each: StoryKey) -> None:
        self._signatures[at] = np.frombuffer(each.minhash, dtype="<u4")
        self._sizes[at] = max(each.word_count - SHINGLE + 1, 1)

    def add(self, each: StoryKey) -> None:
        """Take in an article that has been given its story."""
        self._note(len(self.members), each)
        self.members.append(each)

    def story_of(self, each: StoryKey) -> str:
        """Return the story whose member is most like an article; a new one when no article is like it."""
        alike = ((self.likeness(each, other), other) for other in self._candidates(each))
        best = max((pair for pair in alike if pair[0]), key=lambda pair: pair[0], default=None)
        if best and best[1].story_id and self._is_of_original(each, best[1].story_id):
            return best[1].story_id
        taken = any(other.story_id == each.article_id for other in self.members)
        return stable_id("story", each.article_id, each.minhash) if taken else each.article_id

    def _candidates(self, each: StoryKey) -> list[StoryKey]:
        """Return the articles that seem to hold much of this one, or it of them, by signature and length."""
        known = len(self.members)
        common = (self._signatures[:known] == np.frombuffer(each.minhash, dtype="<u4")).mean(axis=1)
        sizes, size = self._sizes[:known], max(each.word_count - SHINGLE + 1, 1)
        held = common / (1 + common) * (sizes + size) / np.minimum(sizes, size)
        return [self.members[at] for at in np.flatnonzero((held >= WORTH_A_LOOK) & (common > 0.05))]

    def _is_of_original(self, each: StoryKey, story_id: str) -> bool:
        """Tell whether an article shares words with a story's original: a round-up of stories joins none to another."""
        original = next((other for other in self.members if other.article_id == story_id), None)
        return original is None or self.held(each, original) >= OF_THE_ORIGINAL

    def held(self, one: StoryKey, other: StoryKey) -> float:
        """Return the share of the shorter text's three-word runs that the other holds too."""
        a, b = self._facts_of(one).runs, self._facts_of(other).runs
        return len(a & b) / max(min(len(a), len(b)), 1)

    def likeness(self, one: StoryKey, other: StoryKey) -> float:
        """Return `held`; 0 when it is too little, or names, days or figures say that different things are told."""
        share = self.held(one, other)
        a, b = self._facts_of(one), self._facts_of(other)
        if share < ALIKE or _common(a.names, b.names) < SAME_NAMES:
            return 0.0
        bulletins = min(len(a.figures[0]), len(b.figures[0])) >= 3 and _common(a.figures, b.figures) < SAME_FIGURES
        if (share < CERTAIN or bulletins) and _common(a.days, b.days) == 0:
            return 0.0
        return share

    def _facts_of(self, each: StoryKey) -> _Facts:
        if each.article_id not in self._facts:
            self._facts[each.article_id] = _Facts(each)
        return self._facts[each.article_id]


def _common(one: tuple[frozenset[Any], frozenset[Any]], other: tuple[frozenset[Any], frozenset[Any]]) -> float:
    """Return what share of one lead's marks the other text has, the better way round; 1 where a lead has none.

    The better way, since an update or a copy with a new beginning still holds what the first one led with.
    """
    (one_lead, one_whole), (other_lead, other_whole) = one, other
    if not one_lead or not other_lead:
        return 1.0
    return max(len(one_lead & other_whole) / len(one_lead), len(other_lead & one_whole) / len(other_lead))


def _told(members: Sequence[StoryKey], pool: _Pool) -> list[tuple[StoryArticle, bytes]]:
    """Return the places of a story's members, in order of publication."""
    original = next((each for each in members if _is_the_agency(each)), members[0])
    return [(_place(each, original, len(members), pool), each.minhash) for each in members]


def _is_the_agency(each: StoryKey) -> bool:
    name = folded(each.agency or "").replace(" ", "")
    return bool(name) and folded(each.source).replace(" ", "").startswith(name)


def _place(each: StoryKey, original: StoryKey, n_members: int, pool: _Pool) -> StoryArticle:
    story_id = str(each.story_id)
    if each is original:
        first = f"{each.agency}'s own text" if _is_the_agency(each) else "the first published"
        reason = f"{first} of {n_members} alike" if n_members > 1 else "no earlier text is like it"
        return StoryArticle(story_id, each.article_id, "original", 1.0, reason)
    share = pool.held(each, original)
    like = (
        f"{share:.0%} of the shorter one's three-word runs are shared with {original.article_id} in {original.source}"
    )
    if original.source == each.source:
        return StoryArticle(story_id, each.article_id, "update", share, f"same outlet; {like}")
    if original.agency and original.agency == each.agency:
        return StoryArticle(story_id, each.article_id, "copy", share, f"both give {each.agency}; {like}")
    return StoryArticle(story_id, each.article_id, "republication", share, like)
