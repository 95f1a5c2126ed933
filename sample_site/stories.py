"""The sample articles and outlets, read from their source files."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet: how it looks (template), what its feed is, where it is."""

    name: str
    title: str
    feed: str  # file name of its feed
    country: str
    language: str
    timezone: str


OUTLETS = (
    Outlet("caspian-courier", "Caspian Courier", "rss.xml", "AZE", "en", "Asia/Baku"),
    Outlet("meridian-wire", "Meridian Wire", "atom.xml", "CHE", "en", "UTC"),
    Outlet("harbour-post", "The Harbour Post", "full.xml", "GBR", "en", "Europe/London"),
    Outlet("el-faro", "El Faro del Sur", "index.rdf", "PER", "es", "America/Lima"),
    Outlet("levant-daily", "Levant Daily", "feed.json", "LBN", "en", "Asia/Beirut"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One sample article as its source file has it."""

    slug: str
    outlet: str
    title: str
    byline: str
    published: datetime
    language: str
    tags: tuple[str, ...]
    dateline: str
    paragraphs: tuple[str, ...]
    update: str | None  # the headline of its second version, where it has one

    @property
    def path(self) -> str:
        """The address of the article below the site's root."""
        return f"/{self.outlet}/{self.published:%Y/%m/%d}/{self.slug}.html"

    @property
    def authors(self) -> tuple[str, ...]:
        """The people in its byline; none when an agency signs."""
        plain = self.byline.removeprefix("By ").removeprefix("Por ").removeprefix("Par ")
        return () if plain == "Meridian Wire" else tuple(plain.split(" and "))


def stories() -> list[Story]:
    """Return the sample articles, newest first."""
    made = [_read(path) for path in sorted((HERE / "articles").glob("*.txt"))]
    return sorted(made, key=lambda story: story.published, reverse=True)


def _read(path: Path) -> Story:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Story(
        slug=path.stem,
        outlet=facts["outlet"],
        title=facts["title"],
        byline=facts["byline"],
        published=datetime.fromisoformat(facts["published"]),
        language=facts.get("language", "en"),
        tags=tuple(facts["tags"].split(", ")),
        dateline=facts.get("dateline", ""),
        paragraphs=tuple(body.strip().split("\n\n")),
        update=facts.get("update"),
    )
