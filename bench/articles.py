"""`python -m bench.articles`: article reading against captured pages, beside trafilatura's own default in one run."""

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import trafilatura

from bench.shared import path_of, present, rounded, scorer, tell
from tasks import articles

MEASURES = ("title", "authors", "day", "instant", "language", "body", "empty")
TARGETS = {"title": 0.90, "authors": 0.90, "day": 0.985, "instant": 0.97, "language": 0.99, "body": 0.960, "empty": 0.0}
FLOORS = {"title": 0.91, "authors": 0.915, "day": 1.0, "instant": 1.0, "language": 1.0, "body": 0.980}
"""What reading has reached: a change that falls below does not go in."""


def measured() -> tuple[dict[str, float], float]:
    """Return sitrep's means over the captured pages by measure, and its CPU milliseconds a page at the median."""
    base = path_of("samples")
    return _measured(_rows(base), lambda row: articles.clean_row(row, base))


def _rows(base: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (base / "pages.jsonl").read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Measure and tell."""
    if not present():
        return
    base = path_of("samples")
    rows = _rows(base)
    ours, ours_ms = measured()
    plain, plain_ms = _measured(rows, lambda row: _trafilatura(row, base))
    lines = [(name, rounded(ours[name]), rounded(plain[name]), TARGETS[name]) for name in MEASURES]
    lines.append(("CPU ms a page, median", round(ours_ms, 1), round(plain_ms, 1), 35.0))
    figures = {name: {"sitrep": ours, "trafilatura": plain, "target": target} for name, ours, plain, target in lines}
    tell("articles", {"pages": len(rows), **figures}, lines, ("measure", "sitrep", "trafilatura", "target"))


def _measured(
    rows: list[dict[str, Any]], read: Callable[[dict[str, Any]], dict[str, Any]]
) -> tuple[dict[str, float], float]:
    score_page = scorer("score_articles").score_page
    scores, clocks = [], []
    for row in rows:
        asked = {name: row[name] for name in ("file", "url", "fetched_at")}
        start = time.process_time()
        got = read(asked)
        clocks.append((time.process_time() - start) * 1000)
        scores.append(score_page(row, got))
    means = {name: [score[name] for score in scores if name in score] for name in MEASURES}
    return {name: sum(values) / len(values) for name, values in means.items()}, median(clocks)


def _trafilatura(row: dict[str, Any], base: Path) -> dict[str, Any]:
    raw = (base / row["file"]).read_bytes()
    html = (gzip.decompress(raw) if row["file"].endswith(".gz") else raw).decode("utf-8", "replace")
    found = trafilatura.bare_extraction(html, url=row["url"], with_metadata=True)
    made = found if isinstance(found, dict) else found.as_dict() if found else {}
    authors = (made.get("author") or "").split("; ") if made.get("author") else []
    return {"title": made.get("title"), "authors": authors, "published_at": made.get("date"),
            "language": made.get("language"), "text": made.get("text")}  # fmt: skip


if __name__ == "__main__":
    main()
