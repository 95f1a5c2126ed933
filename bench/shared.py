"""The reference data beside the checkout, where it is present; figures told; the Prefect API asked."""

import json
import sys
import urllib.request
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console

from tasks.display import table
from tasks.settings import ROOT

SHARED = ROOT.parent / "shared"
RESULTS = ROOT / "bench" / "results"
console = Console()


def present() -> bool:
    """Return whether the reference data is there; say so where it is not."""
    if SHARED.exists():
        return True
    console.print(f"no reference data at {SHARED}: the scoreboard needs it, nothing was measured")
    return False


def scorer(name: str) -> ModuleType:
    """Return a scorer of the reference data, `score_events` or `score_articles`."""
    sys.path.insert(0, str(SHARED / "bench"))
    return __import__(name)


def documents(folder: str) -> list[dict[str, Any]]:
    """Return the labelled documents of a folder of the reference data, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((SHARED / folder).glob("*.json"))]


def tell(name: str, figures: dict[str, Any], rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> None:
    """Write the figures to bench/results/NAME.json and print the rows as a table."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    console.print(table(columns, rows, title=name))


def rounded(value: Any) -> Any:
    """Return a figure with three digits behind the point."""
    return round(value, 3) if isinstance(value, float) else value


def path_of(*parts: str) -> Path:
    """Return a path below the reference data."""
    return SHARED.joinpath(*parts)


def ask(api: str, path: str, body: object = None, method: str | None = None) -> Any:
    """Return the answer of the Prefect API at `api`; raises `OSError` when it gives none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(api + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")
