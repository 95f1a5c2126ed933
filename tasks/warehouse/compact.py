"""Giving back the room that deleted rows leave in the database file."""

import os

from tasks.warehouse.database import open_file
from tasks.warehouse.live import Warehouse

WORTH_IT = 0.25


def compact(warehouse: Warehouse) -> tuple[int, int]:
    """Checkpoint the live database and write it anew where a quarter of it is free; return its bytes before and after.

    A kill at any moment leaves the old file or the new one, both with the same rows.
    """
    warehouse.close()
    path = warehouse.settings.live_database
    before = path.stat().st_size
    fresh = path.with_name(path.name + ".compact")
    fresh.unlink(missing_ok=True)
    con = open_file(path)
    try:
        con.execute("CHECKPOINT")
        total, free = con.execute("SELECT total_blocks, free_blocks FROM pragma_database_size()").fetchall()[0]
        if free < WORTH_IT * total:
            return before, path.stat().st_size
        con.execute(f"ATTACH '{str(fresh).replace(chr(39), chr(39) * 2)}' AS fresh")
        con.execute(f'COPY FROM DATABASE "{path.stem}" TO fresh')
        con.execute("CHECKPOINT fresh")
        con.execute("DETACH fresh")
    finally:
        con.close()
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(path)
    return before, path.stat().st_size
