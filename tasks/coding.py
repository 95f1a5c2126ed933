"""Captures to a batch ready to load: read, find, code, join; models are loaded once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from spacy.language import Language

from tasks import entities, events, happenings, nlp, sharing, stories
from tasks.acquire import Captured, reject
from tasks.errors import SitrepError
from tasks.isolate import Child
from tasks.records import Article, Coding, Feed, Reject
from tasks.tables import Batch, Outcome

KEY_FIELDS = (
    "report_id", "article_id", "type", "status", "event_date", "date_precision", "published_at", "event_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coder:
    """What coding needs, loaded once per process: the language pipeline, the child that reads pages, a second coder."""

    pipeline: Language
    reader: Child
    second: Child | None

    @classmethod
    def load(cls, reader: Child, second: Child | None = None) -> "Coder":
        """Return a coder; takes about two seconds. `second` is a child that calls `code_apart`."""
        return cls(nlp.load(), reader, second)


@dataclass(frozen=True, slots=True)
class Version:
    """What the warehouse holds of an article: its version, and what that was read from."""

    version: int
    content_sha256: str
    page_id: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse holds that a batch is joined to: versions of its articles, recent stories and happenings."""

    versions: dict[str, Version]  # by article id
    stories: tuple[stories.StoryKey, ...]
    happenings: tuple[happenings.HappeningKey, ...]


def read(captured: Sequence[Captured], feeds: dict[str, Feed], coder: Coder, run_id: str) -> list[Article | Reject]:
    """Return the article in each capture, or why there is none, in order."""
    return [_read(each, feeds.get(each.entry.feed_url), coder, run_id) for each in captured]


def _read(each: Captured, feed: Feed | None, coder: Coder, run_id: str) -> Article | Reject:
    if each.page is None:
        assert each.reject is not None
        return each.reject
    try:
        article: Article = coder.reader.call(each.page, each.entry, feed)
    except SitrepError as error:
        entry = each.entry
        return reject(run_id, "articles", error, feed_url=entry.feed_url, url=entry.url, entry_id=entry.entry_id)
    return article


def batch(
    captured: Sequence[Captured],
    read_items: Sequence[Article | Reject],
    known: Known,
    coder: Coder,
    run_id: str,
    *,
    by_age: bool,
) -> Batch:
    """Return all rows that a batch makes: its captures and what `read` made of each, in order, `by_age` or not."""
    articles = [_versioned(article, known) for article in newest(read_items, known, by_age=by_age)]
    codings = sharing.shared(partial(_coded, pipeline=coder.pipeline), articles, coder.second)
    placed = stories.assign([stories.key(article) for article in articles if article.word_count > 20], known.stories)
    keys = [
        happenings.key(report, article)
        for article, coding in zip(articles, codings, strict=True)
        for report in coding.reports
    ]
    return Batch(
        run_id=run_id,
        articles=tuple(articles),
        codings=tuple(codings),
        stories=tuple(placed),
        happenings=tuple(happenings.join(keys, known.happenings)),
        outcomes=tuple(_outcome(each.entry.entry_id, item) for each, item in zip(captured, read_items, strict=True)),
        rejects=tuple(item for item in read_items if isinstance(item, Reject)),
        pages=tuple(each.page for each in captured if each.page),
    )


def code_apart(articles: Sequence[Article]) -> list[Coding]:
    """Return the coding of each article, in order; for a child process, which keeps what it loads."""
    return _coded(articles, nlp.kept())


def _coded(articles: Sequence[Article], pipeline: Language) -> list[Coding]:
    return events.code(entities.find(articles, pipeline))


def newest(read_items: Sequence[Article | Reject], known: Known, *, by_age: bool) -> list[Article]:
    """Return the articles that count, each once: of two captures of one article the one that comes later.

    With `by_age`, as for old captures in no order, it is the one captured later, and one older than what the warehouse
    holds is left out. A capture just made counts whatever its date: the clock may have been set back.
    """
    found: dict[str, Article] = {}
    for item in read_items:
        if isinstance(item, Article):
            held = found.get(item.article_id) or known.versions.get(item.article_id)
            if held is None or not by_age or item.fetched_at >= held.fetched_at:
                found[item.article_id] = item
    return list(found.values())


def _outcome(entry_id: str, item: Article | Reject) -> Outcome:
    loaded = isinstance(item, Article)
    return Outcome(entry_id, "loaded" if loaded else "rejected", item.article_id if loaded else None)


def _versioned(article: Article, known: Known) -> Article:
    held = known.versions.get(article.article_id)
    if held is None:
        return replace(article, version=1)
    same = article.content_sha256 == held.content_sha256 or article.page_id == held.page_id
    return replace(article, version=held.version + (0 if same else 1))


def versions(rows: Sequence[dict[str, Any]]) -> dict[str, Version]:
    """Return the versions in rows of `sql/queries/article_versions.sql`, by article id."""
    return {row["article_id"]: Version(**{k: v for k, v in row.items() if k != "article_id"}) for row in rows}


def story_keys(rows: Sequence[dict[str, Any]]) -> tuple[stories.StoryKey, ...]:
    """Return the keys in rows of `sql/queries/recent_stories.sql`."""
    return tuple(
        stories.StoryKey(
            row["article_id"], row["source"], row["published_at"], row["title"],
            row["dateline_agency"] or row["agency"], row["word_count"], bytes(row["minhash"]), row["text"],
            row["story_id"],
        )
        for row in rows
    )  # fmt: skip


def happening_keys(rows: Sequence[dict[str, Any]]) -> tuple[happenings.HappeningKey, ...]:
    """Return the keys in rows of `sql/queries/recent_happenings.sql`."""
    return tuple(_happening_key(row) for row in rows)


def _happening_key(row: dict[str, Any]) -> happenings.HappeningKey:
    words, names = happenings.telling(row["sentence"], f"{row['title']}\n{row['head']}")
    return happenings.HappeningKey(
        **{name: row[name] for name in KEY_FIELDS},
        modes=frozenset(row["modes"]),
        actors=tuple(happenings.Party(**each) for each in row["actors"] or ()),
        recipients=tuple(happenings.Party(**each) for each in row["recipients"] or ()),
        places=tuple(happenings.Spot(**each) for each in row["places"] or ()),
        words=words,
        names=names,
    )
