"""The rows of `sitrep extract`: an article's text in, its entities and events out."""

from datetime import UTC, date, datetime
from typing import Any

from tasks import actors
from tasks.entities import Reading
from tasks.errors import Rejected
from tasks.records import Article, Coding, Mention, Participant, Report, Toll
from tasks.text import digest

LINKS = ("of", "the", "for", "and")
QUOTES, SENTENCE_ENDS = ' "“', ("", ".", "!", "?", "\n")


def article(row: dict[str, Any]) -> Article:
    """Return an article from {"id", "title", "published", "text"}.

    Raises `Rejected` (`bad_row`) when `id` or `text` is missing or `published` is no ISO 8601 date or time.
    """
    if "id" not in row or not isinstance(row.get("text"), str):
        raise Rejected("bad_row", f"a row needs `id` and `text`; this one has {', '.join(row) or 'nothing'}")
    text, title, url = row["text"], str(row.get("title") or ""), f"row:{row['id']}"
    return Article(
        article_id=str(row["id"]), version=1, url=url, canonical_url=url, source="", feed_url=None, entry_id=None,
        page_id=None, title=title, title_from=None, authors=(), authors_from=None, agency=None,
        published_at=_published(row), published_raw=row.get("published"), published_from="row", modified_at=None,
        fetched_at=datetime.now(UTC), language=row.get("language"), language_from=None, dateline_place=None,
        dateline_date=None, dateline_agency=None, section=None, tags=(), image_url=None, is_paywalled=False,
        is_from_feed=False, flags=(), text=text, word_count=len(text.split()), content_sha256=digest(title, text),
    )  # fmt: skip


def _published(row: dict[str, Any]) -> datetime | None:
    said = row.get("published")
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(_whole(str(said)).replace("Z", "+00:00"))
    except ValueError as error:
        raise Rejected("bad_row", f"row {row['id']}: `published` {said!r} is no ISO 8601 date or time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(said: str) -> str:
    """Return a year or month as its last day but a few, so that what is told lies before it."""
    return {4: f"{said}-12-28", 7: f"{said}-28"}.get(len(said), said)


def row(reading: Reading, coding: Coding) -> dict[str, Any]:
    """Return the output row of one article; offsets are code points into its text."""
    name_of = {entity.entity_id: entity.name for entity in coding.entities if entity.type == "ORG"}
    named = {
        m.entity_id
        for m in coding.mentions
        if m.kind == "name"
        or (m.kind == "description" and _is_proper(reading.article.text, m, name_of.get(m.entity_id, "")))
    }
    acting = {p.entity_id for report in coding.reports for p in report.participants}
    acting |= {report.claimed_by_entity_id for report in coding.reports if report.claimed_by_entity_id}
    entities = [
        {
            "type": entity.type if entity.entity_id in named or entity.type != "ORG" else "GROUP", "name": entity.name,
            "country": entity.country, "sector": entity.sector, "role": entity.role,
            "mentions": [{"start": m.start_char, "end": m.end_char} for m in coding.mentions
                         if m.entity_id == entity.entity_id],
        }
        for entity in coding.entities
        if entity.entity_id in named | acting
    ]  # fmt: skip
    events = [_event(report) for report in coding.reports]
    made = {"id": reading.article.article_id, "entities": entities, "events": events}
    return made if coding.status in ("coded", "no_events") else made | {"error": coding.status}


def _is_proper(text: str, mention: Mention, name: str) -> bool:
    """Return whether a body's noun stands as a name: the Senate, the Iraqi government; not "four ISIL units"."""
    if mention.text == name and name[1:].islower() and text[: mention.start_char].rstrip(QUOTES)[-1:] in SENTENCE_ENDS:
        return False
    if name not in text:
        return False
    words = name.split()
    if len(words) > 1 and all(word[0].isupper() or word in LINKS for word in words):
        return True
    plain = [word for word in words if word[0].islower() and word not in ("of", "the")]
    bodies = [word for word in words if actors.agents().get(word.casefold(), (None, ""))[1] == "O" or word == "forces"]
    return bool(bodies) and len(plain) <= 1 and any(word[0].isupper() for word in words)


def _event(report: Report) -> dict[str, Any]:
    place = report.places[0] if report.places else None
    return {
        "type": report.type,
        "modes": list(report.modes),
        "status": report.status,
        "trigger": report.trigger,
        "evidence": [{"start": span.start, "end": span.end} for span in report.evidence],
        "actors": [_party(p) for p in report.participants if p.role == "actor"],
        "recipients": [_party(p) for p in report.participants if p.role == "recipient"],
        "date": _cut(report.event_date, report.date_precision),
        "date_precision": report.date_precision,
        "place": place and {"name": place.name, "country": place.country, "lat": place.lat, "lon": place.lon},
        "casualties": [_casualties(toll) for toll in report.tolls if toll.scope == "event"],
        "totals": [_casualties(toll) for toll in report.tolls if toll.scope == "to_date"],
        "claimed_by": {"name": report.claimed_by} if report.claimed_by else None,
        "confidence": report.confidence,
    }


def _party(party: Participant) -> dict[str, Any]:
    return {"name": party.name, "country": party.country, "sector": party.sector}


def _casualties(toll: Toll) -> dict[str, Any]:
    return {
        "kind": toll.kind, "low": toll.low, "high": toll.high, "victims": toll.victims,
        "victims_country": toll.victims_country, "victims_sector": toll.victims_sector, "claimed_by": toll.claimed_by,
    }  # fmt: skip


def _cut(day: date | None, precision: str) -> str | None:
    """Return a date cut to its precision: 2022-09 for a month."""
    if day is None:
        return None
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}.get(precision, 10)]
