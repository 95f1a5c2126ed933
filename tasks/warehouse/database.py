"""The database file itself: opened, locked, made, migrated and distrusted."""

import fcntl
import os
import re
import shutil
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

import duckdb

from tasks import ledger, tables
from tasks.disk import replace_synced
from tasks.errors import ContractBroken, Transient
from tasks.settings import ROOT, Settings
from tasks.text import counted

SCHEMA_VERSION = 2
SQL = ROOT / "sql"
FIRST_WAIT_S, LONGEST_WAIT_S = 0.05, 2.0
REBUILD = (
    "rebuild from pages: move it and its .ledger.jsonl away, then give `sitrep backfill` all files of its warc folder"
)
CODEBOOK_TABLES = ("event_types", "event_modes", "cameo", "sectors", "violence_types")
UNCOUNTED = {*CODEBOOK_TABLES, "schema_version", "ledger"}  # not written by runs


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
    path: Path, *, read_only: bool = False, config: dict[str, Any] | None = None, patience_s: float = 0
) -> duckdb.DuckDBPyConnection:
    """Return a connection; while another program holds the file, try again for `patience_s` seconds.

    Raises `Transient` (`database_held`, names the holder) and `ContractBroken` (`corrupt`).
    """
    until, wait_s = time.monotonic() + patience_s, FIRST_WAIT_S
    while True:
        try:
            return _open(path, read_only, config or {})
        except Transient:
            if time.monotonic() + wait_s > until:
                raise
        time.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


def _open(path: Path, read_only: bool, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.IOException as error:
        holder = re.search(r"\(PID (\d+)\)", str(error))
        if holder:
            raise Transient("database_held", f"close program PID {holder[1]}, which holds {path}") from error
        raise broken(path, error) from error
    except duckdb.Error as error:
        raise broken(path, error) from error


def log_of(path: Path) -> Path:
    """Return where DuckDB keeps what was written and is not in the file at `path` yet."""
    return path.with_name(path.name + ".wal")


def cleared(path: Path) -> Path:
    """Return `path` once nothing is there that somebody who was killed has left.

    The log too: left lying, it would be played into the file that takes this place.
    """
    for left in (path, log_of(path)):
        left.unlink(missing_ok=True)
    return path


def broken(path: Path, error: duckdb.Error | OSError) -> ContractBroken:
    """Return what an error says of a database's file: `disk` when it could not be written, else `corrupt`."""
    if re.search(r"write|space|too large", str(error), re.IGNORECASE):
        return ContractBroken("disk", f"{error}; free some disk and run again, nothing was half loaded")
    return ContractBroken("corrupt", f"{path} cannot be read: {error}; {REBUILD}")


def row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many rows each table holds that runs write."""
    sql = "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY table_name"
    names = [name for (name,) in con.execute(sql).fetchall() if name not in UNCOUNTED]
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)
    return dict(con.execute(counted).fetchall()) if names else {}


def prepare(settings: Settings) -> None:
    """Make or migrate the live database and refresh its codebook and views.

    Raises `ContractBroken`: `not_sitrep`, `newer_schema`, `other_schema`, `commits_lost`, `database_lost`, `corrupt`.
    """
    path = settings.live_database
    if not path.exists():
        _refuse_to_start_anew(path)
        _create(path)
    con = open_file(path, patience_s=settings.database_patience_s)
    try:
        found = con.execute("SELECT max(version) FROM schema_version").fetchall()[0][0]
        sequence = con.execute("SELECT sequence FROM ledger").fetchall()[0][0]
        counts = row_counts(con)
        columns = _columns(con)
    except duckdb.CatalogException as error:
        raise ContractBroken("not_sitrep", f"{path} is no sitrep database; name another file") from error
    except duckdb.Error as error:
        raise broken(path, error) from error
    finally:
        con.close()
    if found > SCHEMA_VERSION:
        raise ContractBroken("newer_schema", f"{path} has schema {found}, known is {SCHEMA_VERSION}; update sitrep")
    if found == SCHEMA_VERSION and columns != declared():
        raise _between_releases(path, columns)
    _trust(path, sequence, counts)
    try:
        if found < SCHEMA_VERSION:
            _migrate(path, found)
        _refresh(path)
    except duckdb.Error as error:
        raise broken(path, error) from error


def _columns(con: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str, str]]:
    """Return the table, name and type of every column."""
    sql = "SELECT table_name, column_name, data_type FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid)"
    return frozenset(con.execute(sql).fetchall())


@cache
def declared() -> frozenset[tuple[str, str, str]]:
    """Return the table, name and type of every column that `sql/schema` declares."""
    with duckdb.connect() as con:
        for file in files("schema"):
            con.execute(file.read_text(encoding="utf-8"))
        return _columns(con)


def _between_releases(path: Path, columns: frozenset[tuple[str, str, str]]) -> ContractBroken:
    """Return what to say of a database whose version is known and whose columns are not (docs/decisions/0042)."""
    table, column, type_ = min(columns ^ declared())
    how = "has" if (table, column, type_) in columns else "lacks"
    made = f"{path} {how} {table}.{column} ({type_}): it was made by a sitrep between two releases, or changed by hand"
    return ContractBroken("other_schema", f"{made}; {REBUILD}")


def _refuse_to_start_anew(path: Path) -> None:
    """Raise where a database was: a new one in its place would hide the loss."""
    for remains in (path.with_suffix(".ledger.jsonl"), log_of(path)):
        if remains.exists() and remains.stat().st_size:
            raise ContractBroken(
                "database_lost", f"{path} is gone, but {remains} tells that it was there; put it back, or {REBUILD}"
            )


def _trust(path: Path, sequence: int, counts: dict[str, int]) -> None:
    acknowledged = ledger.last(path.with_suffix(".ledger.jsonl"))
    if acknowledged is None or acknowledged.sequence < sequence:
        return  # the run was killed between its last commit and the line about it
    if acknowledged.sequence > sequence:
        lost = acknowledged.sequence - sequence
        raise ContractBroken(
            "commits_lost", f"{path} lacks its last {counted(lost, 'commit')} (missing or truncated WAL); {REBUILD}"
        )
    wrong = [name for name, count in acknowledged.counts.items() if counts.get(name, count) != count]
    if wrong:
        told = ", ".join(
            f"{name} has {counted(counts[name], 'row')}, not {acknowledged.counts[name]:,}" for name in wrong
        )
        raise ContractBroken("commits_lost", f"{path} is not what was last written ({told}); {REBUILD}")


def _create(path: Path) -> None:
    partial = cleared(path.with_name(path.name + ".new"))
    con = duckdb.connect(str(partial))
    con.begin()
    for file in files("schema"):
        con.execute(file.read_text(encoding="utf-8"))
    con.execute("INSERT INTO schema_version VALUES (?, ?)", [SCHEMA_VERSION, tables.utc(datetime.now(UTC))])
    con.execute("INSERT INTO ledger VALUES (0)")
    con.commit()
    con.execute("CHECKPOINT")
    con.close()
    replace_synced(partial, path)


def _migrate(path: Path, found: int) -> None:
    copy = cleared(path.with_name(path.name + ".migrating"))
    shutil.copy2(path, copy)
    con = duckdb.connect(str(copy))
    for version in range(found + 1, SCHEMA_VERSION + 1):
        con.execute((SQL / "migrations" / f"{version:03}.sql").read_text(encoding="utf-8"))
        con.execute("INSERT INTO schema_version VALUES (?, ?)", [version, tables.utc(datetime.now(UTC))])
    con.execute("CHECKPOINT")
    con.close()
    replace_synced(copy, path)


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
