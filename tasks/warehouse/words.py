"""The index of words that searches look in first, brought up to date before each publication.

It is made of parts that are written once: new articles make a part of their own, with the parts no larger than it. So
a run costs what it loaded, and a warehouse has few parts.
"""

import duckdb

from tasks.tables import Row
from tasks.warehouse.database import statement
from tasks.warehouse.rows import fetch

FULL = 20_000  # articles; a part of as many stays as it is: writing it takes some seconds and some 500 MB of memory


def index(con: duckdb.DuckDBPyConnection) -> bool:
    """Take articles that the index lacks into a new part, `FULL` at most; return whether there are more of them."""
    parts = fetch(con, statement("queries/index_parts"))
    held = con.execute("SELECT count(*) FROM articles").fetchall()[0][0]
    new = held - sum(part["n_left"] for part in parts)
    if not new:
        return False
    part = max((part["part"] for part in parts), default=-1) + 1
    ids = {"ids": _taken_in(parts, new)}
    con.execute("DELETE FROM indexed_articles WHERE part IN (SELECT unnest($ids::INTEGER[]))", ids)
    con.execute("DELETE FROM article_words WHERE part NOT IN (SELECT part FROM indexed_articles)")
    con.execute(statement("queries/number_articles"), {"part": part, "most": FULL})
    con.execute(statement("queries/index_words"), {"part": part})
    made = con.execute("SELECT count(*) FROM indexed_articles").fetchall()[0][0]
    return bool(made < held)


def _taken_in(parts: list[Row], new: int) -> list[int]:
    """Return which parts go into the next: the ones half of which was loaded anew, and the small ones."""
    taken = [part for part in parts if 2 * part["n_left"] < part["n_made"]]
    size = new + sum(part["n_left"] for part in taken)
    for part in parts:
        if part not in taken and part["n_left"] <= size < FULL:
            taken.append(part)
            size += part["n_left"]
    return [part["part"] for part in taken]
