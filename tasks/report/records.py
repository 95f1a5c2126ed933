"""What a report is made of: records between the SQL rows and the templates. All instants are aware UTC."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """The period reported on, `since` included and `until` not, and why it is this one where nobody chose it."""

    since: datetime
    until: datetime
    country: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence, cut around the words that matter in it, and where it stands."""

    anchor: str  # id within the page
    before: str
    marked: str
    after: str
    title: str
    source: str
    url: str | None  # None where the address is no web address
    told_at: datetime
    claimed_by: str | None

    @property
    def sentence(self) -> str:
        """The whole sentence on one line."""
        return " ".join(f"{self.before}{self.marked}{self.after}".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """One claim of people hurt in one event."""

    event_id: str
    kind: str
    low: int | None
    high: int | None
    victims: str
    victims_country: str | None  # ISO3
    claimant: str  # who gives the figure; the outlet where the text attributes it to nobody
    is_running_total: bool
    evidence: Evidence

    @property
    def whom(self) -> str:
        """The words for those hurt; empty where they are the bare figure again."""
        return "" if self.victims.replace(",", "").strip().isdigit() else self.victims

    @property
    def number(self) -> str:
        """The figure in words: 17, at least 17, up to 17, 17–20."""
        if self.low is not None and self.high is not None:
            return f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"
        if self.low is not None:
            return f"at least {self.low:,}"
        return f"up to {self.high:,}" if self.high is not None else "some"


@dataclass(frozen=True, slots=True)
class Item:
    """One event with its evidence; `evidence` is never empty."""

    event_id: str
    type: str
    modes: tuple[str, ...]
    quad_class: str
    score: float
    status: str
    happened: date | None  # first day of the period
    is_dated_to_day: bool
    is_dated_to_month: bool
    happened_text: str  # as exact as it is known, "undated" where it is not
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    actor_countries: tuple[str, ...]
    recipient_countries: tuple[str, ...]
    n_articles: int
    n_sources: int
    sources: tuple[str, ...]
    first_at: datetime
    is_new: bool
    evidence: tuple[Evidence, ...]
    figures: tuple[Figure, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries it concerns: those of the place and of the parties, sorted."""
        found = {self.country, *self.actor_countries, *self.recipient_countries} - {None}
        return tuple(sorted(code for code in found if code))

    @property
    def parties(self) -> str:
        """Who did it to whom, in one line; empty where nobody is named."""
        if not self.recipients:
            return ", ".join(self.actors)
        return f"{', '.join(self.actors) or 'unnamed'} → {', '.join(self.recipients)}"


@dataclass(frozen=True, slots=True)
class FeedLine:
    """How one feed fares."""

    source: str
    title: str
    url: str | None
    verdict: str
    last_ok_at: datetime | None
    last_code: str | None
    n_polls: int
    n_ok: int
    n_new: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report tells; `items` stand main events first, `n_in_all` counts those left out too."""

    window: Window
    made_at: datetime
    items: tuple[Item, ...]
    n_in_all: int
    before: dict[str, int]  # events by type in the period before, of the same length
    feeds: tuple[FeedLine, ...]
