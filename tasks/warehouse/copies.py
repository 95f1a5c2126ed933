"""Whole tables out of the snapshot, as Arrow, day by day: what a copy to files is made of."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from tasks.settings import Settings
from tasks.warehouse.database import files, statement
from tasks.warehouse.readers import known


def copied_tables() -> list[str]:
    """Return the tables that a copy is made of, in the order of their names."""
    return [path.stem for path in files("exports")]


def copied_days(
    settings: Settings, name: str, since: date | None, until: date | None
) -> Iterator[tuple[date | None, pa.Table]]:
    """Yield the rows of one of `copied_tables` for each day from `since` to before `until`, the day with them.

    A table whose rows have no day comes whole, with None for the day; so do rows without one where no period is set.
    A table without rows gives nothing.
    """
    sql = statement(f"exports/{name}")
    with known(settings) as con:
        columns = [column[0] for column in con.execute(f"SELECT * FROM ({sql}) LIMIT 0").description or []]
        if "day" not in columns:
            whole = con.execute(sql).to_arrow_table()
            if whole.num_rows:
                yield None, whole
            return
        within = "($since IS NULL OR day >= $since) AND ($until IS NULL OR day < $until)"
        found = con.execute(
            f"SELECT DISTINCT day FROM ({sql}) WHERE {within} ORDER BY day", {"since": since, "until": until}
        )
        for (day,) in found.fetchall():
            rows = con.execute(f"SELECT * EXCLUDE day FROM ({sql}) WHERE day IS NOT DISTINCT FROM $day", {"day": day})
            yield day, rows.to_arrow_table()
