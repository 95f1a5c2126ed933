"""Keeping the data folder sound over months: captures verified, disk watched."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from tasks.settings import Settings

AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Verified:
    """One WARC file as it was found: `fault` is None when every record is whole and matches its digest."""

    file: str
    size_bytes: int
    n_records: int
    fault: str | None
    verified_at: str  # ISO 8601


def verify(path: Path, now: datetime) -> Verified:
    """Read a WARC file whole and return how it was found."""
    count = 0
    fault = None
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, check_digests=True):
                count += 1
                fault = fault or _fault(record, count)
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            fault = f"record {count + 1} cannot be read: {error}"
    return Verified(path.name, path.stat().st_size, count, fault, now.isoformat(timespec="seconds"))


def _fault(record: ArcWarcRecord, number: int) -> str | None:
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        return f"record {number} is cut short"
    return f"record {number} does not match its digest" if record.digest_checker.passed is False else None


def due(settings: Settings, now: datetime) -> list[Path]:
    """Return the WARC files to verify now: never verified, changed since, found bad, or last seen 30 days ago."""
    known = _ledger(settings)
    paths = sorted(settings.warc_dir.glob("*.warc.gz"))
    return [path for path in paths if _is_due(known.get(path.name), path.stat().st_size, now)]


def _is_due(last: Verified | None, size: int, now: datetime) -> bool:
    if last is None or last.fault or last.size_bytes != size:
        return True
    return datetime.fromisoformat(last.verified_at) < now - AGAIN


def _ledger(settings: Settings) -> dict[str, Verified]:
    path = settings.warc_dir / "verified.jsonl"
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {found.file: found for found in (Verified(**json.loads(line)) for line in lines)}


def remember(settings: Settings, found: list[Verified]) -> None:
    """Keep what verifying found, in `verified.jsonl` beside the WARC files, a line a file; files gone are dropped."""
    known = _ledger(settings) | {each.file: each for each in found}
    lines = [json.dumps(asdict(each)) for each in known.values() if (settings.warc_dir / each.file).exists()]
    path = settings.warc_dir / "verified.jsonl"
    partial = path.with_name(path.name + ".new")
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    partial.replace(path)


@dataclass(frozen=True, slots=True)
class Disk:
    """What the data folder takes, by part in bytes, and what is left."""

    parts: tuple[tuple[str, int], ...]
    free_bytes: int
    is_low: bool  # less than twice what a run needs to start


def disk(settings: Settings) -> Disk:
    """Return how much room the data folder takes and leaves."""
    parts = tuple((path.name, _size(path)) for path in sorted(settings.data_dir.iterdir()))
    free = shutil.disk_usage(settings.data_dir).free
    return Disk(parts, free, free < 2 * settings.min_free_bytes)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(os.lstat(Path(folder) / name).st_size for folder, _, names in os.walk(path) for name in names)
