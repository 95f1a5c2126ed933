"""One happening, one event: which reports, in one article or many, tell the same thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tasks.records import Article, Happening, Report, stable_id

MUTUAL = {"CONSULT", "AGREE", "COOPERATE"}
WINDOW = timedelta(days=4)
WORDS_ALIKE = 0.3
CONTENT = re.compile(r"[A-Za-z][a-z'’-]{3,}|\d+")


@dataclass(frozen=True, slots=True)
class HappeningKey:
    """What a report is compared by. `event_id` is None for a report that is new."""

    report_id: str
    article_id: str
    type: str
    status: str
    modes: frozenset[str]
    event_date: date | None
    date_precision: str
    published_at: datetime | None
    actor_ids: frozenset[str]
    recipient_ids: frozenset[str]
    actor_countries: frozenset[str]
    recipient_countries: frozenset[str]
    place_ids: frozenset[str]
    place_countries: frozenset[str]
    words: frozenset[str]
    event_id: str | None = None


def key(report: Report, article: Article) -> HappeningKey:
    """Return the key of a report."""
    actors = [p for p in report.participants if p.role == "actor"]
    recipients = [p for p in report.participants if p.role == "recipient"]
    best = report.evidence[0]
    return HappeningKey(
        report_id=report.report_id,
        article_id=report.article_id,
        type=report.type,
        status=report.status,
        modes=frozenset(report.modes),
        event_date=report.event_date,
        date_precision=report.date_precision,
        published_at=article.published_at,
        actor_ids=frozenset(p.entity_id for p in actors),
        recipient_ids=frozenset(p.entity_id for p in recipients),
        actor_countries=frozenset(p.country for p in actors if p.country),
        recipient_countries=frozenset(p.country for p in recipients if p.country),
        place_ids=frozenset(p.entity_id for p in report.places),
        place_countries=frozenset(p.country for p in report.places if p.country),
        words=words(article.text[best.start : best.end]),
    )


def words(text: str) -> frozenset[str]:
    """Return the content words of a sentence, in lower case."""
    return frozenset(word.casefold() for word in CONTENT.findall(text))


def join(new: Sequence[HappeningKey], recent: Sequence[HappeningKey]) -> list[Happening]:
    """Return the happenings that the new reports tell; one already known keeps its event id.

    Two reports are one happening when type and status agree, dates are compatible, parties do not contradict each other
    and enough of parties, place and wording is the same. Reports of one article are never joined here.
    """
    renewed = {each.report_id for each in new}
    pool = [each for each in recent if each.report_id not in renewed]
    members: dict[str, list[str]] = {}
    for each in new:
        match = max(pool, key=lambda other: _score(each, other), default=None)
        event_id = match.event_id if match and match.event_id and _score(each, match) >= 1.0 else None
        event_id = event_id or stable_id("event", each.report_id)
        members.setdefault(event_id, []).append(each.report_id)
        pool.append(replace(each, event_id=event_id))
    return [Happening(event_id, tuple(reports)) for event_id, reports in members.items()]


def _score(one: HappeningKey, other: HappeningKey) -> float:
    """Return how much two reports tell one thing: 1 and above is the same, 0 a contradiction."""
    if one.article_id == other.article_id or one.type != other.type or one.status != other.status:
        return 0.0
    if not _dates_agree(one, other) or (one.modes and other.modes and not one.modes & other.modes):
        return 0.0
    if _apart(one.place_ids, other.place_ids) and _apart(one.place_countries, other.place_countries):
        return 0.0
    parties = _agreement(one, other)
    if parties is None:
        return 0.0
    shared = len(one.words & other.words) / max(min(len(one.words), len(other.words)), 1)
    placed = 0.3 if one.place_ids & other.place_ids else 0.0
    dated = 0.3 if one.event_date and one.event_date == other.event_date else 0.0
    return parties + placed + dated + (0.5 if shared >= WORDS_ALIKE else 0.0)


def _dates_agree(one: HappeningKey, other: HappeningKey) -> bool:
    if one.event_date and other.event_date:
        if one.date_precision == other.date_precision == "day":
            return abs(one.event_date - other.event_date) <= timedelta(days=1)
        return one.event_date.isoformat()[:7] == other.event_date.isoformat()[:7]
    if one.published_at and other.published_at:
        return abs(one.published_at - other.published_at) <= WINDOW
    return False


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _agreement(one: HappeningKey, other: HappeningKey) -> float | None:
    """Return how far the parties agree, 0 to 0.8; None when they contradict each other."""
    ours, theirs = (one.actor_ids, one.recipient_ids), (other.actor_ids, other.recipient_ids)
    if one.type in MUTUAL:
        ours, theirs = (
            (one.actor_ids | one.recipient_ids, frozenset()),
            (other.actor_ids | other.recipient_ids, frozenset()),
        )
    same_people = sum(bool(a & b) for a, b in zip(ours, theirs, strict=True))
    countries = [(one.actor_countries, other.actor_countries), (one.recipient_countries, other.recipient_countries)]
    if any(_apart(a, b) for a, b in countries):
        return None
    if one.type in MUTUAL and len(ours[0] & theirs[0]) < min(2, len(ours[0]), len(theirs[0])):
        return None if one.actor_countries != other.actor_countries else 0.3
    same_countries = sum(bool(a & b) for a, b in countries)
    return min(0.3 * same_people + 0.2 * same_countries, 0.8)
