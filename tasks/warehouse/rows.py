"""Rows in and out of a connection: Arrow in, dicts and records out."""

from collections.abc import Sequence
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


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> pa.Schema:
    return con.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema


def _incoming(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> list[str]:
    schema = _columns(con, table)
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
        con.execute(f"UPDATE {table} SET {assignments} FROM incoming WHERE {table}.{key} = incoming.{key}")
