"""The captures of WARC files, taken in as if just fetched: which are pages to code, which are known, which are skipped.

A capture of ours belongs to the feed entry that led to it. Any other capture becomes an entry of its own, named after
its address and bytes, so that the same page brought twice is one entry.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

from tasks import archive, feeds
from tasks.acquire import POLLED_TOGETHER, Captured, reject
from tasks.archive import Unusable, Writer
from tasks.errors import Rejected
from tasks.isolate import Child
from tasks.records import Feed, FeedEntry, Page, Reject, stable_id
from tasks.text import clean_url, redacted, site
from tasks.warehouse import Held, Wanted, Warehouse

HTML = re.compile(r"\s*(text/html|application/xhtml\+xml)\b", re.IGNORECASE)
Found = Page | Unusable


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until before `until`, UTC."""

    since: datetime
    until: datetime


NOTHING = Period(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Document:
    """Where a feed document lies, of which feed it is, and the run that fetched it."""

    path: Path
    offset: int
    feed_url: str
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """What a group of records gave: captures to code or reasons why not, and how many were known."""

    captured: tuple[Captured, ...]
    n_known: int


def recover(store: Warehouse) -> None:
    """Index what a run that was killed had captured but not told the warehouse."""
    ends = store.indexed_warc()
    for path in sorted(store.settings.warc_dir.glob("*.warc.gz")):
        start = ends.get(path.name, 0)
        if path.stat().st_size > start:
            for group in archive.groups(archive.records(path, start)):
                store.index_pages([each for each in group if isinstance(each, Page)])


def admit(found: Sequence[Found], path: Path, writer: Writer, store: Warehouse, seen: set[str]) -> Admitted:
    """Return what the records `found` in the WARC file at `path` give, captures copied into our archive and synced.

    Feed documents are no records to code, and left out.
    `seen` holds the entries that this run has met, and is added to. A file that lies in the archive is not copied.
    """
    found = [each for each in found if isinstance(each, Unusable) or each.kind != "feed"]
    pages = [_named(each) for each in found if isinstance(each, Page) and not refusal(each)]
    held = store.taken_up([Wanted(_entry_id(page), page.final_url, _sha(page)) for page in pages])
    new: list[Page] = []
    for page in pages:
        if _entry_id(page) not in seen and held[_entry_id(page)].state in (None, "pending"):
            new.append(page)
        seen.add(_entry_id(page))
    captured = [_captured(page, held[_entry_id(page)], path, writer, store) for page in new]
    writer.sync()
    store.index_pages([each.page for each in captured if each.page], [each.entry for each in captured])
    skipped = [_skipped(each, path) for each in found if isinstance(each, Unusable) or refusal(each)]
    return Admitted((*captured, *skipped), len(pages) - len(new))


def refusal(page: Page) -> Rejected | None:
    """Return why a capture is no page to read: `gone`, `http_NNN`, `unsupported_type`, `empty_page`; else None."""
    where = redacted(page.final_url)
    if page.http_status in (404, 410):
        return Rejected("gone", f"{where} answered {page.http_status}")
    if page.http_status != 200:
        return Rejected(f"http_{page.http_status}", f"{where} answered {page.http_status}")
    if not page.body.strip():
        return Rejected("empty_page", f"{where} is empty")
    is_html = HTML.match(page.content_type) if page.content_type else page.body.lstrip()[:1] == b"<"
    return None if is_html else Rejected("unsupported_type", f"{where} is {page.content_type or 'no HTML'}")


def by_address(listed: Sequence[Feed], kept: Sequence[Feed] = ()) -> dict[str, Feed]:
    """Return the feeds by address, and by the site of their homepage where all feeds there are of one outlet.

    A feed that is `listed` and was `kept` in the database is as the list has it.
    """
    feeds = {feed.feed_url: feed for feed in (*kept, *listed)}
    sites: dict[str, list[Feed]] = {}
    for feed in feeds.values():
        sites.setdefault(site(feed.homepage or feed.feed_url), []).append(feed)
    outlets = {name: each[0] for name, each in sites.items() if len({feed.source for feed in each}) == 1}
    return outlets | feeds


def survey(paths: Iterable[Path]) -> tuple[list[Document], set[str]]:
    """Return the feed documents in WARC files of ours, in their order there, and the ids of the entries captured."""
    documents: list[Document] = []
    captured: set[str] = set()
    for path in paths:
        for page in archive.scan(path):
            if page.kind == "feed" and page.warc_offset is not None:
                documents.append(Document(path, page.warc_offset, page.feed_url or page.url, page.run_id))
            elif page.entry_id:
                captured.add(page.entry_id)
    return documents, captured


def replay_feeds(
    documents: Sequence[Document],
    captured: set[str],
    known_feeds: dict[str, Feed],
    parser: Child,
    writer: Writer,
    store: Warehouse,
) -> None:
    """Bring back the entries that feed documents offered; those known stay as they are.

    A link that several feeds offered is the one's of them whose entry was `captured`; where none was, it falls to the
    feed that the ingest flow would give it to.
    """
    for group in _asked_together(documents):
        pages: list[Page] = []
        entries: list[FeedEntry] = []
        rejects: list[Reject] = []
        for document in group:
            page = archive.read(document.path.parent, document.path.name, document.offset)
            url = document.feed_url
            feed = known_feeds.get(url) or Feed(url, site(url), site(url))
            pages.append(kept(page, document.path, writer, store))
            offered, skipped = _offered(page, feed, parser, store)
            entries += offered
            rejects += skipped
        writer.sync()
        store.record_polls([], [], _owned(entries, captured, store), pages, rejects)


def _asked_together(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """Yield the documents of each run, some at a time, in the order in which the ingest flow asks feeds."""
    for _, run in groupby(documents, key=lambda document: document.run_id):
        asked = iter(sorted(run, key=lambda document: document.feed_url))
        while group := list(islice(asked, POLLED_TOGETHER)):
            yield group


def _owned(entries: Sequence[FeedEntry], captured: set[str], store: Warehouse) -> list[FeedEntry]:
    """Return those of `entries` that are their feed's to bring: captured ones, and links that nobody else has."""
    had = [entry for entry in entries if entry.entry_id in captured]
    owners = {entry.url: entry.feed_url for entry in had}
    others = [entry for entry in entries if owners.get(entry.url, entry.feed_url) == entry.feed_url]
    elsewhere = store.offered_elsewhere(others)
    free = feeds.once(entry for entry in others if entry.entry_id not in elsewhere)
    return list({entry.entry_id: entry for entry in (*had, *free)}.values())


def _offered(page: Page, feed: Feed, parser: Child, store: Warehouse) -> tuple[Sequence[FeedEntry], list[Reject]]:
    arguments = (page.body, feed, page.fetched_at, store.settings.max_feed_items, page.charset)
    try:
        parsed: feeds.ParsedFeed = parser.call(*arguments)
    except Rejected as error:
        return (), [reject(store.run_id, "feeds", error, feed_url=feed.feed_url, url=page.url)]
    return parsed.entries, [replace(each, run_id=store.run_id) for each in parsed.rejects]


def end_of(found: Found) -> int:
    """Return the offset after a record in its file."""
    if isinstance(found, Unusable):
        return found.offset + found.length
    assert found.warc_offset is not None and found.warc_length is not None
    return found.warc_offset + found.warc_length


def _named(page: Page) -> Page:
    if page.entry_id:
        return page
    entry_id = stable_id("capture", clean_url(page.final_url), _sha(page))
    return replace(page, entry_id=entry_id, page_id=stable_id("page", entry_id, page.fetched_at.isoformat()))


def _entry_id(page: Page) -> str:
    assert page.entry_id is not None
    return page.entry_id


def _sha(page: Page) -> str:
    return sha256(page.body).hexdigest()


def _captured(page: Page, held: Held, path: Path, writer: Writer, store: Warehouse) -> Captured:
    entry = held.entry or _entry(page, path)
    if held.place:  # copied by a run that was killed before it could load
        return Captured(entry, archive.read(store.settings.warc_dir, *held.place), None)
    return Captured(entry, kept(replace(page, run_id=page.run_id or store.run_id), path, writer, store), None)


def kept(page: Page, path: Path, writer: Writer, store: Warehouse) -> Page:
    """Return a capture of the WARC file at `path` as it lies in our archive: copied there unless the file is there."""
    in_place = path.resolve().parent == store.settings.warc_dir.resolve()
    return page if in_place else writer.write(page)


def _entry(page: Page, path: Path) -> FeedEntry:
    return FeedEntry(
        entry_id=_entry_id(page),
        feed_url=page.feed_url or f"warc:{path.name}",
        guid=None,
        url=clean_url(page.final_url),
        url_raw=page.final_url,
        title="",
        summary="",
        content=None,
        authors=(),
        published_at=None,
        published_raw=None,
        updated_at=None,
        language=None,
        tags=(),
        content_sha256=_sha(page),
        flags=("backfill",),
    )


def _skipped(found: Found, path: Path) -> Captured:
    error, offset, url = _told(found)
    named = redacted(url) if url else None
    entry = FeedEntry(
        stable_id("record", path.name, offset), f"warc:{path.name}", None, named or "", named or "", "", "", None, (),
        None, None, None, None, (), "",
    )  # fmt: skip
    reject_id = stable_id("reject", "archive", error.code, path.name, offset)
    detail = f"record at {offset} of {path.name}: {error.detail}"
    return Captured(entry, None, Reject(reject_id, None, "archive", error.code, detail, entry.feed_url, named))


def _told(found: Found) -> tuple[Rejected, int, str | None]:
    if isinstance(found, Unusable):
        return found.error, found.offset, found.url
    error = refusal(found)
    assert error is not None and found.warc_offset is not None
    return error, found.warc_offset, found.final_url
