"""Saved pages with the mess of real ones, each to what a careful reader would copy from it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bench.articles import FLOORS, measured
from tasks import articles
from tasks.errors import Rejected
from tasks.records import Article, Feed
from tests.pages import page

CASES = Path(__file__).parent / "cases" / "pages"
LISTED = {"text_has", "text_lacks", "has_flags", "text", "error"}


def case(path: Path) -> tuple[dict[str, Any], Article]:
    spec = json.loads(path.read_text(encoding="utf-8"))
    feed = Feed("https://www.example.org/feed", "", "example.org", **spec["feed"]) if "feed" in spec else None
    moment = datetime.fromisoformat(spec["fetched_at"])
    raw = path.with_suffix(".html").read_bytes()
    captured = page("", spec["url"], body=raw, fetched_at=moment, charset=spec.get("charset"))
    return spec["expect"], articles.read(captured, None, feed)


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_page(path):
    spec = json.loads(path.read_text(encoding="utf-8"))["expect"]
    if "error" in spec:
        with pytest.raises(Rejected, match=spec["error"]):
            case(path)
        return
    expect, article = case(path)
    found = {name: plain(getattr(article, name)) for name in expect if name not in LISTED}
    assert found == {name: value for name, value in expect.items() if name not in LISTED}
    assert "text" not in expect or article.text.split("\n") == expect["text"]
    assert all(line in article.text.split("\n") for line in expect.get("text_has", []))
    assert not [words for words in expect.get("text_lacks", []) if words in article.text]
    assert set(expect.get("has_flags", [])) <= set(article.flags)


@pytest.mark.shared
@pytest.mark.slow
def test_captured_pages_are_read_as_well_as_they_were():
    scores, _ = measured()
    below = {name: scores[name] for name, floor in FLOORS.items() if scores[name] < floor}
    assert not below and scores["empty"] == 0
