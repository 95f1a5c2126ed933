"""The published database -> one `Report` record."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from tasks import warehouse
from tasks.report.records import Evidence, FeedLine, Figure, Item, Report, Window
from tasks.settings import Settings

DAY = timedelta(days=1)
MOST_EVENTS = 1_000  # a page of these is about 2 MB
Row = Mapping[str, Any]


def gather(
    settings: Settings,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    country: str | None = None,
) -> Report:
    """Return what there is to report of the events reported from `since` until `until`, aware instants.

    Without `since`: the day up to `until` (or `now`); when that has no events, the last UTC day before that has, which
    `window.note` says. `country` (ISO3) keeps events that happened there or that it had part in. Raises `Rejected`
    (`no_database`) as `warehouse.query` does.
    """
    with warehouse.reading(settings) as ask:
        window = _window(ask, now, since, until, country)
        start, end = _naive(window.since), _naive(window.until)
        rows = ask("report_events", since=start, until=end, country=country, limit=MOST_EVENTS)
        ids = {"event_ids": [row["event_id"] for row in rows], "until": end}
        sentences = {
            key: tuple(map(_sentence, group))
            for key, group in groupby(ask("report_sentences", **ids), key=lambda row: row["event_id"])
        }
        figures = {
            key: tuple(map(_figure, group))
            for key, group in groupby(ask("report_tolls", **ids), key=lambda row: row["event_id"])
        }
        before = ask("report_before", since=start - (end - start), until=start, country=country)
        return Report(
            window=window,
            made_at=now,
            items=tuple(_item(row, sentences[row["event_id"]], figures.get(row["event_id"], ())) for row in rows),
            n_in_all=rows[0]["n_in_all"] if rows else 0,
            before={row["type"]: row["n"] for row in before},
            feeds=tuple(map(_feed, ask("report_feeds"))),
        )


def _window(
    ask: warehouse.Asked, now: datetime, since: datetime | None, until: datetime | None, country: str | None
) -> Window:
    end = until or now
    if since:
        return Window(since, end, country, None)
    last = ask("report_last", until=_naive(end), country=country)[0]["last_at"]
    if last is None or _aware(last) >= end - DAY:
        return Window(end - DAY, end, country, None)
    day = _aware(last).replace(hour=0, minute=0, second=0, microsecond=0)
    note = f"Nothing was reported in the day before {end:%Y-%m-%d %H:%M} UTC; this is the last day that has events."
    return Window(day, min(day + DAY, end), country, note)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def web_address(url: str | None) -> str | None:
    """Return `url` where it is an http or https address with a host and nothing else, None otherwise."""
    if not url or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None  # a bracketed host that is no IPv6 address


def _evidence(anchor: str, row: Row, claimed_by: str | None) -> Evidence:
    return Evidence(
        anchor=anchor,
        before=row["before"],
        marked=row["marked"],
        after=row["after"],
        title=row["title"],
        source=row["source"],
        url=web_address(row["url"]),
        told_at=_aware(row["told_at"]),
        claimed_by=claimed_by,
    )


def _sentence(row: Row) -> Evidence:
    says = f"{row['claimed_by']}, by way of {row['carrier']}" if row["claimed_by"] and row["carrier"] else None
    return _evidence(f"r-{row['report_id']}", row, says or row["claimed_by"])


def _figure(row: Row) -> Figure:
    return Figure(
        event_id=row["event_id"],
        kind=row["kind"],
        low=row["low"],
        high=row["high"],
        victims=row["victims"],
        victims_country=row["victims_country"],
        claimant=row["claimant"] or row["source"],
        is_running_total=row["scope"] == "to_date",
        evidence=_evidence(f"t-{row['report_id']}-{row['position']}", row, row["claimant"]),
    )


def _item(row: Row, evidence: Sequence[Evidence], figures: Sequence[Figure]) -> Item:
    plain = ("event_id", "type", "quad_class", "score", "status", "country", "lat", "lon", "place_precision", "is_new")
    lists = ("modes", "actors", "recipients", "actor_countries", "recipient_countries", "sources")
    as_they_are: dict[str, Any] = {name: row[name] for name in (*plain, "n_articles", "n_sources")}
    as_tuples: dict[str, Any] = {name: tuple(row[name]) for name in lists}
    return Item(
        **as_they_are,
        **as_tuples,
        place=row["place_name"],
        happened=row["event_date"],
        is_dated_to_day=row["event_date"] is not None and row["date_precision"] == "day",
        is_dated_to_month=row["event_date"] is not None and row["date_precision"] == "month",
        happened_text=_happened(row),
        first_at=_aware(row["first_at"]),
        evidence=tuple(evidence),
        figures=tuple(figures),
    )


def _happened(row: Row) -> str:
    day = row["event_date"]
    if day is None or row["date_precision"] == "unknown":
        return "undated"
    return {"day": f"{day.day} {day:%B %Y}", "month": f"{day:%B %Y}", "year": f"{day:%Y}"}[row["date_precision"]]


def _feed(row: Row) -> FeedLine:
    return FeedLine(
        source=row["source"],
        title=row["title"],
        url=web_address(row["homepage"]) or web_address(row["feed_url"]),
        verdict=row["verdict"],
        last_ok_at=_aware(row["last_ok_at"]) if row["last_ok_at"] else None,
        last_code=row["last_code"],
        n_polls=row["n_polls"],
        n_ok=row["n_ok"],
        n_new=row["n_new"],
    )
