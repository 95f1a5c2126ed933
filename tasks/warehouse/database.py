"""The database file itself: opened, locked, made, migrated and distrusted."""

import fcntl
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import duckdb

from tasks import ledger, tables
from tasks.errors import ContractBroken, Transient
from tasks.settings import ROOT, Settings

SCHEMA_VERSION = 2
SQL = ROOT / "sql"
CODEBOOK_TABLES = ("event_types", "event_modes", "cameo", "sectors", "violence_types")


def statement(name: str) -> str:
    """Return the SQL of `sql/NAME.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def files(folder: str) -> list[Path]:
    """Return the statements of `sql/FOLDER` in the order of their names."""
    return sorted((SQL / folder).glob("*.sql"))


def hold(lock: IO[str], run_id: str) -> None:
    """Take the writer's lock for `run_id`; raise `ContractBroken` (`run_active`) naming the run that has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        raise ContractBroken("run_active", f"run {holder} active; wait until it ends, or stop it") from error
    lock.seek(0)
    lock.truncate()
    lock.write(f"{run_id} (process {os.getpid()})\n")
    lock.flush()


def open_file(
    path: Path, *, read_only: bool = False, config: dict[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a connection; raise `Transient` (`database_held`, names the holder) or `ContractBroken` (`corrupt`)."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config or {})
    except duckdb.IOException as error:
        holder = re.search(r"\(PID (\d+)\)", str(error))
        if holder:
            raise Transient("database_held", f"close program PID {holder[1]}, which holds {path}") from error
        raise ContractBroken(
            "corrupt", f"{path} cannot be opened: {error}; move it away and rebuild from pages"
        ) from error
    except (duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException) as error:
        raise ContractBroken(
            "corrupt", f"{path} cannot be read: {error}; move it away and rebuild from pages"
        ) from error


def prepare(settings: Settings) -> None:
    """Make or migrate the live database and refresh its codebook and views.

    Raises `ContractBroken`: `not_sitrep`, `newer_schema`, `commits_lost`, `corrupt`.
    """
    path = settings.live_database
    if not path.exists():
        _create(path)
    con = open_file(path)
    try:
        found = con.execute("SELECT max(version) FROM schema_version").fetchall()[0][0]
        sequence = con.execute("SELECT sequence FROM ledger").fetchall()[0][0]
    except duckdb.CatalogException as error:
        raise ContractBroken("not_sitrep", f"{path} is no sitrep database; name another file") from error
    finally:
        con.close()
    if found > SCHEMA_VERSION:
        raise ContractBroken("newer_schema", f"{path} has schema {found}, known is {SCHEMA_VERSION}; update sitrep")
    _trust(path, sequence)
    if found < SCHEMA_VERSION:
        _migrate(path, found)
    _refresh(path)


def _trust(path: Path, sequence: int) -> None:
    acknowledged = ledger.last(path.with_suffix(".ledger.jsonl"))
    if acknowledged and acknowledged.sequence > sequence:
        lost = acknowledged.sequence - sequence
        raise ContractBroken(
            "commits_lost",
            f"{path} lacks its last {lost} commits (missing or truncated WAL); move it away and rebuild from pages",
        )


def _create(path: Path) -> None:
    partial = path.with_name(path.name + ".new")
    partial.unlink(missing_ok=True)
    path.with_suffix(".ledger.jsonl").unlink(missing_ok=True)
    con = duckdb.connect(str(partial))
    for file in files("schema"):
        con.execute(file.read_text(encoding="utf-8"))
    con.execute("INSERT INTO schema_version VALUES (?, ?)", [SCHEMA_VERSION, tables.utc(datetime.now(UTC))])
    con.execute("INSERT INTO ledger VALUES (0)")
    con.execute("CHECKPOINT")
    con.close()
    partial.replace(path)


def _migrate(path: Path, found: int) -> None:
    copy = path.with_name(path.name + ".migrating")
    shutil.copy2(path, copy)
    con = duckdb.connect(str(copy))
    for version in range(found + 1, SCHEMA_VERSION + 1):
        con.execute((SQL / "migrations" / f"{version:03}.sql").read_text(encoding="utf-8"))
        con.execute("INSERT INTO schema_version VALUES (?, ?)", [version, tables.utc(datetime.now(UTC))])
    con.execute("CHECKPOINT")
    con.close()
    copy.replace(path)


def _refresh(path: Path) -> None:
    con = open_file(path)
    con.begin()
    for table in CODEBOOK_TABLES:
        con.execute(f"DELETE FROM {table}")
        source = ROOT / "codebook" / f"{table}.csv"
        con.execute(
            f"INSERT INTO {table} BY NAME SELECT * FROM read_csv(?, header = true, comment = '#', all_varchar = true)",
            [str(source)],
        )
    for made in (*files("macros"), *files("views")):
        con.execute(made.read_text(encoding="utf-8"))
    con.commit()
    con.close()
