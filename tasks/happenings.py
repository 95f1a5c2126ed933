"""One happening, one event: which reports, in one article or many, tell the same thing."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import combinations, product

from spacy.lang.en.stop_words import STOP_WORDS

from tasks import actors
from tasks.events.dates import MONTHS, WEEKDAYS
from tasks.records import Article, Happening, Report, stable_id
from tasks.wordlists import rows

BLASTS = {"explosives", "aerial", "drone", "heavy-weapons", "suicide-attack", "destroy"}  # told apart by few
MUTUAL = {"CONSULT", "AGREE", "COOPERATE"}
WINDOW = timedelta(days=3)  # between the publications of two reports of which one is not dated
HEAD = 400  # characters at the beginning of an article whose names count beside its title's
EARTH_KM = 6371.0
# Kilometres within which two places are one, near, or may lie within each other where one is as wide as a province.
ONE_PLACE, NEAR_PLACE, WIDE_PLACE = 12.0, 60.0, 300.0
# What speaks for two reports being one happening, and against it; set by logistic regression on tests/cases/happenings.
SAME_DAY, SAME_MONTH, UNDATED, LOOSELY_DATED, NEXT_DAY = 1.4, 0.4, 1.1, 0.5, -1.1
# Who did it says less: an office, its holder and its country are named for one another.
DOER = {"named": 0.5, "country": 0.5, "unknown": 0.5, "other": -0.8, "apart": -2.5}
PARTY = {"named": 1.0, "country": 0.7, "unknown": 0.5, "other": -1.6, "apart": -2.5}
PLACE = {"same": 1.4, "wide": 0.8, "unknown": 0.8, "near": -0.6, "far": None}
NAME, WORD = 0.9, 0.6  # each of at most three
SAME_MODE, LIKE_MODE, OTHER_MODE, OFTEN = 0.2, -0.5, -2.3, -1.4
ENOUGH = 2.9  # from which a pair is one happening
ON_AVERAGE = 2.8  # over the pairs between two groups of reports that are joined
BUSY = 40  # reports of a day that are looked at for that
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SPOKEN = ("said", "told", "day", "week", "month", "year", "yesterday", "early", "late", "morning", "evening", "night")
Day = tuple[str, str, date | None]  # type, country, day
ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ed", "es", "er", "ly", "s")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part in what is reported."""

    entity_id: str
    name: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is reported to have happened; degrees WGS 84, None where the place is not known."""

    entity_id: str
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None


@dataclass(frozen=True, slots=True)
class HappeningKey:
    """What a report is compared by. `event_id` is None for a report that is new.

    `words` are those of its best sentence that set it apart, `names` the names and numbers of it and of its article's
    title and beginning.
    """

    report_id: str
    article_id: str
    type: str
    status: str
    modes: frozenset[str]
    event_date: date | None
    date_precision: str
    published_at: datetime | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    places: tuple[Spot, ...]
    words: frozenset[str]
    names: frozenset[str]
    event_id: str | None = None


def key(report: Report, article: Article) -> HappeningKey:
    """Return the key of a report."""
    best = report.evidence[0]
    words, names = telling(article.text[best.start : best.end], f"{article.title}\n{article.text[:HEAD]}")
    actors_, recipients = (
        tuple(Party(p.entity_id, p.name, p.country) for p in report.participants if p.role == role)
        for role in ("actor", "recipient")
    )
    return HappeningKey(
        report_id=report.report_id,
        article_id=report.article_id,
        type=report.type,
        status=report.status,
        modes=frozenset(report.modes),
        event_date=report.event_date,
        date_precision=report.date_precision,
        published_at=article.published_at,
        actors=actors_,
        recipients=recipients,
        places=tuple(Spot(p.entity_id, p.country, p.lat, p.lon, p.place_precision) for p in report.places),
        words=words,
        names=names,
    )


def telling(sentence: str, head: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a sentence that set it apart, and the names and numbers of it and of its article's head.

    Left out are function words, countries, and the words that tell events and name parties in general.
    """
    said = [token for token in TOKEN.findall(sentence) if _sets_apart(token)]
    around = [*said, *(token for token in TOKEN.findall(head) if _sets_apart(token))]
    small = {token.casefold() for token in around if token.islower()}
    names = {_stem(token) for token in around if not token.islower() and token.casefold() not in small}
    return frozenset(map(_stem, said)), frozenset(names)


def _sets_apart(token: str) -> bool:
    return len(token) > 1 and _stem(token) not in _common() and actors.country(token) is None


def _stem(token: str) -> str:
    bare = re.split("['’]", token.casefold())[0]
    ending = next((end for end in ENDINGS if bare.endswith(end) and len(bare) - len(end) >= 4), "")
    return bare.removesuffix(ending)


@cache
def _common() -> frozenset[str]:
    """Return the stems of words that most reports share."""
    listed = [word for row in rows("triggers.csv") for word in re.split(r"[| ]", row["words"])]
    listed += [word for row in rows("agents.csv") for word in row["word"].split()]
    listed += [word for name in actors.country_names() for word in TOKEN.findall(name)]
    listed += [row["value"] for row in rows("cues.csv") if row["kind"] in ("say", "victim")]
    return frozenset(map(_stem, [*listed, *STOP_WORDS, *WEEKDAYS, *MONTHS, *SPOKEN]))


def join(new: Sequence[HappeningKey], recent: Sequence[HappeningKey]) -> list[Happening]:
    """Return the happenings that the new reports tell; one already known keeps its event id.

    The surest pairs are joined first, whatever the order of the reports; a report joins no happening that one of whose
    reports contradicts it, and two known happenings stay two. Two reports of one article meet only where a report of
    another article tells both.
    """
    renewed = {each.report_id for each in new}
    known = [each for each in recent if each.report_id not in renewed]
    groups: dict[str, list[HappeningKey]] = {each.report_id: [each] for each in new}
    busy = _busy([*known, *new])
    by_event: dict[str, list[HappeningKey]] = defaultdict(list)
    for each in known:
        by_event[str(each.event_id)].append(each)
        groups[each.report_id] = by_event[str(each.event_id)]
    for _, one, other in sorted(_pairs(new, known, busy), reverse=True):
        ours, theirs = groups[one], groups[other]
        if ours is not theirs and _may_join(ours, theirs, busy):
            ours.extend(theirs)
            groups |= {each.report_id: ours for each in theirs}
    return _happenings(new, groups)


def _happenings(new: Sequence[HappeningKey], groups: dict[str, list[HappeningKey]]) -> list[Happening]:
    members: dict[str, list[str]] = defaultdict(list)
    for each in sorted(new, key=lambda one: one.report_id):
        group = groups[each.report_id]
        known = next((other.event_id for other in group if other.event_id), None)
        members[known or stable_id("event", min(other.report_id for other in group))].append(each.report_id)
    return [Happening(event_id, tuple(reports)) for event_id, reports in sorted(members.items())]


def _may_join(ours: Sequence[HappeningKey], theirs: Sequence[HappeningKey], busy: Set[Day]) -> bool:
    if any(a.event_id for a in ours) and any(b.event_id for b in theirs):
        return False
    scores = [_score(a, b, busy) for a, b in product(ours, theirs)]
    told = [score for score in scores if score is not None]
    return len(told) == len(scores) and sum(told) / len(told) >= ON_AVERAGE


def _pairs(
    new: Sequence[HappeningKey], known: Sequence[HappeningKey], busy: Set[Day]
) -> Iterator[tuple[float, str, str]]:
    """Yield the pairs that are one happening by themselves: how surely, and the two report ids, the lesser first."""
    index: dict[tuple[str, str, str], list[HappeningKey]] = defaultdict(list)
    for each in (*known, *new):
        for mark in _marks(each):
            index[each.type, each.status, mark].append(each)
    for each in new:
        near = {other.report_id: other for mark in _marks(each) for other in index[each.type, each.status, mark]}
        for other in near.values():
            if each.article_id != other.article_id and (other.event_id or other.report_id < each.report_id):
                score = _score(each, other, busy)
                if score is not None and score >= ENOUGH:
                    first, last = sorted((each.report_id, other.report_id))
                    yield score, first, last


def _marks(each: HappeningKey) -> set[str]:
    """Return what two reports of one happening share at least one of: a party, a country, a place or a name."""
    some: list[Party | Spot] = [*each.actors, *each.recipients, *each.places]
    return {one.entity_id for one in some} | {one.country for one in some if one.country} | each.names


def _score(one: HappeningKey, other: HappeningKey, busy: Set[Day]) -> float | None:
    """Return how much speaks for two reports being one happening, None when they contradict each other.

    `busy` holds the days on which several such things happened in one country.
    """
    if one.type != other.type or one.status != other.status:
        return None
    dated = _dated(one, other)  # the cheapest to ask, and most pairs end there
    if dated is None:
        return None
    parties, placed = _parties(one, other), PLACE[_placed(one.places, other.places)]
    if parties is None or placed is None:
        return None
    known = {_stem(word) for word in _names((*one.actors, *one.recipients))}  # counted as parties
    names, words = (one.names & other.names) - known, (one.words & other.words) - known
    alike = NAME * min(3, len(names)) + WORD * min(3, len(words))
    often = OFTEN if busy & _days(one) & _days(other) else 0.0
    return dated + parties + placed + _modes(one.modes, other.modes) + alike + often


def _modes(ours: Set[str], theirs: Set[str]) -> float:
    if not ours or not theirs:
        return 0.0
    return SAME_MODE if ours & theirs else LIKE_MODE if (ours & BLASTS and theirs & BLASTS) else OTHER_MODE


def _busy(reports: Iterable[HappeningKey]) -> frozenset[Day]:
    """Return the days on which reports of one type and country tell of places or people that cannot be the same."""
    told: dict[Day, list[HappeningKey]] = defaultdict(list)
    for each in reports:
        for day in _days(each):
            told[day].append(each)
    return frozenset(day for day, some in told.items() if any(_differ(a, b) for a, b in combinations(some[:BUSY], 2)))


def _days(each: HappeningKey) -> set[Day]:
    return {(each.type, country, _day(each)) for country in _countries(each.recipients or each.actors)}


def _day(each: HappeningKey) -> date | None:
    """Return the day of what is reported; that of publication where it is not known to the day."""
    exact = each.event_date if each.date_precision == "day" else None
    return exact or (each.published_at.date() if each.published_at else None)


def _differ(one: HappeningKey, other: HappeningKey) -> bool:
    return _placed(one.places, other.places) == "far" or "other" in (
        _alike(one.actors, other.actors),
        _alike(one.recipients, other.recipients),
    )


def _dated(one: HappeningKey, other: HappeningKey) -> float | None:
    if one.event_date and other.event_date:
        if one.date_precision == other.date_precision == "day":
            apart = abs(one.event_date - other.event_date).days
            return None if apart > 1 else NEXT_DAY if apart else SAME_DAY
        return SAME_MONTH if one.event_date.isoformat()[:7] == other.event_date.isoformat()[:7] else None
    days = [_day(each) for each in (one, other)]
    between = abs(days[0] - days[1]) if days[0] and days[1] else None
    if between is None or between > WINDOW:
        return None
    return UNDATED if between <= timedelta(days=1) else LOOSELY_DATED


def _parties(one: HappeningKey, other: HappeningKey) -> float | None:
    if one.type in MUTUAL:
        ours, theirs = (*one.actors, *one.recipients), (*other.actors, *other.recipients)
        shared = _countries(ours) & _countries(theirs)
        if len(shared) < min(2, len(_countries(ours)), len(_countries(theirs))):
            return None
        both = "country" if len(shared) > 1 else "unknown"
        return DOER["named"] + PARTY["named" if len(_ids(ours) & _ids(theirs)) > 1 else both]
    return DOER[_alike(one.actors, other.actors)] + PARTY[_alike(one.recipients, other.recipients)]


def _alike(ours: tuple[Party, ...], theirs: tuple[Party, ...]) -> str:
    """Return how the parties in one role agree: by name, country, not at all (other, apart); unknown where one is."""
    names, others = _names(ours), _names(theirs)
    if names & others:
        return "named"
    countries, other_countries = _countries(ours), _countries(theirs)
    if countries and other_countries and not countries & other_countries:
        return "apart"
    if names and others:
        return "other"
    return "country" if countries & other_countries else "unknown"


def _ids(parties: Iterable[Party]) -> set[str]:
    return {party.entity_id for party in parties}


def _countries(parties: Iterable[Party]) -> set[str]:
    return {party.country for party in parties if party.country}


@lru_cache(maxsize=20_000)  # every report is held against many others
def _names(parties: tuple[Party, ...]) -> frozenset[str]:
    """Return the proper words of the parties' names, those of countries left out."""
    words = (word for party in parties if not actors.country(party.name) for word in TOKEN.findall(party.name))
    return frozenset(word.casefold() for word in words if word[:1].isupper() and _sets_apart(word))


def _placed(ours: Sequence[Spot], theirs: Sequence[Spot]) -> str:
    """Return how two reports' places lie to each other: same, wide, near, far or unknown."""
    fine = [[spot for spot in spots if spot.place_precision != "country"] for spots in (ours, theirs)]
    if {spot.entity_id for spot in fine[0]} & {spot.entity_id for spot in fine[1]}:
        return "same"
    apart = min((_km(a, b) for a, b in product(*fine) if a.lat is not None and b.lat is not None), default=None)
    if apart is None:
        return "unknown"
    wide = any(all(spot.place_precision in ("province", "region") for spot in spots) for spots in fine)
    if wide and apart < WIDE_PLACE:
        return "wide"
    return "same" if apart < ONE_PLACE else "near" if apart < NEAR_PLACE else "far"


def _km(one: Spot, other: Spot) -> float:
    a, b, c, d = (math.radians(each or 0.0) for each in (one.lat, one.lon, other.lat, other.lon))
    arc = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(arc))
