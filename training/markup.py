"""Our own labelled articles, `training/articles/*.txt`, in the shape of the reference documents.

The markup: `=== id | published`, `title:`, `@key TYPE COUNTRY SECTOR Name` per entity, one sentence per line with
`[key:words]` for mentions and `{n:words}` for triggers, and `!n TYPE modes status a= r= p= d= c= toll= main` per event.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = re.compile(r"\[(\w+):([^\[\]{}]*)\]|\{(\d+):([^\[\]{}]*)\}")
TOLL = re.compile(r"(killed|wounded|captured|missing|displaced):(?:\?|(\d*)([-+]?)(\d*))(?::([^:]+))?(?::(\w+))?")
HEAD = re.compile(r"=== (\S+) \| (\d{4}-\d\d-\d\d)")


def documents(folder: Path) -> list[dict[str, Any]]:
    """Return the articles of a folder; raises `ValueError` naming the article and line that cannot be read."""
    found = [each for path in sorted(folder.glob("*.txt")) for each in _articles(path)]
    twice = [name for name, count in Counter(each["id"] for each in found).items() if count > 1]
    if twice:
        raise ValueError(f"{folder}: several articles have the same id: {', '.join(twice)}")
    return found


def ids(path: Path) -> list[str]:
    """Return the ids of the articles in a file, in order."""
    return [each["id"] for each in _articles(path)]


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    for block in re.split(r"(?m)^(?==== )", path.read_text(encoding="utf-8")):
        if block.strip():
            yield _article(block, path.name)


def _article(block: str, file: str) -> dict[str, Any]:
    lines = block.strip().splitlines()
    head = HEAD.fullmatch(lines[0].strip())
    if not head:
        raise ValueError(f"{file}: {lines[0]!r} is no `=== id | date`")
    entities, sentences, events, title = [], [], [], ""
    text = ""
    for line in lines[1:]:
        if line.startswith("title:"):
            title = line[6:].strip()
        elif line.startswith("@"):
            entities.append(_entity(line, head[1]))
        elif line.startswith("!"):
            events.append(_event(line, head[1]))
        elif line.strip():
            text += "" if not text else "\n\n" if text.endswith("\f") else " "
            text = text.replace("\f", "")
            sentences.append(_sentence(line.strip(), len(text), len(sentences)))
            text += sentences[-1]["text"]
        elif sentences:
            text = text.rstrip("\f") + "\f"
    return _whole(head[1], head[2], title, text.rstrip("\f"), entities, sentences, events)


def _entity(line: str, article: str) -> dict[str, Any]:
    parts = line[1:].split(None, 4)
    if len(parts) != 5:
        raise ValueError(f"{article}: {line!r} is no `@key TYPE COUNTRY SECTOR Name`")
    key, kind, country, sector, name = parts
    blank = {"-": None}
    return {
        "id": key, "type": kind, "name": name.strip(), "aliases": [],
        "country": blank.get(country, country), "sector": blank.get(sector, sector), "role": None,
    }  # fmt: skip


def _event(line: str, article: str) -> dict[str, Any]:
    found = re.fullmatch(r"!(\d+) ([A-Z]+) (\S+) (actual|planned|hypothetical|denied)(.*)", line.strip())
    if not found:
        raise ValueError(f"{article}: {line!r} is no event line")
    number, kind, modes, status, rest = found.groups()
    given = dict(part.split("=", 1) for part in rest.split() if "=" in part and not part.startswith("toll="))
    many = {name: [key for key in given.get(name, "").split(",") if key and key != "-"] for name in "ar"}
    return {
        "id": number, "type": kind, "modes": [] if modes == "-" else modes.split(","), "main": "main" in rest.split(),
        "status": status, "actors": many["a"], "recipients": many["r"], "date": given.get("d"),
        "place": given.get("p"), "claimed_by": given.get("c"),
        "casualties": [_toll(part[5:], article) for part in rest.split() if part.startswith("toll=")],
    }  # fmt: skip


def _toll(words: str, article: str) -> dict[str, Any]:
    """Return a toll: `killed:9:v`, 9 or more as `9+` or `9-`, up to 9 as `-9`, and `?` for an open count."""
    found = TOLL.fullmatch(words)
    if not found:
        raise ValueError(f"{article}: toll={words} is no `kind:count:victims`")
    kind, low, more, high, victims, claimant = found.groups()
    count = lambda digits: int(digits) if digits else None  # noqa: E731
    return {"kind": kind, "low": count(low), "high": count(high or (None if more else low)), "victims": victims,
            "claimed_by": claimant}  # fmt: skip


def _sentence(line: str, start: int, number: int) -> dict[str, Any]:
    plain, at, mentions, triggers = "", 0, [], []
    for mark in MARK.finditer(line):
        plain += line[at : mark.start()]
        words = mark[2] if mark[1] else mark[4]
        span = (start + len(plain), start + len(plain) + len(words))
        (mentions if mark[1] else triggers).append((mark[1] or mark[3], *span, words))
        plain += words
        at = mark.end()
    plain += line[at:]
    return {"n": number, "start": start, "end": start + len(plain), "text": plain, "mentions": mentions,
            "triggers": triggers}  # fmt: skip


def _whole(
    name: str, published: str, title: str, text: str, entities: list[Any], sentences: list[Any], events: list[Any]
) -> dict[str, Any]:
    known = {each["id"]: each for each in entities}
    for sentence in sentences:
        for key, _, _, words in sentence["mentions"]:
            if key not in known:
                raise ValueError(f"{name}: [{key}:...] names no entity")
            known[key]["aliases"].append(words)
    for event in events:
        told = [(s, t) for s in sentences for t in s["triggers"] if t[0] == event["id"]]
        missing = {*event["actors"], *event["recipients"], event["place"], event["claimed_by"]} - {*known, None}
        if not told or missing:
            raise ValueError(f"{name}: event {event['id']} has no trigger or names unknown entities {missing}")
        event["sentences"] = _numbers(told)
        event["trigger"] = told[0][1][3]
        event["triggers"] = [(start, end) for _, (_, start, end, _) in told]
    return {"id": name, "title": title, "published": published, "text": text, "entities": entities,
            "sentences": sentences, "events": events}  # fmt: skip


def _numbers(told: list[Any]) -> list[int]:
    return list(dict.fromkeys(sentence["n"] for sentence, _ in told))
