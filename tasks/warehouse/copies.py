"""Whole tables out of the snapshot, as Arrow, day by day: what a copy to files is made of."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pyarrow as pa

from tasks.settings import Settings
from tasks.warehouse.database import files, statement
from tasks.warehouse.readers import known

NO_DAY = "__HIVE_DEFAULT_PARTITION__"  # what programs that read Parquet by folder take for nothing


def copied_tables() -> list[str]:
    """Return the tables that a copy is made of, in the order of their names."""
    return [path.stem for path in files("exports")]


def copied_columns(settings: Settings, name: str) -> list[str]:
    """Return the columns of one of `copied_tables`, in their order."""
    with known(settings) as con:
        return [column for column in _columns(con, name) if column != "day"]


def copied_days(
    settings: Settings, name: str, since: date | None, until: date | None
) -> Iterator[tuple[str | None, pa.Table]]:
    """Yield the rows of one of `copied_tables` for each day from `since` to before `until`, the day with them.

    The day is in ISO 8601, or `NO_DAY` for rows without one, which come only where no period is set. A table whose rows
    have no day by their nature comes whole, empty or not, with None.
    """
    sql = statement(f"exports/{name}")
    with known(settings) as con:
        if "day" not in _columns(con, name):
            yield None, con.execute(sql).to_arrow_table()
            return
        within = "($since IS NULL OR day >= $since) AND ($until IS NULL OR day < $until)"
        found = con.execute(
            f"SELECT DISTINCT day FROM ({sql}) WHERE {within} ORDER BY day", {"since": since, "until": until}
        )
        for (day,) in found.fetchall():
            rows = con.execute(f"SELECT * EXCLUDE day FROM ({sql}) WHERE day IS NOT DISTINCT FROM $day", {"day": day})
            yield day.isoformat() if day else NO_DAY, rows.to_arrow_table()


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    answer = con.execute(f"SELECT * FROM ({statement(f'exports/{name}')}) LIMIT 0")
    return [column[0] for column in answer.description or []]
