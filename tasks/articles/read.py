"""A captured page and its feed entry to an article."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.articles import metadata
from tasks.articles.authors import Byline, authors, signature
from tasks.articles.body import body, fragment
from tasks.articles.dateline import Dateline, dateline, stamp_in, without_stamp
from tasks.articles.evidence import said
from tasks.articles.instants import Instant, modified, published
from tasks.articles.language import language
from tasks.articles.lines import is_locked
from tasks.articles.page import Markup, open_page
from tasks.articles.sources import Sources, sources
from tasks.articles.structured import text_of
from tasks.articles.titles import title
from tasks.errors import Rejected
from tasks.records import Article, Feed, FeedEntry, Page, stable_id
from tasks.text import digest, site

SHORT_WORDS = 120  # a locked article shows no more


def read(page: Page, entry: FeedEntry | None, feed: Feed | None) -> Article:
    """Return the article in a captured page; with page kind `entry`, from what the feed gives.

    Raises `Rejected`: `empty_page`, `too_deep`, `unsupported_type`.
    """
    if page.content_type and not re.match(r"\s*(text/|application/x(ht)?ml)", page.content_type, re.IGNORECASE):
        raise Rejected("unsupported_type", f"{page.final_url} is {page.content_type}, not a web page")
    markup = open_page(page)
    facts = sources(markup.tree, page.final_url, entry, feed, page.kind == "entry")
    byline = authors(facts)  # before the body, which takes parts of the tree away
    text, text_from = (fragment(markup.html), "feed") if facts.is_from_feed else body(facts)
    if not text:
        raise Rejected("empty_page", f"no article text was found in {page.final_url}")
    return _article(page, facts, byline, text, text_from, markup)


def _article(page: Page, facts: Sources, byline: Byline, text: str, text_from: str, markup: Markup) -> Article:
    headline, title_from = title(facts)
    entry, feed = facts.entry, facts.feed
    code, code_from = language(text, said(facts, "language"))
    opening, instant, date_flags = _dated(page, facts, text, code)
    byline, text = _signed(byline, without_stamp(text), facts)
    canonical, canonical_from = metadata.canonical(facts)
    section, section_from = metadata.section(facts)
    tags, tags_from = metadata.tags(facts)
    image, image_from = metadata.image(facts)
    modified_at, modified_from = modified(facts, page.fetched_at)
    words = len(text.split())
    locked = words < SHORT_WORDS and is_locked("\n".join(facts.tree.itertext()))
    paywall_from = metadata.paywall(facts) or ("text" if locked else None)
    short = ("paywall_short",) if paywall_from and words < SHORT_WORDS else ()
    return Article(
        article_id=stable_id("article", canonical),
        version=1,
        url=page.final_url,
        canonical_url=canonical,
        canonical_from=canonical_from,
        source=feed.source if feed else site(page.final_url),
        feed_url=entry.feed_url if entry else page.feed_url,
        entry_id=entry.entry_id if entry else page.entry_id,
        page_id=page.page_id,
        title=headline,
        title_from=title_from,
        authors=byline.people,
        authors_from=byline.people_from,
        agency=byline.agency or opening.agency,
        agency_from=byline.agency_from or ("dateline" if opening.agency else None),
        published_at=instant.moment if instant else None,
        published_raw=instant.raw if instant else None,
        published_from=instant.source if instant else None,
        modified_at=modified_at,
        modified_from=modified_from,
        fetched_at=page.fetched_at,
        language=code,
        language_from=code_from,
        dateline_place=opening.place,
        dateline_date=opening.day,
        dateline_agency=opening.agency,
        section=section,
        section_from=section_from,
        tags=tags,
        tags_from=tags_from,
        image_url=image,
        image_from=image_from,
        is_paywalled=paywall_from is not None,
        paywall_from=paywall_from,
        is_from_feed=facts.is_from_feed,
        flags=(*markup.flags, *date_flags, *short),
        text=text,
        text_from=text_from,
        word_count=words,
        content_sha256=digest(headline, text),
        source_country=feed.country if feed else None,
        source_timezone=feed.timezone if feed else None,
    )


def _signed(byline: Byline, text: str, facts: Sources) -> tuple[Byline, str]:
    """Return the byline, that of a line of names in the text where no other is known, and the text without it."""
    if byline.people:
        return byline, text
    named, text = signature(text, facts)
    outlet = named and byline.agency in facts.outlet
    agency = (None, None) if outlet else (byline.agency, byline.agency_from)
    return Byline(named, "text" if named else None, *agency), text


def _dated(
    page: Page, facts: Sources, text: str, language: str | None
) -> tuple[Dateline, Instant | None, tuple[str, ...]]:
    """Return the dateline of a text, the publication instant and flags; a stamp in the page helps where no zone is."""
    opening = dateline(text, page.fetched_at.year, language)
    instant, flags = published(facts, page.fetched_at, opening.stamp)
    if instant is None or "date_no_zone" in flags:
        opening = replace(opening, stamp=opening.stamp or stamp_in(text_of(facts.tree)[:20_000], language))
        instant, flags = published(facts, page.fetched_at, opening.stamp)
    if instant and instant.moment.year != page.fetched_at.year and not opening.stamp:
        opening = dateline(text, instant.moment.year, language)
    return opening, instant, flags


def clean_row(row: dict[str, Any], base: Path) -> dict[str, Any]:
    """Return one row of `sitrep clean`: {"file", "url", "fetched_at"} to {"url", "title", "authors", ...}.

    `base` is the folder that `file` is relative to. A page that cannot be read gives a row with `error` and no text.
    """
    url = str(row.get("url") or "")
    try:
        article = read(_captured(row, base), None, None)
    except (Rejected, OSError, EOFError) as error:
        empty: dict[str, Any] = {"title": None, "authors": [], "published_at": None, "language": None, "text": ""}
        return {"url": url, **empty, "error": str(error)}
    return {
        "url": url,
        "title": article.title,
        "authors": [*article.authors, *(article.agency.split(", ") if article.agency else [])],
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "language": article.language,
        "text": article.text,
    }


def _captured(row: dict[str, Any], base: Path) -> Page:
    path = base / str(row["file"])
    raw = path.read_bytes()
    url = str(row.get("url") or path.as_uri())
    fetched_at = datetime.fromisoformat(str(row.get("fetched_at") or datetime.now(UTC).isoformat()))
    moment = fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC)
    html = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return Page(stable_id("page", url), url, url, "page", moment, 200, "text/html", None, (), html)
