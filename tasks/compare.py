"""What changed between two databases: the events that two coder versions found on the same pages."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tasks import warehouse
from tasks.settings import Settings

FIELDS = (
    "type", "status", "modes", "contexts", "actors", "recipients", "event_date", "date_precision", "place",
    "claimed_by", "tolls", "sentence",
)  # fmt: skip
"""What two tellings are compared in. How sure the coder is is left out: it is another number in every version."""
Row = dict[str, Any]
Kind = Literal["added", "gone", "changed"]
Field = tuple[str, str | None, str | None]  # its name, what it was, what it is
Articles = dict[str, list[Row]]  # by address


@dataclass(frozen=True, slots=True)
class Change:
    """An event that is new, gone or told otherwise; `fields` are those in which a changed one differs."""

    kind: Kind
    url: str
    title: str
    type: str
    trigger: str
    sentence: str
    fields: tuple[Field, ...] = ()


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

    Two articles are one when they have their address in common, or else, at other addresses, their headline and text.
    Two events are one when they have article and trigger in common, and their type where several have. Only articles of
    one text are compared.
    """
    before, after = _articles(old), _articles(new)
    both = _both(before, after)
    alike = [
        (before[one], after[other]) for one, other in sorted(both.items()) if _text(before[one]) == _text(after[other])
    ]
    pairs = [_paired(*each) for each in alike]
    changes = tuple(change for pair in pairs for change in _changes(*pair))
    n_same = sum(len(one.keys() & other.keys()) for one, other in pairs) - sum(c.kind == "changed" for c in changes)
    return Difference(
        (_coders(before), _coders(after)), changes, n_same, len(alike), len(both) - len(alike),
        len(before) - len(both), len(after) - len(both),
    )  # fmt: skip


def _both(before: Articles, after: Articles) -> dict[str, str]:
    """Return the addresses of the articles that are in both: the older one's to the newer one's."""
    at_one = {url: url for url in before.keys() & after.keys()}
    one, other = (_by_text(articles, at_one) for articles in (before, after))
    return at_one | {one[told]: other[told] for told in one.keys() & other.keys()}


def _by_text(articles: Articles, found: Container[str]) -> dict[tuple[str, str], str]:
    """Return the addresses not in `found` by headline and text, where no two articles have the same."""
    told: dict[tuple[str, str], list[str]] = {}
    for url, rows in articles.items():
        if url not in found:
            told.setdefault((rows[0]["title"], _text(rows)), []).append(url)
    return {key: urls[0] for key, urls in told.items() if len(urls) == 1}


def _text(rows: Sequence[Row]) -> str:
    return str(rows[0]["content_sha256"])


def _articles(settings: Settings) -> Articles:
    found: Articles = {}
    with warehouse.reading(settings) as ask:
        for row in ask("diff_events"):
            found.setdefault(row["url"], []).append(row)
    return found


def _coders(articles: Articles) -> str:
    return ", ".join(sorted({row["coder_version"] for rows in articles.values() for row in rows if row["type"]}))


Keyed = dict[tuple[int, str, int], Row]
"""Reports by where their trigger begins, their type, and how many of both came before."""


def _paired(old: Sequence[Row], new: Sequence[Row]) -> tuple[Keyed, Keyed]:
    """Return the reports of two codings of an article, those that are one event under one key."""
    one, other = _keyed(old), _keyed(new)
    gone, added = ({key[0]: key for key in left} for left in (one.keys() - other.keys(), other.keys() - one.keys()))
    for start in gone.keys() & added.keys():  # the same words, taken for something else
        other[gone[start]] = other.pop(added[start])
    return one, other


def _keyed(rows: Sequence[Row]) -> Keyed:
    found: Keyed = {}
    for row in rows:
        if row["type"]:
            place = (row["trigger_start"], row["type"])
            found[*place, sum(key[:2] == place for key in found)] = row
    return found


def _changes(old: Keyed, new: Keyed) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield _change("gone", old[key])
        elif key not in old:
            yield _change("added", new[key])
        elif fields := _fields(old[key], new[key]):
            yield _change("changed", new[key], fields)


def _fields(old: Row, new: Row) -> tuple[Field, ...]:
    return tuple(
        (name, old[name] or None, new[name] or None) for name in FIELDS if (old[name] or None) != (new[name] or None)
    )


def _change(kind: Kind, row: Row, fields: tuple[Field, ...] = ()) -> Change:
    return Change(kind, row["url"], row["title"], row["type"], row["trigger"], row["sentence"], fields)
