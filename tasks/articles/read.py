"""A captured page and its feed entry to an article."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tasks.articles import metadata
from tasks.articles.body import body, fragment
from tasks.articles.dateline import dateline, stamp_in, without_stamp
from tasks.articles.language import declared, language
from tasks.articles.page import Markup, open_page
from tasks.articles.structured import strings, text_of
from tasks.errors import Rejected
from tasks.records import Article, Feed, FeedEntry, Page, stable_id
from tasks.text import clean_url, digest, folded, site

SHORT_WORDS = 40


def read(page: Page, entry: FeedEntry | None, feed: Feed | None) -> Article:
    """Return the article in a captured page; with page kind `entry`, from what the feed gives.

    Raises `Rejected`: `empty_page`, `too_deep`, `unsupported_type`.
    """
    if page.content_type and not re.match(r"\s*(text/|application/x(ht)?ml)", page.content_type, re.IGNORECASE):
        raise Rejected("unsupported_type", f"{page.final_url} is {page.content_type}, not a web page")
    markup = open_page(page)
    facts = metadata.sources(markup.tree, entry, feed)
    is_entry = page.kind == "entry"
    text = fragment(markup.html) if is_entry else body(markup.html, page.final_url, facts.articles)
    if not text:
        raise Rejected("empty_page", f"no article text was found in {page.final_url}")
    return _article(page, entry, feed, facts, text, markup)


def _article(
    page: Page, entry: FeedEntry | None, feed: Feed | None, facts: metadata.Sources, text: str, markup: Markup
) -> Article:
    title, title_from = metadata.title(facts)
    authors, authors_from, agency = metadata.authors(facts)
    opening = dateline(text, page.fetched_at.year)
    instant, date_flags = metadata.published(facts, page.fetched_at, opening.stamp)
    if instant is None or "date_no_zone" in date_flags:
        opening = replace(opening, stamp=opening.stamp or stamp_in(text_of(markup.tree)[:20_000]))
        instant, date_flags = metadata.published(facts, page.fetched_at, opening.stamp)
    text = without_stamp(_without_title(text, title))
    said = [*strings([each.get("inLanguage") for each in facts.articles]), *declared(markup.tree)]
    code, code_from = language(text, [*said, (entry and entry.language) or "", (feed and feed.language) or ""])
    canonical = _canonical(page, facts)
    words = len(text.split())
    paywalled = metadata.is_paywalled(facts)
    short = ("paywall_short",) if paywalled and words < SHORT_WORDS * 3 else ()
    return Article(
        article_id=stable_id("article", canonical),
        version=1,
        url=page.final_url,
        canonical_url=canonical,
        source=feed.source if feed else site(page.final_url),
        feed_url=entry.feed_url if entry else page.feed_url,
        entry_id=entry.entry_id if entry else page.entry_id,
        page_id=page.page_id,
        title=title,
        title_from=title_from,
        authors=authors,
        authors_from=authors_from,
        agency=agency or opening.agency,
        published_at=instant.moment if instant else None,
        published_raw=instant.raw if instant else None,
        published_from=instant.source if instant else None,
        modified_at=metadata.modified(facts, page.fetched_at),
        fetched_at=page.fetched_at,
        language=code,
        language_from=code_from,
        dateline_place=opening.place,
        dateline_date=opening.day,
        dateline_agency=opening.agency,
        section=metadata.first(facts, "articleSection", "article:section"),
        tags=metadata.tags(facts),
        image_url=metadata.first(facts, "thumbnailUrl", "og:image", "twitter:image"),
        is_paywalled=paywalled,
        is_from_feed=page.kind == "entry",
        flags=(*markup.flags, *date_flags, *short),
        text=text,
        word_count=words,
        content_sha256=digest(title, text),
        source_country=feed.country if feed else None,
        source_timezone=feed.timezone if feed else None,
    )


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest and folded(first) == folded(title) else text


def _canonical(page: Page, facts: metadata.Sources) -> str:
    links = [node.get("href") for node in facts.tree.iter("link") if (node.get("rel") or "").lower() == "canonical"]
    given = [*links, *facts.meta.get("og:url", [])]
    address = urljoin(page.final_url, next((link for link in given if link), page.final_url))
    plausible = site(address) == site(page.final_url) and address.startswith(("http://", "https://"))
    # A canonical link to the front page, as some templates have on every page, would make one article of all.
    is_front = len(address.split("/", 3)) < 4 or address.split("/", 3)[3] == ""
    return clean_url(address if plausible and not is_front else page.final_url)


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
