"""Section, tags, image, paywall and address of a page, each with its source."""

from urllib.parse import urljoin

from courlan import extract_domain

from tasks.articles.evidence import grouped, said
from tasks.articles.sources import Sources, unescaped
from tasks.text import clean_url

MOST_TAGS = 30
CLOSED = {"false", "no", "locked", "metered", "paid", "premium", "abo"}


def section(page: Sources) -> tuple[str | None, str | None]:
    """Return the section of the site that the article stands in."""
    return next(((unescaped(text), source) for source, text in said(page, "section")), (None, None))


def image(page: Sources) -> tuple[str | None, str | None]:
    """Return the address of the article's main image, absolute."""
    found = ((urljoin(page.url, unescaped(address)), source) for source, address in said(page, "image"))
    return next(found, (None, None))


def tags(page: Sources) -> tuple[tuple[str, ...], str | None]:
    """Return the tags and keywords given, each once, those of the feed entry last."""
    source, given = next(grouped(page, "tags"), (None, list[str]()))
    split = [tag.strip() for text in given for tag in unescaped(text).split(",")]
    every = dict.fromkeys(tag for tag in [*split, *(page.entry.tags if page.entry else ())] if tag)
    return tuple(every)[:MOST_TAGS], source if every else None


def paywall(page: Sources) -> str | None:
    """Return the source that says that the text is not free to all; None where none does."""
    return next((source for source, text in said(page, "paywall") if text.rpartition("/")[2].lower() in CLOSED), None)


def canonical(page: Sources) -> tuple[str, str]:
    """Return the address that the page says it has, where that is plausible; AMP pages give the plain page's."""
    source, given = next(((source, link) for source, link in said(page, "canonical") if link), ("url", page.url))
    address = urljoin(page.url, given)
    own = extract_domain(page.url)
    plausible = address.startswith(("http://", "https://")) and extract_domain(address) == own
    # A canonical link to the front page, as some templates have on every page, would make one article of all.
    is_front = len(address.split("/", 3)) < 4 or address.split("/", 3)[3] == ""
    return (clean_url(address), source) if plausible and not is_front else (clean_url(page.url), "url")
