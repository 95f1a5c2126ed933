"""Articles that are one text: agency copies, republications and updates, put into stories by their words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from rensa import RMinHash

from tasks.records import Article, StoryArticle

PERMUTATIONS = 128
SHINGLE = 3  # words
ALIKE = 0.45  # share of shingles in common from which two texts are one
WORD = re.compile(r"\w+")
Signature = np.ndarray[tuple[int], np.dtype[np.uint32]]


@dataclass(frozen=True, slots=True)
class StoryKey:
    """What is compared: the signature of a text, and what tells original from copy; no `story_id` yet for a new one."""

    article_id: str
    source: str
    published_at: datetime | None
    title: str
    agency: str | None
    word_count: int
    minhash: bytes
    story_id: str | None = None


def key(article: Article) -> StoryKey:
    """Return the key of an article."""
    agency = article.dateline_agency or article.agency
    signature = minhash(article.text)
    words = article.word_count
    return StoryKey(article.article_id, article.source, article.published_at, article.title, agency, words, signature)


def minhash(text: str) -> bytes:
    """Return the MinHash signature of a text's three-word runs, as 128 little-endian 32-bit numbers."""
    words = WORD.findall(text.casefold())
    shingles = [" ".join(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))]
    made = RMinHash(num_perm=PERMUTATIONS, seed=7)
    made.update(shingles)
    return np.array(made.digest(), dtype="<u4").tobytes()


def _numbers(signature: bytes) -> Signature:
    return np.frombuffer(signature, dtype="<u4")


def assign(new: Sequence[StoryKey], recent: Sequence[StoryKey]) -> list[tuple[StoryArticle, bytes]]:
    """Return each new article's place in a story, with its signature; a text like no other begins a story of its own.

    A story's id is the id of the article that began it. `recent` holds the last days' articles with their stories.
    """
    known = {each.article_id: each for each in recent if each.article_id not in {one.article_id for one in new}}
    placed: list[tuple[StoryArticle, bytes]] = []
    for each in sorted(new, key=lambda one: (one.published_at is None, str(one.published_at), one.article_id)):
        twin, share = _nearest(each, known.values())
        story_id = (twin.story_id or twin.article_id) if twin else each.article_id
        placed.append((_place(each, twin, share, story_id), each.minhash))
        known[each.article_id] = _in_story(each, story_id)
    return placed


def _in_story(each: StoryKey, story_id: str) -> StoryKey:
    fields = (each.article_id, each.source, each.published_at, each.title, each.agency, each.word_count, each.minhash)
    return StoryKey(*fields, story_id)


def _nearest(each: StoryKey, others: Iterable[StoryKey]) -> tuple[StoryKey | None, float]:
    pool = list(others)
    if not pool:
        return None, 0.0
    table = np.stack([_numbers(other.minhash) for other in pool])
    shares = (table == _numbers(each.minhash)).mean(axis=1)
    at = int(shares.argmax())
    return (pool[at], float(shares[at])) if shares[at] >= ALIKE else (None, float(shares[at]))


def _place(each: StoryKey, twin: StoryKey | None, share: float, story_id: str) -> StoryArticle:
    if twin is None:
        return StoryArticle(story_id, each.article_id, "original", 1.0, "no earlier text is like it")
    like = f"{share:.0%} of its three-word runs are those of {twin.article_id} in {twin.source}"
    if twin.source == each.source:
        return StoryArticle(story_id, each.article_id, "update", share, f"same outlet; {like}")
    if twin.agency and each.agency and twin.agency == each.agency:
        return StoryArticle(story_id, each.article_id, "copy", share, f"both give {each.agency}; {like}")
    return StoryArticle(story_id, each.article_id, "republication", share, like)
