"""Saved feeds of many formats and much mess, each with what must come of it in a JSON file beside it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks import feeds
from tasks.records import Feed

CASES = Path(__file__).with_name("cases") / "feeds"
NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
NAMES = ("url", "guid", "title", "summary", "authors", "published_at", "updated_at", "language", "tags", "flags")


def told(parsed):
    """Return what of a parsed feed the expected files tell: fields that hold something, instants as text."""
    entries = []
    for entry in parsed.entries:
        values = {name: getattr(entry, name) for name in NAMES} | {"summary": entry.summary[:160]}
        plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
        entries.append({name: list(v) if isinstance(v, tuple) else v for name, v in plain.items() if v})
    made = {"title": parsed.title, "entries": entries, "rejects": [reject.code for reject in parsed.rejects]}
    hints = {"ttl_s": parsed.ttl_s, "skip_hours": list(parsed.skip_hours), "skip_days": list(parsed.skip_days)}
    return made | {name: value for name, value in hints.items() if value}


@pytest.mark.parametrize(
    "path", sorted(CASES.glob("*.expected.json")), ids=lambda path: path.name.split(".expected")[0]
)
def test_saved_feed(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    facts = expected.pop("feed", {})
    (source,) = (each for each in CASES.glob(path.name.split(".expected")[0] + ".*") if each != path)
    feed = Feed(f"https://feeds.example/{source.name}", "Example", "feeds.example", **facts)
    assert told(feeds.parse(source.read_bytes(), feed, NOW, 100)) == expected
