"""A batch of captures on its way into the warehouse: read, coded, joined to what is held, loaded in one transaction."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tasks import acquire, articles, coding, tables
from tasks.records import Article, Feed, Reject
from tasks.replay import NOTHING, Period
from tasks.tables import Batch, Row
from tasks.warehouse import Warehouse

RECENT = timedelta(days=7)  # how far apart in time articles may be that are joined in stories and happenings


def load(
    captured: Sequence[acquire.Captured],
    feeds: dict[str, Feed],
    coder: coding.Coder,
    store: Warehouse,
    replayed: Period | None = None,
) -> Batch:
    """Return what the captures made, once it is loaded; their pages must be on disk.

    `feeds` holds the feeds by address. `replayed` is set when the captures are not just made: articles fetched in that
    period are about to be made again, and until they are, nothing is joined to what they told before.
    """
    read = _without_boilerplate(coding.read(captured, feeds, coder, store.run_id), store)
    loaded: list[Batch] = []
    for some in _rounds(read) if replayed else [range(len(read))]:
        taken, items = [captured[at] for at in some], [read[at] for at in some]
        known = _known(items, store, replayed or NOTHING)
        made = coding.batch(taken, items, known, coder, store.run_id, by_age=replayed is not None)
        loaded.append(store.load(acquire.settled(made, taken)))
    return _together(loaded)


def _without_boilerplate(read: Sequence[Article | Reject], store: Warehouse) -> list[Article | Reject]:
    """Return the same, each article without the lines that its outlet is known to repeat."""
    repeated: dict[str, set[str]] = {}
    for row in store.rows("boilerplate", sources=sorted({item.source for item in read if isinstance(item, Article)})):
        repeated.setdefault(row["source"], set()).add(row["line"])
    return [
        articles.without(item, repeated.get(item.source, ())) if isinstance(item, Article) else item for item in read
    ]


def _rounds(read: Sequence[Article | Reject]) -> list[list[int]]:
    """Return the places of captures, the n-th capture of an article by age in the n-th group: each is a version."""
    rounds: list[list[int]] = [[]]
    met: dict[str, int] = {}
    for at in sorted(range(len(read)), key=lambda at: _age(read[at])):
        item = read[at]
        number = 0 if isinstance(item, Reject) else met.get(item.article_id, 0)
        if isinstance(item, Article):
            met[item.article_id] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(at)
    return [sorted(some) for some in rounds]


def _age(item: Article | Reject) -> datetime:
    return item.fetched_at if isinstance(item, Article) else datetime.min.replace(tzinfo=UTC)


def _together(batches: Sequence[Batch]) -> Batch:
    """Return what several batches made as one, for telling and counting."""
    first = batches[0]
    rows = [each.name for each in fields(first) if isinstance(getattr(first, each.name), tuple)]
    joined: dict[str, Any] = {name: tuple(row for each in batches for row in getattr(each, name)) for name in rows}
    return replace(first, **joined)


def _spans(moments: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """Return the times within `RECENT` of any of the moments, as spans that do not touch, in order.

    One old article in a batch must not have all read that was published since: that would grow with the warehouse.
    """
    spans: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        since, until = moment - RECENT, moment + RECENT
        if spans and since <= spans[-1][1]:
            spans[-1] = spans[-1][0], until
        else:
            spans.append((since, until))
    return spans


def _known(read: Sequence[Article | Reject], store: Warehouse, remade: Period) -> coding.Known:
    found = [item for item in read if isinstance(item, Article)]
    spans = _spans([item.published_at or item.fetched_at for item in found])
    counted = {
        "remade_from": tables.utc(remade.since),
        "remade_until": tables.utc(remade.until),
        "run_id": store.run_id,
    }

    def recent(name: str) -> list[Row]:
        found = (
            store.rows(name, since=tables.utc(since), until=tables.utc(until), **counted) for since, until in spans
        )
        return [row for rows in found for row in rows]

    return coding.Known(
        coding.versions(store.rows("article_versions", article_ids=[item.article_id for item in found])),
        coding.story_keys(recent("recent_stories")),
        coding.happening_keys(recent("recent_happenings")),
    )
