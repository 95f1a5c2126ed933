"""Section, tags, image, paywall and address of a page."""

from urllib.parse import urljoin

from courlan import extract_domain

from tasks.articles.sources import Sources, unescaped
from tasks.articles.structured import strings
from tasks.text import clean_url

MOST_TAGS = 30


def first(page: Sources, key: str, *names: str) -> str | None:
    """Return the first string under a JSON-LD key or, failing that, one of the meta names."""
    said = [text for each in page.articles[:1] for text in strings(each.get(key))]
    found = next(iter([*said, *(text for name in names for text in page.meta.get(name, []))]), None)
    return unescaped(found) if found else None


def image(page: Sources) -> str | None:
    """Return the address of the article's main image, absolute."""
    things = [each.get("image") for each in page.articles[:1]]
    urls = [each.get("url") if isinstance(each, dict) else each for thing in things for each in _listed(thing)]
    found = first(page, "thumbnailUrl", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    address = next((url for url in (found, *urls) if isinstance(url, str) and url), None)
    return urljoin(page.url, address) if address else None


def _listed(thing: object) -> list[object]:
    return thing if isinstance(thing, list) else [thing]


def tags(page: Sources) -> tuple[str, ...]:
    """Return the tags and keywords given, each once."""
    said = [text for each in page.articles[:1] for text in strings(each.get("keywords"))]
    for name in ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"):
        said = said or page.meta.get(name, [])
    split = [tag.strip() for text in said for tag in unescaped(text).split(",")]
    return tuple(dict.fromkeys(tag for tag in [*split, *(page.entry.tags if page.entry else ())] if tag))[:MOST_TAGS]


def is_paywalled(page: Sources) -> bool:
    """Return whether the page says that its text is not free to all."""
    said = [str(each.get("isAccessibleForFree", "")).rpartition("/")[2].lower() for each in page.articles]
    said += [text.lower() for text in page.microdata.get("isAccessibleForFree", [])]
    tiers = page.meta.get("article:content_tier", []) + page.meta.get("access", [])
    return any(text in ("false", "no") for text in said) or any(
        tier.lower() in ("locked", "metered", "paid", "premium", "abo") for tier in tiers
    )


def canonical(page: Sources) -> str:
    """Return the address that the page says it has, where that is plausible; AMP pages give the plain page's."""
    given = [page.links.get("canonical"), *page.meta.get("og:url", [])]
    address = urljoin(page.url, next((link for link in given if link), page.url))
    own = extract_domain(page.url)
    plausible = address.startswith(("http://", "https://")) and extract_domain(address) == own
    # A canonical link to the front page, as some templates have on every page, would make one article of all.
    is_front = len(address.split("/", 3)) < 4 or address.split("/", 3)[3] == ""
    return clean_url(address if plausible and not is_front else page.url)
