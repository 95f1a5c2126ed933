"""The published snapshot: made from the live database, and opened so that nothing can be broken."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tasks.disk import replace_synced
from tasks.errors import ContractBroken, Rejected, Transient
from tasks.settings import Settings
from tasks.tables import Row
from tasks.text import counted
from tasks.warehouse.database import SCHEMA_VERSION, broken, log_of, open_file, statement
from tasks.warehouse.live import CheckResult, Warehouse
from tasks.warehouse.rows import fetch

ELSEWHERE = "copy the file and open the copy with DuckDB's own program"
REMEDIES = (
    ("read-only mode", f"A published database is only read: to try changes, {ELSEWHERE}."),
    ("disabled by configuration", f"No other file here, no network: `sitrep export` writes; to join, {ELSEWHERE}."),
    ("disabled through configuration", f"No extensions here: to use one, {ELSEWHERE}."),
    ("configuration has been locked", "The limits are set outside: SITREP_SQL_MEMORY_MB, SITREP_SQL_TIMEOUT_S."),
    ("Out of Memory", "Ask for less at once, or allow more: SITREP_SQL_MEMORY_MB, in MiB."),
)  # fmt: skip
"""Words of DuckDB's errors, and what then helps."""


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
        told = "; ".join(f"{check.name}: {counted(check.n_bad, 'row')}" for check in bad)
        raise ContractBroken("checks_failed", f"{told}; the snapshot stays as it was")
    warehouse.index_words()
    warehouse.name_merged_events()
    warehouse.checkpoint()
    return Published(_replace(warehouse.settings.live_database, warehouse.settings.snapshot), tuple(checks))


def _replace(source: Path, target: Path) -> Path:
    partial = target.with_name(target.name + ".new")
    try:
        shutil.copyfile(source, partial)
        log_of(target).unlink(missing_ok=True)  # of another program: it would be played into every snapshot to come
        replace_synced(partial, target)
    except OSError as error:
        partial.unlink(missing_ok=True)  # it would take the room that the run needs to write down how it ended
        raise broken(target, error) from error
    return target


def query(
    settings: Settings, sql: str, parameters: dict[str, Any] | None = None, *, max_rows: int | None = None
) -> Answer:
    """Return the answer to `sql` from the snapshot: read-only, no other files, no network, bounded memory and time.

    With `max_rows`, no more than the first so many rows.

    Raises `Rejected`: `no_database`, `bad_sql` (names the nearest column or table), `sql_timeout`.
    """
    con = guarded(settings)
    # Apart, for this thread to hear Ctrl-C: DuckDB looks for signals between its tasks, and one may take minutes.
    with ThreadPoolExecutor(1) as apart:
        asked = apart.submit(_answer, con, sql, parameters or {}, max_rows)
        try:
            return asked.result(settings.sql_timeout_s)
        except TimeoutError as error:
            raise Rejected(
                "sql_timeout", f"stopped after {settings.sql_timeout_s:g} s (SITREP_SQL_TIMEOUT_S)"
            ) from error
        except duckdb.Error as error:
            raise Rejected("bad_sql", _with_remedy(error)) from error
        finally:
            while not asked.done():
                con.interrupt()  # again, as it is forgotten where the query was only about to begin
                wait([asked], 0.05)
            con.close()


def _answer(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any], max_rows: int | None) -> Answer:
    answer = con.execute(sql, parameters)
    if not answer:  # whatever the type of DuckDB's `execute` says
        raise Rejected("bad_sql", "nothing is asked; for example: FROM latest_events LIMIT 5")
    columns = tuple(column[0] for column in answer.description or [])
    rows = answer.fetchall() if max_rows is None else answer.fetchmany(max_rows + 1)
    return Answer(columns, tuple(rows[:max_rows]), max_rows is not None and len(rows) > max_rows)


def _with_remedy(error: duckdb.Error) -> str:
    """Return what DuckDB says, less advice that cannot be followed here, and what can be done instead."""
    said = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        said = said.partition("\n")[0]
    return "\n".join([said, *(remedy for words, remedy in REMEDIES if words in said)])


def _stopped(error: RuntimeError) -> BaseException:
    """Return what a Ctrl-C during a query is, which DuckDB tells as an error of its own; any other error as it is."""
    return KeyboardInterrupt() if str(error) == "Query interrupted" else error


def _close(con: duckdb.DuckDBPyConnection) -> None:
    con.interrupt()  # after a Ctrl-C the query still runs, and closing would wait for its end
    con.close()


Asked = Callable[..., list[Row]]
"""Takes the name of a statement of `sql/queries` and its parameters, gives its rows."""


@contextmanager
def reading(settings: Settings) -> Iterator[Asked]:
    """Yield a function that answers statements of `sql/queries` by name, all from one and the same snapshot.

    Raises `Rejected`: `no_database` as `query` does, `not_sitrep` and `other_schema` where the snapshot was made by
    something else. What it answers is bounded in memory as there, not in time.
    """
    with known(settings) as con:
        yield lambda name, **parameters: fetch(con, statement(f"queries/{name}"), parameters)


@contextmanager
def known(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a guarded connection to a snapshot of this version's schema; raises as `reading`."""
    con = guarded(settings)
    try:
        _refuse_others(con, settings.snapshot)
        yield con
    except RuntimeError as error:
        raise _stopped(error) from error
    finally:
        _close(con)


def _refuse_others(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        version = con.execute("SELECT max(version) FROM schema_version").fetchall()[0][0]
    except duckdb.CatalogException as error:
        raise Rejected("not_sitrep", f"{path} is no database of sitrep's; name another") from error
    if version != SCHEMA_VERSION:
        remedy = "update sitrep" if version > SCHEMA_VERSION else "a run of `sitrep ingest` publishes it anew"
        raise Rejected("other_schema", f"{path} has schema {version}, known is {SCHEMA_VERSION}; {remedy}")


def guarded(settings: Settings) -> duckdb.DuckDBPyConnection:
    """Return a connection to the snapshot that cannot write, read other files, use the network or be unlocked.

    Raises `Rejected` (`no_database`), `Transient` (`database_held`), `ContractBroken` (`corrupt`).
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
    try:
        return open_file(settings.snapshot, read_only=True, config=config)
    except Transient as error:
        remedy = "it has it open for writing, and with `duckdb -readonly` or read_only=True would shut nobody out"
        raise Transient(error.code, f"{error.detail}; {remedy}") from error
    except ContractBroken as error:
        remedy = "name another, or publish it again: every run of `sitrep ingest` does"
        raise ContractBroken("corrupt", f"{settings.snapshot} cannot be read: {error.__cause__}; {remedy}") from error
