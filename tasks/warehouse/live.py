"""The live database, as the one run that may write sees it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tasks import halving, ledger, tables
from tasks.records import Feed, FeedEntry, FeedState, Page, Poll, Reject, Run
from tasks.settings import Settings
from tasks.tables import Batch, Row
from tasks.warehouse import batches, people, words
from tasks.warehouse.database import broken, files, hold, open_file, prepare, row_counts, statement
from tasks.warehouse.rows import add, aware, fetch, record, update, upsert


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A check of `sql/checks`: its name, what it looks for, and how many rows break it (0 is well)."""

    name: str
    meaning: str
    n_bad: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A capture that asks whether it is known: its entry's id, its address, and the SHA-256 of its body."""

    entry_id: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of an entry: its row, its state, and the WARC file and offset of a capture; None for what is not."""

    entry: FeedEntry | None
    state: str | None
    place: tuple[str, int] | None


# What DuckDB and Arrow raise for a value that a column cannot hold.
BAD_ROWS = (
    duckdb.ConstraintException, duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException,
    pa.ArrowException, UnicodeEncodeError, OverflowError,
)  # fmt: skip
WANTED = pa.schema([(field.name, pa.string()) for field in fields(Wanted)])
# How large the write-ahead log grows before DuckDB writes it into the tables. It then writes the last row group of each
# changed table anew, of up to 122,880 rows with their texts: seconds, and as much for one new row as for thousands.
CHECKPOINT_BYTES = 256_000_000


class Warehouse:
    """The live database, held by one run. Every method is one transaction.

    With `stays_open` the file is open from the first method until `close`, else during each method only.
    Errors: `Transient` while another program holds the file, `ContractBroken` when the file cannot be trusted.
    """

    def __init__(self, settings: Settings, run_id: str, *, stays_open: bool = False) -> None:
        self.settings = settings
        self.run_id = run_id
        self._stays_open = stays_open
        self._kept: duckdb.DuckDBPyConnection | None = None

    def close(self) -> None:
        """Close the file; the next method opens it again."""
        if self._kept:
            self._kept.close()
            self._kept = None

    @property
    def _ledger(self) -> Path:
        return self.settings.live_database.with_suffix(".ledger.jsonl")

    def _opened(self) -> duckdb.DuckDBPyConnection:
        return open_file(self.settings.live_database, patience_s=self.settings.database_patience_s)

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        con = self._opened()
        if self._stays_open and self._kept is None:
            self._kept = self._opened()
            self._kept.execute(f"SET checkpoint_threshold = '{CHECKPOINT_BYTES}B'")
        try:
            yield con
        except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
            self.close()  # what is open is of no use any more
            raise broken(self.settings.live_database, error) from error
        finally:
            con.close()

    @contextmanager
    def _transaction(self, what: str) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._reading() as con:
            con.begin()
            try:
                yield con
                con.execute("UPDATE ledger SET sequence = sequence + 1")
                sequence = con.execute("SELECT sequence FROM ledger").fetchall()[0][0]
                counts = row_counts(con)
                con.commit()
            except BaseException:
                with suppress(duckdb.Error):
                    con.rollback()
                raise
        try:
            ledger.append(self._ledger, ledger.Acknowledged(sequence, what, counts))
        except OSError as error:
            raise broken(self._ledger, error) from error

    def start_run(self, run: Run) -> list[str]:
        """Write the row of a run that begins; return the ids of runs found dead, which are marked crashed."""
        with self._transaction("start_run") as con:
            dead = con.execute("SELECT run_id FROM runs WHERE state = 'running'").fetchall()
            con.execute("UPDATE runs SET state = 'crashed' WHERE state = 'running'")
            upsert(con, "runs", [tables.row(run)])
        return [run_id for (run_id,) in dead]

    def finish_run(self, run: Run) -> None:
        """Write the row of a run that has ended."""
        with self._transaction("finish_run") as con:
            upsert(con, "runs", [tables.row(run)])

    def sync_feeds(self, feeds: Sequence[Feed]) -> None:
        """Make the feed list what `feeds` says: new ones added, changed ones updated, missing ones retired."""
        now = tables.utc(datetime.now(UTC))
        with self._transaction("sync_feeds") as con:
            known = {row["feed_url"]: row for row in fetch(con, "SELECT * FROM feeds")}
            rows = []
            for feed in feeds:
                state = known.get(feed.feed_url) or tables.row(FeedState(feed.feed_url))
                returned = state["retired_at"] if state.get("last_code") == "gone" else None
                rows.append(state | tables.row(feed) | {"retired_at": returned})
            listed = {feed.feed_url for feed in feeds}
            rows += [row | {"retired_at": row["retired_at"] or now} for url, row in known.items() if url not in listed]
            upsert(con, "feeds", rows)

    def feeds(self, now: datetime, *, due_only: bool) -> list[tuple[Feed, FeedState]]:
        """Return the feeds to poll now, with their state: all, or only those that are due.

        A feed that answered with an HTTP error is never asked before its time.
        """
        with self._reading() as con:
            rows = fetch(con, statement("queries/feed_states"), {"now": tables.utc(now), "due_only": due_only})
        return [(record(Feed, row), record(FeedState, row)) for row in rows]

    def kept_feeds(self) -> list[Feed]:
        """Return every feed that was ever on the list."""
        with self._reading() as con:
            return [record(Feed, row) for row in fetch(con, "SELECT * FROM feeds ORDER BY feed_url")]

    def keep_feeds(self, feeds: Iterable[Feed]) -> None:
        """Add the feeds that are not there yet, as ones that were never asked."""
        with self._transaction("keep_feeds") as con:
            add(con, "feeds", [tables.row(FeedState(feed.feed_url)) | tables.row(feed) for feed in feeds])

    def known(self, entry_ids: Iterable[str], *, due_by: datetime | None = None) -> set[str]:
        """Return those of `entry_ids` that a poll has brought before; with `due_by`, less those to be tried by then."""
        wanted = pa.table({"entry_id": pa.array(list(entry_ids), pa.string())})
        with self._reading() as con:
            con.register("wanted", wanted)
            rows = con.execute(statement("queries/known_entries"), {"due_by": tables.utc(due_by)}).fetchall()
        return {entry_id for (entry_id,) in rows}

    def offered_elsewhere(self, entries: Iterable[FeedEntry]) -> set[str]:
        """Return the ids of those entries whose address came from another feed first: one article, asked for once."""
        rows = [{"entry_id": each.entry_id, "url": each.url, "feed_url": each.feed_url} for each in entries]
        schema = pa.schema([(name, pa.string()) for name in ("entry_id", "url", "feed_url")])
        with self._reading() as con:
            con.register("wanted", pa.Table.from_pylist(rows, schema=schema))
            found = con.execute(statement("queries/offered_elsewhere")).fetchall()
        return {entry_id for (entry_id,) in found}

    def record_polls(
        self,
        polls: Sequence[Poll],
        states: Sequence[FeedState],
        entries: Sequence[FeedEntry],
        pages: Sequence[Page],
        rejects: Sequence[Reject],
    ) -> None:
        """Write what a round of polls brought: states, history, new entries as pending, captures, rejects."""
        now = datetime.now(UTC)
        with self._transaction("polls") as con:
            upsert(con, "polls", [tables.row(poll) for poll in polls])
            update(con, "feeds", "feed_url", [tables.row(state) for state in states])
            add(con, "entries", [tables.entry_row(entry, self.run_id, now) for entry in entries])
            upsert(con, "pages", [tables.page_row(page) for page in pages])
            upsert(con, "rejects", [tables.row(reject) for reject in rejects])

    def pending(self, now: datetime) -> list[tuple[FeedEntry, tuple[str, int] | None]]:
        """Return the entries to be tried by `now`, each with the WARC file and offset of a capture already made."""
        with self._reading() as con:
            rows = fetch(con, statement("queries/pending_entries"), {"now": tables.utc(now)})
        return [
            (record(FeedEntry, row), (row["warc_file"], row["warc_offset"]) if row["warc_file"] else None)
            for row in rows
        ]

    def indexed_warc(self) -> dict[str, int]:
        """Return, per WARC file, the byte offset after the last capture that `pages` knows."""
        with self._reading() as con:
            rows = con.execute("SELECT warc_file, max(warc_offset + warc_length) FROM pages GROUP BY ALL").fetchall()
        return dict(rows)

    def index_pages(self, pages: Sequence[Page], entries: Sequence[FeedEntry] = ()) -> None:
        """Add captures to the index, and entries that wait; those already there stay as they are."""
        now = datetime.now(UTC)
        with self._transaction("pages") as con:
            add(con, "entries", [tables.entry_row(entry, self.run_id, now) for entry in entries])
            add(con, "pages", [tables.page_row(page) for page in pages])

    def rows(self, name: str, **parameters: Any) -> list[Row]:
        """Return the rows of `sql/queries/NAME.sql`, instants as aware UTC."""
        with self._reading() as con:
            return [aware(row) for row in fetch(con, statement(f"queries/{name}"), parameters)]

    def taken_up(self, wanted: Sequence[Wanted]) -> dict[str, Held]:
        """Return, by entry id, what is held of each of `wanted`."""
        table = pa.Table.from_pylist([tables.row(each) for each in wanted], schema=WANTED)
        with self._reading() as con:
            con.register("wanted", table)
            rows = fetch(con, statement("queries/taken_up"))
        return {row["entry_id"]: _held(row) for row in rows}

    def captures(self, since: datetime, until: datetime) -> list[tuple[FeedEntry, tuple[str, int]]]:
        """Return the entries captured from `since` until before `until`, each with the place of its last capture."""
        between = {"since": tables.utc(since), "until": tables.utc(until)}
        with self._reading() as con:
            rows = fetch(con, statement("queries/captures_between"), between)
        return [(record(FeedEntry, row), (row["warc_file"], row["warc_offset"])) for row in rows]

    def tidy(self) -> None:
        """Delete the events that no report tells any more and the entities that nothing refers to."""
        with self._transaction("tidy") as con:
            con.execute(statement("queries/delete_untold_events"))
            con.execute(statement("queries/delete_unused_entities"))
            con.execute(statement("queries/delete_unused_merges"))

    def undo_merge(self, merge_id: str, why: str) -> None:
        """Take back the merge of two entities for good; raise `Rejected` (`no_merge`) when none of that id holds."""
        with self._transaction("undo_merge") as con:
            people.undo_merge(con, merge_id, why)

    def redo_merge(self, merge_id: str) -> None:
        """Take back an `undo_merge`; raise `Rejected` (`no_merge`) when none of that id was undone."""
        with self._transaction("redo_merge") as con:
            people.redo_merge(con, merge_id)

    def learn_boilerplate(self) -> None:
        """Write down the lines that outlets of this run, and of dead ones before it, repeat from article to article."""
        with self._transaction("learn_boilerplate") as con:
            con.execute(statement("queries/learn_boilerplate"), {"run_id": self.run_id})

    def index_words(self) -> None:
        """Bring the index that searches look in up to date with the articles; a transaction for each part of it."""
        more = True
        while more:
            with self._transaction("index_words") as con:
                more = words.index(con)

    def name_merged_events(self) -> None:
        """Write down anew how the events are to be told that merged people take part in, or vouch for."""
        with self._transaction("name_merged_events") as con:
            con.execute("DELETE FROM merged_events")
            con.execute(statement("queries/name_merged_events"))

    def load(self, batch: Batch) -> Batch:
        """Load a batch and return it as loaded: an article's rows replace all it had; twice is the same as once.

        It is one transaction, unless a row is not what `sql/schema` allows: then its article is rejected (`bad_row`)
        and all others are loaded. An article that was read from one of the batch's captures before, and is not in it
        now, goes with all its rows.
        """
        try:
            self._load(batch)
        except BAD_ROWS as error:
            if len(batch.articles) > 1:
                return halving.joined(*(self.load(half) for half in halving.halves(batch)))
            batch = halving.without_articles(batch, error)
            self._load(batch)
        return batch

    def _load(self, batch: Batch) -> None:
        with self._transaction("batch") as con:
            batches.write(con, batch)

    def checkpoint(self) -> None:
        """Write all that was committed into the file itself, so that a copy of it is whole."""
        with self._reading() as con:
            con.execute("CHECKPOINT")

    def check(self, loaded_by: str | None = None) -> list[CheckResult]:
        """Run every check of `sql/checks` and return how each came out.

        With `loaded_by`, those that compare words with texts look only at the articles that this run loaded.
        """
        with self._reading() as con:
            texts = "SELECT article_id, text FROM articles"
            of_run = " WHERE run_id = '" + loaded_by.replace("'", "''") + "'" if loaded_by else ""
            con.execute(f"CREATE TEMP VIEW checked_texts AS {texts}{of_run}")
            return [_check(con, path) for path in files("checks")]


def _held(row: Row) -> Held:
    place = (row["warc_file"], row["warc_offset"]) if row["warc_file"] else None
    return Held(record(FeedEntry, row) if row["url"] else None, row["state"], place)


def _check(con: duckdb.DuckDBPyConnection, path: Path) -> CheckResult:
    sql = path.read_text(encoding="utf-8")
    meaning = sql.splitlines()[0].removeprefix("-- ")
    return CheckResult(path.stem, meaning, len(con.execute(sql).fetchall()))


@contextmanager
def writer(settings: Settings, run_id: str) -> Iterator[Warehouse]:
    """Yield the live warehouse, made or migrated if need be, for the one run that may write.

    Raises `ContractBroken`: `run_active` when another run writes, `newer_schema`, `corrupt`, `commits_lost`.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.live_database.parent.mkdir(parents=True, exist_ok=True)
    with settings.live_database.with_suffix(".lock").open("a+") as lock:
        hold(lock, run_id)
        prepare(settings)
        store = Warehouse(settings, run_id, stays_open=True)
        try:
            yield store
        finally:
            store.close()
