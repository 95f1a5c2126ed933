"""Giving back the room that deleted rows leave in the database file."""

import duckdb

from tasks.disk import replace_synced
from tasks.warehouse.database import broken, cleared, open_file
from tasks.warehouse.live import Warehouse

WORTH_IT = 0.25


def compact(warehouse: Warehouse) -> tuple[int, int]:
    """Checkpoint the live database and write it anew where a quarter of it is free; return its bytes before and after.

    A kill at any moment leaves the old file or the new one, both with the same rows. Raises `ContractBroken` (`disk`)
    where there is no room for both.
    """
    warehouse.close()
    path = warehouse.settings.live_database
    before = path.stat().st_size
    fresh = cleared(path.with_name(path.name + ".compact"))
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
    except duckdb.Error as error:
        con.close()
        cleared(fresh)
        raise broken(path, error) from error
    finally:
        con.close()
    replace_synced(fresh, path)
    return before, path.stat().st_size
