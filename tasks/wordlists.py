"""Word lists of the codebook, read once per process."""

import csv
from collections.abc import Mapping
from functools import cache

from tasks.settings import ROOT


@cache
def rows(file: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of `codebook/FILE`, comment lines left out."""
    with (ROOT / "codebook" / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def words(file: str, kind: str) -> frozenset[str]:
    """Return the values of `codebook/FILE` whose column `kind` is `kind`, in lower case."""
    return frozenset(row["value"].casefold() for row in rows(file) if row["kind"] == kind)
