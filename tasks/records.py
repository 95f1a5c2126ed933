"""The frozen records that pass between stages.

A record's plain fields are the columns of the table of the same name in `sql/schema`; a test holds them equal.
All instants are aware datetimes (UTC unless said otherwise); all offsets are Unicode code points, end exclusive.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

EntityType = Literal["PERSON", "ORG", "PLACE", "GROUP"]
Precision = Literal["day", "month", "year", "unknown"]
PlacePrecision = Literal["exact", "town", "district", "province", "country", "region"]
Status = Literal["actual", "planned", "hypothetical", "denied"]
TollKind = Literal["killed", "wounded", "captured", "missing", "displaced"]

CODER_VERSION = "model-7"
"""The coder of now; every run, coding and report tells which one made it."""


def stable_id(*parts: object) -> str:
    """Return 16 hex digits that are the same for the same parts on every machine and run."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int


# --- acquisition ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as configured (feeds.toml, OPML): what is known before it is asked."""

    feed_url: str
    title: str
    source: str  # the outlet, e.g. "azernews.az"
    homepage: str | None = None
    country: str | None = None  # ISO 3166 alpha-3 of the outlet
    language: str | None = None  # ISO 639-1
    timezone: str | None = None  # IANA name; naive times of this outlet are read in it
    category: str | None = None  # world, regional, official ...


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polling one feed has taught so far; stored beside the feed in `feeds`."""

    feed_url: str
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    poll_interval_s: int | None = None
    consecutive_failures: int = 0
    last_ok_at: datetime | None = None
    last_code: str | None = None
    moved_to: str | None = None  # where the last good poll said that it moves for good
    moved_seen: int = 0  # good polls in a row that said so
    asked_at: str | None = None  # where it has moved; None while it is asked at its own address
    retired_at: datetime | None = None
    skip_hours: tuple[int, ...] = ()  # UTC hours in which it says not to ask
    skip_days: tuple[str, ...] = ()  # English day names


@dataclass(frozen=True, slots=True)
class Poll:
    """One request of one feed and how it went."""

    poll_id: str
    run_id: str
    feed_url: str
    started_at: datetime
    duration_ms: int
    outcome: Literal["ok", "unchanged", "deferred", "failed", "retired"]
    code: str | None  # error code, None when ok
    http_status: int | None
    size_bytes: int
    n_entries: int
    n_known: int
    n_new: int
    page_id: str | None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed, before its page is fetched. `entry_id` names this item in this version."""

    entry_id: str  # stable over runs: identity (guid or url, per feed) and content hash
    feed_url: str
    guid: str | None
    url: str  # absolute, cleaned of tracking parameters
    url_raw: str  # as the feed gives it
    title: str
    summary: str  # HTML as given
    content: str | None  # full content as HTML, when the feed carries it
    authors: tuple[str, ...]
    published_at: datetime | None
    published_raw: str | None
    updated_at: datetime | None
    language: str | None
    tags: tuple[str, ...]
    content_sha256: str
    flags: tuple[str, ...] = ()  # e.g. date_future, date_no_zone, full_content
    attempts: int = 0  # runs that asked for its page in vain


@dataclass(frozen=True, slots=True)
class Page:
    """One captured response, as it lies in a WARC file. `body` is decompressed, never changed otherwise."""

    page_id: str
    url: str  # as asked for
    final_url: str  # after redirects
    kind: Literal["feed", "page", "entry"]  # entry: made from the feed item alone
    fetched_at: datetime
    http_status: int
    content_type: str | None
    charset: str | None  # declared by the response
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    feed_url: str | None = None
    entry_id: str | None = None
    run_id: str | None = None
    warc_file: str | None = None  # relative to the WARC folder
    warc_offset: int | None = None
    warc_length: int | None = None
    moved_to: str | None = None  # where redirects that are for good led


# --- articles ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a careful reader would copy it."""

    article_id: str
    version: int
    url: str
    canonical_url: str
    source: str  # outlet; the registered domain where nothing better is known
    feed_url: str | None
    entry_id: str | None
    page_id: str | None
    title: str
    title_from: str | None
    authors: tuple[str, ...]
    authors_from: str | None
    agency: str | None
    published_at: datetime | None  # with the zone it was given in
    published_raw: str | None
    published_from: str | None
    modified_at: datetime | None
    fetched_at: datetime
    language: str | None  # ISO 639-1
    language_from: str | None
    dateline_place: str | None
    dateline_date: date | None
    dateline_agency: str | None
    section: str | None
    tags: tuple[str, ...]
    image_url: str | None
    is_paywalled: bool
    is_from_feed: bool  # made from what the feed gave, the page could not be had
    flags: tuple[str, ...]
    text: str
    word_count: int
    content_sha256: str
    source_country: str | None = None  # ISO3, from the feed list: a hint for places
    source_timezone: str | None = None
    # Where each was found, as title_from tells it for the title.
    canonical_from: str | None = None
    agency_from: str | None = None
    modified_from: str | None = None
    section_from: str | None = None
    tags_from: str | None = None
    image_from: str | None = None
    paywall_from: str | None = None
    text_from: str | None = None


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """One article's place in a story: near-identical articles across outlets and versions."""

    story_id: str
    article_id: str
    kind: Literal["original", "copy", "republication", "update"]
    similarity: float  # 0..1 to the story's original
    reason: str


# --- entities ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or unnamed group; the same id in every article that names it."""

    entity_id: str
    type: EntityType
    name: str
    country: str | None = None  # ISO3 or IGO UNO EUR NGO ISM IMG MNC
    sector: str | None = None  # PLOVER sector
    role: str | None = None  # the fullest role said of a person in this article
    geonames_id: int | None = None
    lat: float | None = None  # WGS 84 degrees
    lon: float | None = None
    place_precision: PlacePrecision | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office that an article gives a person, in one writing, with the body and country that it implies."""

    office: str  # foreign minister; former president
    body: str | None  # the body, firm, party, town or province that it is of
    country: str | None
    said: str  # the article's words


@dataclass(frozen=True, slots=True)
class EntityMerge:
    """Two entities of different articles that are one; a row that can be undone."""

    merge_id: str
    entity_id: str
    into_entity_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One stretch of an article that names or refers to an entity."""

    mention_id: str
    article_id: str
    entity_id: str
    start_char: int
    end_char: int
    text: str
    kind: Literal["name", "short", "demonym", "pronoun", "description", "group"]
    role: str | None = None  # role as said right here
    offices: tuple[Office, ...] = ()  # what that role comes to


# --- events --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participant:
    """A party to a reported event."""

    role: Literal["actor", "recipient"]
    entity_id: str
    name: str
    country: str | None
    sector: str | None
    start_char: int | None  # the mention that put it here; None when carried over
    end_char: int | None
    how: Literal["named", "reference", "carried"]


@dataclass(frozen=True, slots=True)
class EventPlace:
    """A place where a reported event happened; the first of a report is the one to map."""

    entity_id: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    place_precision: PlacePrecision | None
    start_char: int | None
    end_char: int | None


@dataclass(frozen=True, slots=True)
class Toll:
    """One figure of people hurt, with who gives it."""

    kind: TollKind
    low: int | None
    high: int | None
    victims: str
    victims_country: str | None
    victims_sector: str | None
    claimed_by_entity_id: str | None
    claimed_by: str | None
    scope: Literal["event", "to_date"]
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Report:
    """One event as one article reports it, with its evidence."""

    report_id: str
    article_id: str
    position: int  # order in the article, from 0
    type: str  # PLOVER event type
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    status: Status
    trigger: str
    trigger_start: int
    trigger_end: int
    evidence: tuple[Span, ...]  # the sentences that report it, best first
    event_date: date | None  # first day of the period
    date_precision: Precision
    date_method: str | None
    date_start: int | None  # the words that dated it
    date_end: int | None
    places: tuple[EventPlace, ...]
    participants: tuple[Participant, ...]
    tolls: tuple[Toll, ...]
    claimed_by_entity_id: str | None
    claimed_by: str | None
    claim_start: int | None  # the words of attribution
    claim_end: int | None
    carrier: str | None  # the medium that carries the claim, when the text names one
    confidence: float  # 0..1
    coder_version: str


@dataclass(frozen=True, slots=True)
class Coding:
    """What the coder made of one article: rows that replace whatever the article had before."""

    article_id: str
    status: Literal["coded", "no_events", "language", "too_long", "unsplittable"]
    coder_version: str
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    reports: tuple[Report, ...]
    rejects: tuple["Reject", ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Which reports tell one and the same happening; `event_id` is the id of the `events` row."""

    event_id: str
    report_ids: tuple[str, ...]


# --- the run -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reject:
    """Something skipped, and why."""

    reject_id: str
    run_id: str | None
    stage: Literal["feeds", "fetch", "archive", "articles", "entities", "events", "stories", "warehouse"]
    code: str
    detail: str
    feed_url: str | None = None
    url: str | None = None
    entry_id: str | None = None
    article_id: str | None = None
    start_char: int | None = None
    end_char: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow. Invariant when it ends well: n_entries = n_loaded + n_known + n_rejected."""

    run_id: str
    flow: str
    started_at: datetime
    ended_at: datetime | None
    state: Literal["running", "completed", "failed", "crashed"]
    n_feeds: int
    n_feeds_failed: int
    n_entries: int
    n_loaded: int
    n_known: int
    n_rejected: int
    n_events: int
    coder_version: str
    detail: str | None = None
