"""What a report shows side by side: dyads, tolls by claimant, meetings, days, the change since the period before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import fmean

from tasks.report.records import Figure, Item, Report

BINS = 14
LONG = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Dyad:
    """What happened between two countries: `score` is the mean conflict-cooperation score, -10 to 10."""

    actor: str
    recipient: str
    items: tuple[Item, ...]

    @property
    def score(self) -> float:
        """The mean of the events' scores."""
        return fmean(item.score for item in self.items)


@dataclass(frozen=True, slots=True)
class TollLine:
    """One kind of harm to the people of one country (None where unsaid): the figures of each claimant, in time."""

    kind: str
    victims_country: str | None
    cells: tuple[tuple[Figure, ...], ...]

    @property
    def is_contradicted(self) -> bool:
        """Whether two claimants' last figures differ; False where it is unsaid whose the losses are."""
        return bool(self.victims_country) and len({figures[-1].number for figures in self.cells if figures}) > 1


@dataclass(frozen=True, slots=True)
class Tolls:
    """The figures of one event: a line per kind of harm, the claimants side by side in the order of `claimants`."""

    item: Item
    claimants: tuple[str, ...]
    lines: tuple[TollLine, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, line by line."""
        return tuple(figure for line in self.lines for figures in line.cells for figure in figures)

    @property
    def is_contradicted(self) -> bool:
        """Whether two claimants give different figures for one kind of harm to the same people."""
        return any(line.is_contradicted for line in self.lines)


@dataclass(frozen=True, slots=True)
class Bin:
    """The events of one day or month; or, not told apart, those that are older, vaguer or undated.

    `cooperation` and `conflict` are the lengths of its two bars, the longest pair of bars being 100 together.
    """

    label: str
    anchor: str  # id of its list within the page
    items: tuple[Item, ...]
    is_told_apart: bool
    cooperation: float
    conflict: float


@dataclass(frozen=True, slots=True)
class Change:
    """How many events of a type there are now and in the period before."""

    type: str
    items: tuple[Item, ...]
    n_before: int


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure told in the period that differs from what the same claimant gave before it."""

    item: Item
    earlier: Figure
    now: Figure


def dyads(items: Iterable[Item]) -> list[Dyad]:
    """Return the pairs of countries with what happened between them, most events first; both ways where mutual."""
    pairs: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.status != "actual":
            continue
        towards = item.recipient_countries or item.actor_countries
        for actor in item.actor_countries:
            for recipient in towards:
                if actor != recipient and (item.recipient_countries or actor < recipient):
                    pairs[actor, recipient].append(item)
    made = [Dyad(actor, recipient, tuple(found)) for (actor, recipient), found in pairs.items()]
    return sorted(made, key=lambda dyad: (-len(dyad.items), dyad.actor, dyad.recipient))


def tolls(items: Iterable[Item]) -> list[Tolls]:
    """Return the events with figures of people hurt, contradicted ones first."""
    return sorted((_tolls(item) for item in items if item.figures), key=lambda each: not each.is_contradicted)


def _tolls(item: Item) -> Tolls:
    figures = _once(item.figures)
    claimants = tuple(dict.fromkeys(figure.claimant for figure in figures))
    harms = dict.fromkeys((figure.kind, figure.victims_country) for figure in figures)

    def line(kind: str, country: str | None) -> TollLine:
        same = [f for f in figures if (f.kind, f.victims_country) == (kind, country)]
        return TollLine(kind, country, tuple(tuple(f for f in same if f.claimant == who) for who in claimants))

    return Tolls(item, claimants, tuple(line(*harm) for harm in harms))


def _once(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures, one that copies of an article repeat in its own words only as it was first told."""
    first: dict[tuple[str | None, ...], Figure] = {}
    for figure in figures:
        said = (
            figure.evidence.claimed_by,
            figure.kind,
            figure.victims_country,
            figure.number,
            figure.evidence.sentence,
        )
        first.setdefault(said, figure)
    return list(first.values())


def meetings(items: Iterable[Item]) -> list[Item]:
    """Return the meetings, visits, calls and talks that took place and whose parties are known."""
    met = (item for item in items if item.type == "CONSULT" and item.status == "actual")
    return [item for item in met if len(item.actors) + len(item.recipients) > 1]


def timeline(report: Report) -> list[Bin]:
    """Return the events by when they happened, newest first; the older, vaguer and undated ones together at the end.

    Told apart are the last `BINS` days on which anything happened; the last `BINS` months where the report covers
    more than `LONG`. A date after the report's period is kept: it is planned, or wrong, and the reader shall see it.
    """
    shape = "%Y-%m" if report.window.until - report.window.since > LONG else "%Y-%m-%d"
    found: dict[str, list[Item]] = defaultdict(list)
    rest: list[Item] = []
    for item in report.items:
        is_exact = item.is_dated_to_day or (item.is_dated_to_month and shape == "%Y-%m")
        (found[item.happened.strftime(shape)] if is_exact and item.happened else rest).append(item)
    labels = sorted(found, reverse=True)
    rest += [item for label in labels[BINS:] for item in found[label]]
    most = max((len(found[label]) for label in labels[:BINS]), default=1)
    told = [_bin(label, f"on-{label}", found[label], most) for label in labels[:BINS]]
    return [*told, Bin("earlier, or not known so exactly", "on-other", tuple(rest), False, 0, 0)] if rest else told


def _bin(label: str, anchor: str, items: list[Item], most: int) -> Bin:
    def length(kind: str) -> float:
        return round(100 * sum(item.quad_class.endswith(kind) for item in items) / most, 1)

    return Bin(label, anchor, tuple(items), True, length("cooperation"), length("conflict"))


def changes(report: Report) -> list[Change]:
    """Return the types of events that there were now or before, those that rose most first."""
    now: dict[str, list[Item]] = defaultdict(list)
    for item in report.items:
        now[item.type].append(item)
    made = [Change(each, tuple(now[each]), report.before.get(each, 0)) for each in {*now, *report.before}]
    return sorted(made, key=lambda change: (change.n_before - len(change.items), change.type))


def revised(report: Report) -> list[Revised]:
    """Return the figures of the period that differ from the claimant's last figure before it for the same event."""
    return [change for item in report.items for change in _revised(item, report)]


def _revised(item: Item, report: Report) -> Iterable[Revised]:
    told: dict[tuple[str, str | None, str], list[Figure]] = defaultdict(list)
    for figure in sorted(item.figures, key=_told_at):
        told[figure.kind, figure.victims_country, figure.claimant].append(figure)
    for figures in told.values():
        at_once = [list(same) for _, same in groupby(figures, _told_at)]
        if any(len({figure.number for figure in same}) > 1 for same in at_once):
            continue  # the losses of two sides, which the text does not tell apart
        for (earlier, *_), (now, *_) in pairwise(at_once):
            if now.evidence.told_at >= report.window.since and earlier.number != now.number:
                yield Revised(item, earlier, now)


def _told_at(figure: Figure) -> datetime:
    return figure.evidence.told_at
