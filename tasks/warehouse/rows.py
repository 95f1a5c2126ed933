"""Rows in and out of a connection: Arrow in, dicts and records out."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from tasks.tables import Row


def fetch(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """Return the answer to `sql` as dicts by column name."""
    answer = con.execute(sql, parameters or {})
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, values, strict=True)) for values in answer.fetchall()]


def aware(row: Row) -> Row:
    """Return `row` with its naive UTC instants made aware."""
    return {key: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for key, value in row.items()}


def record(kind: Any, row: Row) -> Any:
    """Return a record of class `kind` from the columns of `row` that it has."""
    values = aware(row)
    made = {field.name: values[field.name] for field in fields(kind) if field.name in values}
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in made.items()})


def among(key: str, ids: Sequence[str]) -> str:
    """Return the condition that `key` is one of as many parameters as there are `ids`.

    DuckDB looks values up in a primary key only where they stand in the statement one by one.
    """
    return f"{key} IN ({', '.join('?' * len(ids))})" if ids else "false"


def shape(con: duckdb.DuckDBPyConnection, table: str) -> pa.Schema:
    """Return the columns of a table as Arrow has them."""
    return con.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema


def found(con: duckdb.DuckDBPyConnection, table: str, key: str, ids: Iterable[str], columns: str = "*") -> pa.Table:
    """Return the `columns` of the rows of `table` whose `key` is in `ids`."""
    wanted = sorted(set(ids))
    return con.execute(f"SELECT {columns} FROM {table} WHERE {among(key, wanted)}", wanted).to_arrow_table()


def delete(con: duckdb.DuckDBPyConnection, table: str, key: str, ids: Iterable[str]) -> None:
    """Delete the rows of `table` whose `key` is in `ids`."""
    wanted = sorted(set(ids))
    if wanted:
        con.execute(f"DELETE FROM {table} WHERE {among(key, wanted)}", wanted)


def _incoming(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> list[str]:
    schema = shape(con, table)
    given = [field for field in schema if field.name in rows[0]]
    key = _primary_key(con, table)
    unique = {tuple(row[column] for column in key): row for row in rows}
    con.register("incoming", pa.Table.from_pylist(list(unique.values()), schema=pa.schema(given)))
    return [field.name for field in given]


def _primary_key(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    sql = (
        "SELECT constraint_column_names FROM duckdb_constraints() "
        "WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'"
    )
    return list(con.execute(sql, [table]).fetchall()[0][0])


def upsert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Write `rows`, replacing those of the same primary key; of two in `rows` with one key the last counts."""
    if rows:
        _incoming(con, table, rows)
        con.execute(f"INSERT OR REPLACE INTO {table} BY NAME SELECT * FROM incoming")


def add(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Write those of `rows` whose primary key is not there yet."""
    if rows:
        _incoming(con, table, rows)
        con.execute(f"INSERT OR IGNORE INTO {table} BY NAME SELECT * FROM incoming")


def update(con: duckdb.DuckDBPyConnection, table: str, key: str, rows: Sequence[Row]) -> None:
    """Set the given columns of the rows that are there, found by `key`."""
    if rows:
        names = [name for name in _incoming(con, table, rows) if name != key]
        assignments = ", ".join(f"{name} = incoming.{name}" for name in names)
        ids = sorted({row[key] for row in rows})
        con.execute(
            f"UPDATE {table} SET {assignments} FROM incoming "
            f"WHERE {table}.{key} = incoming.{key} AND {among(f'{table}.{key}', ids)}",
            ids,
        )
