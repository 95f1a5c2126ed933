"""A log outside the database of what it has acknowledged, so that a lost write-ahead log is noticed.

DuckDB opens a database whose WAL was cut or removed without a word, the last commits missing. After each commit
one JSON line (sequence, row counts of the tables that runs write) is written and synced here; on opening, the database
must hold at least the last sequence, and at that sequence those counts.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tasks.disk import sync_folder


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One commit: its sequence number from 1, what it was, and the rows that each table then held."""

    sequence: int
    what: str
    counts: dict[str, int] = field(default_factory=dict)


def last(path: Path) -> Acknowledged | None:
    """Return the last whole line of the ledger at `path`, None where there is none; a line cut short is passed over."""
    if not path.exists():
        return None
    for line in reversed(path.read_bytes().splitlines()):
        try:
            return Acknowledged(**json.loads(line))
        except (ValueError, TypeError):
            continue  # the line that a kill cut short: its commit is in the database or will be made again
    return None


def append(path: Path, entry: Acknowledged) -> None:
    """Add one line to the ledger at `path` and wait until it is on disk."""
    begins = not path.exists()
    with path.open("ab") as file:
        file.write((json.dumps(asdict(entry)) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    if begins:
        sync_folder(path.parent)
