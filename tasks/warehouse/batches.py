"""One batch written into the live database, in the transaction of whoever calls.

What a batch touches is looked up by primary key. A table is read through only where the batch changes what is there
already, and then the columns that matter.
"""

from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from tasks import tables
from tasks.tables import Batch, Row
from tasks.warehouse import people
from tasks.warehouse.database import statement
from tasks.warehouse.rows import add, delete, found, shape, update, upsert

OF_A_REPORT = ("participants", "report_places", "tolls")
Rows = Mapping[str, list[Row]]  # by table
VAGUE_SECTORS = (None, "CVL", "UAF", "UNK")


def write(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Write a batch: the rows of an article replace all it had, stories and events are put together again."""
    held = _held(con, batch)
    add(con, "pages", [tables.page_row(page) for page in batch.pages])
    holders = people.holders(con, sorted(held)) if held else set()
    events, stories = _cleared(con, held)
    _forget(con, held - {article.article_id for article in batch.articles})
    _keep_former(con, batch, held)
    _upsert_entities(con, batch)
    rows = tables.coding_rows(batch)
    for table, some in rows.items():
        upsert(con, table, some)
    people.settle(con, holders, batch)
    upsert(con, "rejects", tables.reject_rows(batch))
    _outcomes(con, batch)
    _stories(con, stories | {row["story_id"] for row in rows["story_articles"]}, rows)
    _events(con, events | {happening.event_id for happening in batch.happenings}, rows)


def _held(con: duckdb.DuckDBPyConnection, batch: Batch) -> set[str]:
    """Return which of the batch's articles are there, and those that its captures gave before."""
    pages = _values(con, "pages", "page_id", (page.page_id for page in batch.pages), "page_id")
    former = _values(con, "articles", "page_id", pages, "article_id") if pages else set()
    return former | _values(con, "articles", "article_id", (each.article_id for each in batch.articles), "article_id")


def _cleared(con: duckdb.DuckDBPyConnection, held: set[str]) -> tuple[set[str], set[str]]:
    """Delete what the articles held tell; return the events and the stories that are to be told anew."""
    if not held:
        return set(), set()
    told = found(con, "reports", "article_id", held, "report_id, event_id").to_pylist()
    stories = _values(con, "story_articles", "article_id", held, "story_id")
    for table in (*OF_A_REPORT, "reports"):
        delete(con, table, "report_id", (report["report_id"] for report in told))
    for table in ("mentions", "role_mentions", "story_articles", "rejects", "indexed_articles"):
        delete(con, table, "article_id", held)
    return {report["event_id"] for report in told}, stories


def _forget(con: duckdb.DuckDBPyConnection, article_ids: set[str]) -> None:
    """Delete articles that are no more; another entry that had become one of them waits to be taken up again."""
    if article_ids:
        con.execute(
            "UPDATE entries SET state = 'pending', article_id = NULL "
            "WHERE article_id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": sorted(article_ids)},
        )
        for table in ("articles", "article_versions"):
            delete(con, table, "article_id", article_ids)


def _keep_former(con: duckdb.DuckDBPyConnection, batch: Batch, held: set[str]) -> None:
    if held:
        ids, versions = [each.article_id for each in batch.articles], [each.version for each in batch.articles]
        con.execute(statement("queries/keep_former_versions"), {"ids": ids, "versions": versions})


def _upsert_entities(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    entities = [entity for coding in batch.codings for entity in coding.entities]
    ids = {entity.entity_id for entity in entities}
    known = {row["entity_id"]: row for row in found(con, "entities", "entity_id", ids).to_pylist()}
    for entity in entities:
        known[entity.entity_id] = _fuller(known.get(entity.entity_id), tables.row(entity))
    upsert(con, "entities", list(known.values()))


def _fuller(old: Row | None, new: Row) -> Row:
    """Keep what an earlier article knew and this one does not say; where both say, one of them whatever their order.

    The longer name, and a sector that tells more than that somebody is a civilian or armed.
    """
    if old is None:
        return new
    said = {key: value for key, value in new.items() if value is not None}
    both = (old, new)
    return (
        old
        | said
        | {
            "name": max((row["name"] for row in both), key=lambda name: (len(name), name)),
            "sector": max(
                (row["sector"] for row in both), key=lambda sector: (sector not in VAGUE_SECTORS, sector or "")
            ),
            "country": max(row["country"] or "" for row in both) or None,
        }
    )


def _outcomes(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    update(con, "entries", "entry_id", [tables.row(outcome) for outcome in batch.outcomes])
    done = [outcome.entry_id for outcome in batch.outcomes if outcome.state == "loaded"]
    update(con, "entries", "entry_id", [{"entry_id": each, "summary": "", "content": None} for each in done])


def _stories(con: duckdb.DuckDBPyConnection, story_ids: set[str], rows: Rows) -> None:
    """Put the stories together again from all their articles."""
    known = _values(con, "stories", "story_id", story_ids, "story_id")
    delete(con, "stories", "story_id", known)
    members = _told(con, "story_articles", "article_id", rows, "story_id", known)
    con.register("told_members", members)
    con.register("told_articles", _articles(con, _column(members, "article_id")))
    con.execute(statement("queries/stories_from_articles"))


def _events(con: duckdb.DuckDBPyConnection, event_ids: set[str], rows: Rows) -> None:
    """Put the events together again from all their reports."""
    known = _values(con, "events", "event_id", event_ids, "event_id")
    delete(con, "events", "event_id", known)
    reports = _told(con, "reports", "report_id", rows, "event_id", known)
    others = _column(reports, "report_id") - {row["report_id"] for row in rows["reports"]}
    con.register("told_reports", reports)
    con.register("told_participants", _told(con, "participants", "", rows, "report_id", others))
    con.register("told_places", _told(con, "report_places", "", rows, "report_id", others))
    _origins(con, _column(reports, "article_id"))
    con.execute(statement("queries/events_from_reports"))


def _origins(con: duckdb.DuckDBPyConnection, article_ids: set[str]) -> None:
    """Register the articles, their stories, and the articles in which these began."""
    members = found(con, "story_articles", "article_id", article_ids, "article_id, story_id")
    stories = found(con, "stories", "story_id", _column(members, "story_id"), "story_id, original_article_id")
    con.register("told_members", members)
    con.register("told_stories", stories)
    con.register("told_articles", _articles(con, article_ids | _column(stories, "original_article_id")))


def _articles(con: duckdb.DuckDBPyConnection, article_ids: set[str]) -> pa.Table:
    return found(con, "articles", "article_id", article_ids, "article_id, source, published_at, fetched_at")


def _told(con: duckdb.DuckDBPyConnection, table: str, unique: str, rows: Rows, key: str, known: set[str]) -> pa.Table:
    """Return the rows of a table whose `key` is in `known`, read from it, and the batch's own rows of other keys.

    Of two own rows with one value of `unique`, where that is named, the last counts.
    """
    own = [row for row in rows[table] if row[key] not in known]
    own = list({row[unique]: row for row in own}.values()) if unique else own
    mine = pa.Table.from_pylist(own, schema=shape(con, table))
    return pa.concat_tables([mine, found(con, table, key, known)]) if known else mine


def _column(table: pa.Table, name: str) -> set[str]:
    return set(table.column(name).to_pylist())


def _values(con: duckdb.DuckDBPyConnection, table: str, key: str, ids: Iterable[str], column: str) -> set[str]:
    return _column(found(con, table, key, ids, column), column)
