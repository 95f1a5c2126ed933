"""The published snapshot: made from the live database, and opened so that nothing can be broken."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tasks.disk import replace_synced
from tasks.errors import ContractBroken, Rejected
from tasks.settings import Settings
from tasks.tables import Row
from tasks.warehouse.database import open_file, statement
from tasks.warehouse.live import CheckResult, Warehouse
from tasks.warehouse.rows import fetch


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows of a query; `is_cut` when there are more rows than were asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot that was published: where it lies, and the checks that the database passed before."""

    path: Path
    checks: tuple[CheckResult, ...]


def publish(warehouse: Warehouse, loaded_by: str | None = None) -> Published:
    """Replace the snapshot by the live database as it is now, in one rename.

    With `loaded_by`, the texts that are checked are those that this run loaded, else all. Raises `ContractBroken`
    (`checks_failed`) and leaves the old snapshot when a check of `sql/checks` fails.
    """
    checks = warehouse.check(loaded_by)
    if bad := [check for check in checks if check.n_bad]:
        told = "; ".join(f"{check.name}: {check.n_bad} rows" for check in bad)
        raise ContractBroken("checks_failed", f"{told}; the snapshot stays as it was")
    warehouse.index_words()
    settings = warehouse.settings
    con = open_file(settings.live_database, patience_s=settings.database_patience_s)
    con.execute("CHECKPOINT")
    con.close()
    return Published(_replace(settings.live_database, settings.snapshot), tuple(checks))


def _replace(source: Path, target: Path) -> Path:
    partial = target.with_name(target.name + ".new")
    shutil.copyfile(source, partial)
    replace_synced(partial, target)
    return target


def query(
    settings: Settings, sql: str, parameters: dict[str, Any] | None = None, *, max_rows: int | None = None
) -> Answer:
    """Return the answer to `sql` from the snapshot: read-only, no other files, no network, bounded memory and time.

    With `max_rows`, no more than the first so many rows.

    Raises `Rejected`: `no_database`, `bad_sql` (names the nearest column or table), `sql_timeout`.
    """
    con = guarded(settings)
    timer = threading.Timer(settings.sql_timeout_s, con.interrupt)
    timer.start()
    try:
        answer = con.execute(sql, parameters or {})
        columns = tuple(column[0] for column in answer.description or [])
        rows = answer.fetchall() if max_rows is None else answer.fetchmany(max_rows + 1)
        return Answer(columns, tuple(rows[:max_rows]), max_rows is not None and len(rows) > max_rows)
    except duckdb.InterruptException as error:
        raise Rejected("sql_timeout", f"stopped after {settings.sql_timeout_s:g} s (SITREP_SQL_TIMEOUT_S)") from error
    except duckdb.Error as error:
        raise Rejected("bad_sql", str(error)) from error
    finally:
        timer.cancel()
        con.close()


Asked = Callable[..., list[Row]]
"""Takes the name of a statement of `sql/queries` and its parameters, gives its rows."""


@contextmanager
def reading(settings: Settings) -> Iterator[Asked]:
    """Yield a function that answers statements of `sql/queries` by name, all from one and the same snapshot.

    Raises `Rejected` (`no_database`) as `query` does; what it answers is bounded in memory as there, not in time.
    """
    con = guarded(settings)
    try:
        yield lambda name, **parameters: fetch(con, statement(f"queries/{name}"), parameters)
    finally:
        con.close()


def guarded(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Return a connection to the snapshot that cannot write, read other files, use the network or be unlocked.

    Raises `Rejected` (`no_database`).
    """
    if not settings.snapshot.exists():
        raise Rejected("no_database", f"{settings.snapshot} does not exist; run `sitrep ingest` or `sitrep demo` first")
    config = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{settings.sql_memory_mb}MiB",
        "lock_configuration": "true",
    }
    return open_file(settings.snapshot, read_only=True, config=config)
