"""Records as rows: which table each record goes to and how its values are written there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tasks.records import Article, Coding, FeedEntry, Happening, Mention, Page, Reject, Report, StoryArticle
from tasks.text import redacted

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed entry."""

    entry_id: str
    state: str  # loaded, rejected, or pending: to be tried again
    article_id: str | None = None
    attempts: int = 0
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction loads: captures, their articles, and all that was made of them."""

    run_id: str
    articles: tuple[Article, ...]
    codings: tuple[Coding, ...]
    stories: tuple[tuple[StoryArticle, bytes], ...]  # with the MinHash signature
    happenings: tuple[Happening, ...]
    outcomes: tuple[Outcome, ...]
    rejects: tuple[Reject, ...]
    pages: tuple[Page, ...] = ()


def utc(moment: datetime | None) -> datetime | None:
    """Return an aware instant as the naive UTC time that the database keeps."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def zone(moment: datetime | None) -> str | None:
    """Return the UTC offset of an aware instant, as +04:00."""
    return moment.isoformat()[-6:] if moment and moment.utcoffset() is not None else None


def row(record: object, **more: Any) -> Row:
    """Return a record's plain fields as a row, with `more` columns added or put in their place."""
    assert is_dataclass(record)
    made = {field.name: _value(getattr(record, field.name)) for field in fields(record)}
    return made | more


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return row(value)
    return value


def page_row(page: Page) -> Row:
    """Return the index row of a capture that lies in a WARC file."""
    return row(page, size_bytes=len(page.body), sha256=sha256(page.body).hexdigest())


def entry_row(entry: FeedEntry, run_id: str, seen_at: datetime) -> Row:
    """Return the row of an entry that waits to be taken up."""
    return row(
        entry,
        url_raw=redacted(entry.url_raw),
        state="pending",
        next_try_at=None,
        article_id=None,
        first_run_id=run_id,
        first_seen_at=utc(seen_at),
    )


def coding_rows(batch: Batch) -> Mapping[str, list[Row]]:
    """Return the rows of every article-owned table for the articles of a batch, tables in the order of `sql/schema`."""
    event_of = {report: happening.event_id for happening in batch.happenings for report in happening.report_ids}
    text_of = {article.article_id: article.text for article in batch.articles}
    reports = [report for coding in batch.codings for report in coding.reports]
    return {
        "articles": list(_article_rows(batch)),
        "story_articles": [row(story, minhash=minhash) for story, minhash in batch.stories],
        "mentions": [row(mention) for coding in batch.codings for mention in coding.mentions],
        "reports": [_report_row(report, event_of[report.report_id], text_of[report.article_id]) for report in reports],
        "report_places": _children(reports, "places"),
        "participants": _children(reports, "participants"),
        "tolls": [toll for report in reports for toll in _toll_rows(report, text_of[report.article_id])],
        "role_mentions": [
            each for coding in batch.codings for mention in coding.mentions for each in _offices(mention)
        ],
    }


def _offices(mention: Mention) -> Iterable[Row]:
    for position, office in enumerate(mention.offices):
        yield row(
            office,
            mention_id=mention.mention_id,
            position=position,
            article_id=mention.article_id,
            entity_id=mention.entity_id,
        )


def _article_rows(batch: Batch) -> Iterable[Row]:
    coding_of = {coding.article_id: coding for coding in batch.codings}
    for article in batch.articles:
        coding = coding_of[article.article_id]
        yield row(
            article,
            published_zone=zone(article.published_at),
            coding=coding.status,
            coder_version=coding.coder_version,
            run_id=batch.run_id,
        )


def reject_rows(batch: Batch) -> list[Row]:
    """Return the rows of all that was skipped in a batch, with the words of the article that each is about."""
    text_of = {article.article_id: article.text for article in batch.articles}
    coded = [reject for coding in batch.codings for reject in coding.rejects]
    return [
        row(each, run_id=batch.run_id, words=_words(text_of.get(each.article_id or ""), each.start_char, each.end_char))
        for each in (*batch.rejects, *coded)
    ]


def _words(text: str | None, start: int | None, end: int | None) -> str | None:
    return None if text is None or start is None else text[start:end]


def _report_row(report: Report, event_id: str, text: str) -> Row:
    best = report.evidence[0]
    return row(report, event_id=event_id, sentence=text[best.start : best.end])


def _toll_rows(report: Report, text: str) -> Iterable[Row]:
    for position, toll in enumerate(report.tolls):
        around = next((s for s in report.evidence if s.start <= toll.start_char < s.end), report.evidence[0])
        yield row(
            toll,
            report_id=report.report_id,
            position=position,
            figure=text[toll.start_char : toll.end_char],
            sentence=text[around.start : around.end],
        )


def _children(reports: Iterable[Report], name: str) -> list[Row]:
    return [
        row(child, report_id=report.report_id, position=position)
        for report in reports
        for position, child in enumerate(getattr(report, name))
    ]
