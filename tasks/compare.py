"""What changed between two databases: the events that two coder versions found on the same pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tasks import warehouse
from tasks.settings import Settings

FIELDS = (
    "status", "modes", "actors", "recipients", "event_date", "date_precision", "place", "claimed_by", "tolls",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """An event that is new, gone or told otherwise; `fields` has (name, old, new) of what a changed one differs in."""

    kind: Literal["added", "gone", "changed"]
    url: str
    type: str
    trigger: str
    sentence: str
    fields: tuple[tuple[str, str | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, how many events and articles are the same, and what was not compared: pages whose text differs."""

    coders: tuple[str, str]
    changes: tuple[Change, ...]
    n_same: int
    n_articles: int
    n_other_text: int
    n_only_old: int
    n_only_new: int


def databases(old: Settings, new: Settings) -> Difference:
    """Return what `new` has otherwise than `old`; raises as `warehouse.query`.

    Two events are one when they have article, type and trigger in common. Only articles of one text are compared.
    """
    before, after = _articles(old), _articles(new)
    both = before.keys() & after.keys()
    alike = sorted(url for url in both if before[url][0]["content_sha256"] == after[url][0]["content_sha256"])
    pairs = [_paired(before[url], after[url]) for url in alike]
    changes = tuple(change for pair in pairs for change in _changes(*pair))
    n_same = sum(len(one.keys() & other.keys()) for one, other in pairs) - sum(c.kind == "changed" for c in changes)
    return Difference(
        (_coders(before), _coders(after)), changes, n_same, len(alike), len(both) - len(alike),
        len(before.keys() - both), len(after.keys() - both),
    )  # fmt: skip


def _articles(settings: Settings) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    with warehouse.reading(settings) as ask:
        for row in ask("diff_events"):
            found.setdefault(row["url"], []).append(row)
    return found


def _coders(articles: dict[str, list[Row]]) -> str:
    return ", ".join(sorted({row["coder_version"] for rows in articles.values() for row in rows if row["type"]}))


Keyed = dict[tuple[str, int], Row]


def _paired(old: Sequence[Row], new: Sequence[Row]) -> tuple[Keyed, Keyed]:
    one, other = ({(row["type"], row["trigger_start"]): row for row in rows if row["type"]} for rows in (old, new))
    return one, other


def _changes(old: Keyed, new: Keyed) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys(), key=lambda each: (each[1], each[0])):
        if key not in new:
            yield _change("gone", old[key])
        elif key not in old:
            yield _change("added", new[key])
        elif fields := _fields(old[key], new[key]):
            yield _change("changed", new[key], fields)


def _fields(old: Row, new: Row) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple(
        (name, old[name] or None, new[name] or None) for name in FIELDS if (old[name] or None) != (new[name] or None)
    )


def _change(
    kind: Literal["added", "gone", "changed"], row: Row, fields: tuple[tuple[str, str | None, str | None], ...] = ()
) -> Change:
    return Change(kind, row["url"], row["type"], row["trigger"], row["sentence"], fields)
