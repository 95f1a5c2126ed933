"""People in the live database: which offices they held, and which entities are one person."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from tasks import merges, tables
from tasks.errors import Rejected
from tasks.merges import Pair, Person
from tasks.tables import Batch
from tasks.warehouse.database import statement
from tasks.warehouse.rows import fetch, upsert

PAIRS = pa.schema([("one", pa.string()), ("other", pa.string())])


def holders(con: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> set[str]:
    """Return the ids of the people to whom the articles give an office."""
    sql = "SELECT DISTINCT entity_id FROM role_mentions WHERE article_id IN (SELECT unnest($ids::VARCHAR[]))"
    return {entity_id for (entity_id,) in con.execute(sql, {"ids": list(article_ids)}).fetchall()}


def settle(con: duckdb.DuckDBPyConnection, former: set[str], batch: Batch) -> None:
    """Put the roles of those who lose or gain some together again, and the merges of the people in the batch."""
    found = [entity for coding in batch.codings for entity in coding.entities if entity.type == "PERSON"]
    named = former | {m.entity_id for coding in batch.codings for m in coding.mentions if m.offices}
    if named:
        ids = {"entity_ids": sorted(named)}
        con.execute("DELETE FROM roles WHERE entity_id IN (SELECT unnest($entity_ids::VARCHAR[]))", ids)
        con.execute(statement("queries/roles_from_mentions"), ids)
    if found or former:
        _merge(con, sorted(former | {entity.entity_id for entity in found}))


def _merge(con: duckdb.DuckDBPyConnection, entity_ids: Sequence[str]) -> None:
    rows = fetch(con, statement("queries/people_named_alike"), {"entity_ids": entity_ids})
    people = [Person(**row | {"offices": frozenset(row["offices"])}) for row in rows]
    undone = con.execute("SELECT entity_id, into_entity_id FROM entity_merges WHERE undone_at IS NOT NULL").fetchall()
    made = merges.merges(people, undone, lambda pairs: _company(con, pairs))
    con.execute(
        "DELETE FROM entity_merges WHERE undone_at IS NULL AND entity_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"ids": [person.entity_id for person in people]},
    )
    upsert(con, "entity_merges", [tables.row(merge) for merge in made])


def _company(con: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> Mapping[Pair, int]:
    rows = [dict(zip(PAIRS.names, pair, strict=True)) for pair in pairs]
    con.register("pairs", pa.Table.from_pylist(rows, schema=PAIRS))
    return {(one, other): n for one, other, n in con.execute(statement("queries/people_in_company")).fetchall()}


def undo_merge(con: duckdb.DuckDBPyConnection, merge_id: str, why: str) -> None:
    """Take back a merge for good; raise `Rejected` (`no_merge`) when none of that id holds."""
    said = {"id": merge_id, "why": why, "now": tables.utc(datetime.now(UTC))}
    sql = (
        "UPDATE entity_merges SET undone_at = $now, undone_why = $why "
        "WHERE merge_id = $id AND undone_at IS NULL RETURNING merge_id"
    )
    if not con.execute(sql, said).fetchall():
        raise Rejected("no_merge", f"no merge {merge_id} holds; `sitrep sql 'FROM entity_merges'` lists them")


def redo_merge(con: duckdb.DuckDBPyConnection, merge_id: str) -> None:
    """Take back an undoing; raise `Rejected` (`no_merge`) when none of that id was undone."""
    sql = "DELETE FROM entity_merges WHERE merge_id = $id AND undone_at IS NOT NULL RETURNING entity_id"
    found = [entity_id for (entity_id,) in con.execute(sql, {"id": merge_id}).fetchall()]
    if not found:
        raise Rejected("no_merge", f"no merge {merge_id} is undone; `sitrep sql 'FROM entity_merges'` lists them")
    _merge(con, found)
