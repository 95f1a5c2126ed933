"""Files of a format: which they are, and how an export is written so that a half one is never taken for a whole."""

import csv
import json
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks import display, warehouse
from tasks.errors import Rejected
from tasks.exports import acled, ftm, gdelt, geojson, plover, records
from tasks.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """What to export: from the day `since` to before `until`, and with `country` (ISO3) only events that touch it."""

    since: date | None = None
    until: date | None = None
    country: str | None = None

    def holds(self, day: str) -> bool:
        """Return whether a day, in ISO 8601, is in the period; what is no day is where no period is set."""
        try:
            told = date.fromisoformat(day)
        except ValueError:
            return self.since is None and self.until is None
        return (self.since is None or told >= self.since) and (self.until is None or told < self.until)


@dataclass(frozen=True, slots=True)
class Written:
    """A file and how many rows it holds, None where it holds none but tells of others."""

    path: Path
    n_rows: int | None


Writer = Callable[[Settings, Path, Selection], Iterator[Written]]


def write(settings: Settings, format_: str, folder: Path, selection: Selection) -> list[Written]:
    """Write rows in one of `FORMATS` into `folder` and return the files, all of one and the same snapshot.

    Raises as `warehouse.reading`, and `Rejected` (`cannot_write`).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # While one connection is open, DuckDB gives its file to every other of this process, whatever takes its place.
        with warehouse.reading(settings):
            return list(FORMATS[format_](settings, folder, selection))
    except OSError as error:
        remedy = "name a folder with room that you may write to"
        raise Rejected("cannot_write", f"{error.filename or folder}: {error.strerror}; {remedy}") from error


def _events(settings: Settings, selection: Selection) -> list[records.EventRow]:
    with warehouse.reading(settings) as ask:
        return [records.event(row) for row in ask("export_events", **_parameters(selection))]


def _parameters(selection: Selection) -> dict[str, Any]:
    return {"since": selection.since, "until": selection.until, "country": selection.country}


def _parquet(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    for name in warehouse.copied_tables():
        made = set()
        for day, rows in warehouse.copied_days(settings, name, selection.since, selection.until):
            path = folder / name / (f"day={day}" if day else "") / "rows.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, path.with_suffix(".new"), compression="zstd")
            path.with_suffix(".new").replace(path)
            made.add(path)
            yield Written(path, rows.num_rows)
        _clear(folder / name, made, selection)


def _clear(folder: Path, made: Container[Path], selection: Selection) -> None:
    """Delete what earlier exports wrote for days that were exported again and have no rows any more."""
    for path in (folder / "rows.parquet", *folder.glob("day=*/rows.parquet")):
        if path.exists() and path not in made and selection.holds(path.parent.name.removeprefix("day=")):
            path.unlink()
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _csv(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    for name in warehouse.copied_tables():
        tables = warehouse.copied_days(settings, name, selection.since, selection.until)
        yield _csv_file(folder / f"{name}.csv", warehouse.copied_columns(settings, name), _tuples(tables))


def _tuples(tables: Iterator[tuple[str | None, Any]]) -> Iterator[tuple[Any, ...]]:
    for _, table in tables:
        for batch in table.to_batches():
            yield from (tuple(row.values()) for row in batch.to_pylist())


def _csv_file(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Written:
    def lines(file: Any) -> int:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        return _count(rows, lambda row: writer.writerow([display.csv_cell(value) for value in row]))

    return _whole(path, lines)


def _geojson(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    found = [feature for row in _events(settings, selection) if (feature := geojson.feature(row))]
    text = json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False)
    yield _whole(folder / "events.geojson", lambda file: file.write(text + "\n") and len(found))


def _gdelt(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    found = {row.event_id: row for row in _events(settings, selection)}
    yield _tabbed(folder / "sitrep.export.CSV", (gdelt.event(row) for row in found.values()))
    with warehouse.reading(settings) as ask:
        told = records.reports(ask("export_reports", event_ids=list(found)))
    yield _tabbed(folder / "sitrep.mentions.CSV", (gdelt.mention(each, found[each.event_id]) for each in told))
    yield _label(folder, gdelt.LABEL, gdelt.__doc__)


def _tabbed(path: Path, lines: Iterable[gdelt.Event | gdelt.Mention]) -> Written:
    return _whole(path, lambda file: _count(lines, lambda line: file.write("\t".join(gdelt.cells(line)) + "\n")))


def _acled(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    found = [line for row in _events(settings, selection) if (line := acled.event(row))]
    yield _csv_file(folder / "acled.csv", [field.name for field in fields(acled.Event)], map(astuple, found))
    yield _label(folder, acled.LABEL, acled.__doc__)


def _plover(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    yield _jsonl(folder / "plover.jsonl", map(plover.event, _events(settings, selection)))


def _ftm(settings: Settings, folder: Path, selection: Selection) -> Iterator[Written]:
    made = {each["id"]: each for row in _events(settings, selection) for each in ftm.entities(row)}
    yield _jsonl(folder / "entities.ftm.json", made.values())


def _jsonl(path: Path, objects: Iterable[dict[str, Any]]) -> Written:
    def lines(file: Any) -> int:
        return _count(objects, lambda each: file.write(json.dumps(each, ensure_ascii=False) + "\n"))

    return _whole(path, lines)


def _label(folder: Path, label: str, told: str | None) -> Written:
    return replace(_whole(folder / "README.txt", lambda file: file.write(f"{label}\n\n{told}")), n_rows=None)


def _count(rows: Iterable[Any], each: Callable[[Any], object]) -> int:
    n_rows = 0
    for row in rows:
        each(row)
        n_rows += 1
    return n_rows


def _whole(path: Path, lines: Callable[[Any], int]) -> Written:
    """Write a file under another name first, and give it its own once it is whole."""
    partial = path.with_name(path.name + ".new")
    with partial.open("w", encoding="utf-8", newline="") as file:
        n_rows = lines(file)
    partial.replace(path)
    return Written(path, n_rows)


FORMATS: dict[str, Writer] = {
    "parquet": _parquet,
    "csv": _csv,
    "geojson": _geojson,
    "gdelt": _gdelt,
    "acled": _acled,
    "plover": _plover,
    "ftm": _ftm,
}
"""Every format by its name."""
