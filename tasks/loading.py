"""A batch of captures on its way into the warehouse: read, coded, joined to what is held, loaded in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tasks import acquire, archive, coding, tables
from tasks.records import Article, Feed, Page, Reject
from tasks.tables import Batch
from tasks.warehouse import Warehouse

RECENT = timedelta(days=7)  # how far back stories and happenings are joined


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until before `until`, UTC."""

    since: datetime
    until: datetime


NOTHING = Period(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))


def recover(store: Warehouse) -> None:
    """Index what a run that was killed had captured but not told the warehouse."""
    ends = store.indexed_warc()
    for path in sorted(store.settings.warc_dir.glob("*.warc.gz")):
        start = ends.get(path.name, 0)
        if path.stat().st_size > start:
            for group in archive.groups(archive.records(path, start)):
                store.index_pages([each for each in group if isinstance(each, Page)])


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
    read = coding.read(captured, feeds, coder, store.run_id)
    made = coding.batch(
        captured, read, _known(read, store, replayed or NOTHING), coder, store.run_id, by_age=replayed is not None
    )
    return store.load(acquire.settled(made, captured))


def _known(read: Sequence[Article | Reject], store: Warehouse, remade: Period) -> coding.Known:
    found = [item for item in read if isinstance(item, Article)]
    moments = [item.published_at or item.fetched_at for item in found]
    recent = {
        "since": tables.utc(min(moments, default=datetime.now(UTC)) - RECENT),
        "remade_from": tables.utc(remade.since),
        "remade_until": tables.utc(remade.until),
        "run_id": store.run_id,
    }
    return coding.Known(
        coding.versions(store.rows("article_versions", article_ids=[item.article_id for item in found])),
        coding.story_keys(store.rows("recent_stories", **recent)),
        coding.happening_keys(store.rows("recent_happenings", **recent)),
    )
