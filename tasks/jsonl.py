"""JSON Lines in and out, one row at a time: files of any length, bad lines named and passed over."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from tasks.errors import Rejected

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a JSON Lines file: its number from 1, its size with the line end, and its object or what is wrong."""

    number: int
    size_bytes: int
    row: dict[str, Any] | None
    error: Rejected | None = None


def read(path: Path) -> Iterator[Line]:
    """Yield every non-blank line of the UTF-8 file at `path`; one that is no JSON object carries a `bad_line` error."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if raw.strip():
                yield _line(number, raw, path)


def _line(number: int, raw: bytes, path: Path) -> Line:
    try:
        row = json.loads(raw)
    except ValueError as error:
        return Line(number, len(raw), None, Rejected("bad_line", f"{path}:{number} is not JSON: {error}"))
    if not isinstance(row, dict):
        return Line(number, len(raw), None, Rejected("bad_line", f"{path}:{number} is not a JSON object"))
    return Line(number, len(raw), row)


def dump(row: dict[str, Any]) -> str:
    """Return `row` as one line of JSON, with its line end."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield lists of at most `size` items, in order."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def convert(
    source: Path,
    target: Path,
    change: Callable[[Sequence[dict[str, Any]]], Sequence[dict[str, Any]]],
    *,
    size: int,
    advance: Callable[[int], None],
    complain: Callable[[Rejected], None],
) -> tuple[int, int]:
    """Write `change(rows)` for each batch of `source` to `target`; return how many rows were written and passed over.

    `advance` is told the bytes read so far with each batch, `complain` each bad line. The file at `target` appears
    only when all is done.
    """
    written = passed = 0
    partial = target.with_name(target.name + ".part")
    with partial.open("w", encoding="utf-8") as out:
        for batch in batches(read(source), size):
            bad = [line.error for line in batch if line.error]
            rows = change([line.row for line in batch if line.row is not None])
            out.writelines(dump(row) for row in rows)
            written, passed = written + len(rows), passed + len(bad)
            for error in bad:
                complain(error)
            advance(sum(line.size_bytes for line in batch))
    partial.replace(target)
    return written, passed
