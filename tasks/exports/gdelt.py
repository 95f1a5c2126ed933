"""Tables of events and mentions in the columns of GDELT 2.0: compatible, not equivalent.

Columns as in "The GDELT Event Database Data Format Codebook V2.0" (19 February 2015). What GDELT takes from elsewhere
is filled thus: GoldsteinScale has the PLOVER score (same range, -10 to 10), AvgTone and MentionDocTone are 0, codes of
ethnic groups, religions, provinces and districts stay empty. GlobalEventID is made from sitrep's id. IsRootEvent is 1
where the article that tells the event best does so in its first paragraph.
"""

from dataclasses import astuple, dataclass
from datetime import date

from tasks.exports.records import EventRow, Party, ReportRow, country

LABEL = "GDELT 2.0-compatible, not equivalent: coded by sitrep, not by the GDELT Project"
KNOWN = {"UNO": ("IGOUNO", "UNO"), "EUR": ("IGOEUREEC", "EEC")}  # CAMEO's codes of the bodies that have their own
TYPES = {"UNO": "IGO", "IGO": "IGO", "EUR": "IGO", "NGO": "NGO", "ISM": "NGM", "IMG": "IMG", "MNC": "MNC"}


@dataclass(frozen=True, slots=True)
class Actor:
    """The ten columns of an actor."""

    code: str = ""
    name: str = ""
    country_code: str = ""
    known_group_code: str = ""
    ethnic_code: str = ""
    religion1_code: str = ""
    religion2_code: str = ""
    type1_code: str = ""
    type2_code: str = ""
    type3_code: str = ""


@dataclass(frozen=True, slots=True)
class Geo:
    """The eight columns of a place. Types: 1 country, 2 US state, 3 US city, 4 city elsewhere, 5 province elsewhere."""

    type: int = 0
    fullname: str = ""
    country_code: str = ""  # FIPS 10-4
    adm1_code: str = ""
    adm2_code: str = ""
    lat: float | str = ""
    long: float | str = ""
    feature_id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the events table, 61 columns in GDELT's order."""

    global_event_id: int
    day: str
    month_year: str
    year: str
    fraction_date: str
    actor1: Actor
    actor2: Actor
    is_root_event: int
    event_code: str
    event_base_code: str
    event_root_code: str
    quad_class: int
    goldstein_scale: float
    num_mentions: int
    num_sources: int
    num_articles: int
    avg_tone: float
    actor1_geo: Geo
    actor2_geo: Geo
    action_geo: Geo
    date_added: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One line of the mentions table, 16 columns in GDELT's order."""

    global_event_id: int
    event_time_date: str
    mention_time_date: str
    mention_type: int
    mention_source_name: str
    mention_identifier: str
    sentence_id: int
    actor1_char_offset: int
    actor2_char_offset: int
    action_char_offset: int
    in_raw_text: int
    confidence: int  # percent, in tens
    mention_doc_len: int
    mention_doc_tone: float
    mention_doc_translation_info: str
    extras: str


def number(event_id: str) -> int:
    """Return a positive 63-bit number for an event's id, the same at every export."""
    return int(event_id, 16) & (2**63 - 1)


def event(row: EventRow) -> Event:
    """Return an event's line; one without a date has the day of its first report."""
    day = row.event_date or row.moment.date()
    first, second = row.sides
    return Event(
        number(row.event_id), f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y}", f"{_fraction(day):.4f}",
        _actor(first), _actor(second), int(row.is_lead), row.cameo_code,
        row.cameo_code[:3], row.cameo_code[:2], row.quad, row.score, row.n_reports, row.n_sources, row.n_articles, 0.0,
        _land(first), _land(second), _place(row), f"{row.moment:%Y%m%d%H%M%S}", row.url,
    )  # fmt: skip


def mention(report: ReportRow, of: EventRow) -> Mention:
    """Return the line of one report of an event; an offset that is not known is -1."""
    told = report.published_at or report.fetched_at
    return Mention(
        number(of.event_id), f"{of.moment:%Y%m%d%H%M%S}", f"{told:%Y%m%d%H%M%S}", 1, report.source, report.url,
        report.sentence_number, _offset(report.actor_start), _offset(report.recipient_start), report.trigger_start, 1,
        round(report.confidence * 10) * 10, report.text_length, 0.0, "", "",
    )  # fmt: skip


def cells(line: Event | Mention) -> tuple[str, ...]:
    """Return the columns of a line as text: no tab, no line break in any."""
    return tuple(" ".join(str(value).split()) for value in _flat(astuple(line)))


def _flat(values: tuple[object, ...]) -> list[object]:
    return [item for value in values for item in (_flat(value) if isinstance(value, tuple) else [value])]


def _offset(start: int | None) -> int:
    return -1 if start is None else start


def _fraction(day: date) -> float:
    """The year with the part of it gone by, at a thousandth of a year and 30 days a month, as GDELT has it."""
    return day.year + min(((day.month - 1) * 30 + day.day) / 365, 0.9999)


def _actor(party: Party | None) -> Actor:
    if party is None:
        return Actor()
    international = TYPES.get(party.country or "")
    land = "" if international else party.country or ""
    if party.country in KNOWN:
        code, group = KNOWN[party.country]
        return Actor(code, party.name.upper(), known_group_code=group, type1_code="IGO")
    kinds = [each for each in (international, party.cameo_code) if each]
    first, second = (*kinds, "", "")[:2]
    return Actor(land + "".join(kinds), party.name.upper(), land, type1_code=first, type2_code=second)


def _land(party: Party | None) -> Geo:
    known = country(party.country) if party else {}
    return Geo(1, known["name"], known["fips"]) if known else Geo()


def _place(row: EventRow) -> Geo:
    if not row.place_name:
        return Geo()
    kinds = {"country": 1, "region": 1, "province": 5, "district": 5}
    kind = kinds.get(row.place_precision or "", 4) if row.place_precision else 0
    if row.country == "USA" and kind in (4, 5):
        kind = 3 if kind == 4 else 2
    known = country(row.country)
    full = ", ".join(dict.fromkeys([row.place_name, *([known["name"]] if known else [])]))
    lat, lon = ("", "") if row.lat is None or row.lon is None else (row.lat, row.lon)
    return Geo(kind, full, known.get("fips", ""), lat=lat, long=lon)
