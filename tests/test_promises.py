"""Every fault of FAULTS.md and every promise has a test that bears its number or is named in cases/promises.csv."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tasks.settings import ROOT

TESTS = ROOT / "tests"
FAULTS = range(1, 101)
EXEMPT = dict.fromkeys(range(92, 98), "an LLM extractor, 'where configured': sitrep has none, and no setting for one")


@cache
def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(read(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@cache
def numbered() -> set[int]:
    """The numbers that tests bear in their names, as test_80_..., and cases in their ids, as 80-a-word: prose has spaces."""
    found = set()
    for path in TESTS.glob("test_*.py"):
        names = [re.match(r"test_(\d+)_", name) for name in functions(path)]
        words = [
            node.value
            for node in ast.walk(read(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        ids = [re.fullmatch(r"(\d{1,3})-(?=.*[a-z])[\w-]+", word) for word in words]
        found |= {int(match[1]) for match in (*names, *ids) if match}
    return found


def promises() -> list[dict[str, str]]:
    with (TESTS / "cases" / "promises.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def test_every_fault_has_a_test_of_its_number():
    assert [number for number in FAULTS if number not in numbered() | EXEMPT.keys()] == []


def test_what_is_exempt_is_not_there():
    sources = [path for room in ("tasks", "flows") for path in (ROOT / room).rglob("*.py")]
    assert [
        path.name for path in sources if re.search(r"\bllm\b|openai|anthropic", path.read_text("utf-8"), re.I)
    ] == []


def test_the_promises_are_all_there():
    assert len({row["promise"] for row in promises()}) == 8


@pytest.mark.parametrize("row", promises(), ids=lambda row: row["test"])
def test_every_promise_has_its_test(row):
    file, _, name = row["test"].partition("::")
    assert name in functions(ROOT / file)
