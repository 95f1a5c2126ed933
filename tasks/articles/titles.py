"""The headline of a page, without the site's name, section or kicker."""

import re

from tasks.articles.evidence import said
from tasks.articles.sources import Sources, in_outlet, unescaped
from tasks.articles.structured import strings
from tasks.text import folded

SEPARATOR = re.compile(r"\s+[|–—•·»‹›«/:-]+\s+|\s+\|\s*|\s*\|\s+|\s*[|｜]\s*|:\s+|\s+::\s+")
# Sources that show the headline itself; the page title and the Twitter card are often cut or reworded.
SHOWN = {"json_ld", "og", "h1", "microdata", "feed"}
HEADLINE_WORDS = 4
MOST_CHARS = 1000
KICKER_WORDS = 5
MORE_WORDS = 2  # beside the outlet's name in a tail: "NTV Haber", "Sport | The Post online"


def title(page: Sources) -> tuple[str, str | None]:
    """Return the headline without the site's name, and its source; empty when there is none."""
    given = [(source, unescaped(raw[:MOST_CHARS])) for source, raw in said(page, "title") if raw.strip()]
    if not given:
        return "", None
    # A short headline of news about the outlet itself looks like its name alone.
    found = [(source, text) for source, raw in given if (text := _tidy(raw, page.outlet))] or given[:1]
    source, text = _preferred(page, found)
    others = [(name, other) for name, other in found if folded(other) != folded(text)]
    return _proper(text, others), source


def _preferred(page: Sources, found: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the first source's headline, or the shared one that the article's own data gives as its other name.

    The headline for search engines and the one shown differ on many pages; the alternative name tells the shown one.
    """
    first = found[0]
    if first[0] != "json_ld":
        return first
    names = [each.get(key) for each in page.articles[:1] for key in ("alternativeHeadline", "alternateName", "name")]
    shown = {folded(unescaped(text)) for text in [*strings(names), *page.microdata.get("headline", [])]}
    shared = next((each for each in found if each[0] == "og"), first)
    return shared if folded(shared[1]) in shown and folded(first[1]) not in shown else first


def _tidy(text: str, outlet: tuple[str, ...]) -> str:
    """Return a headline without an outlet's name before or behind a separator; empty when it is nothing else."""
    while (cuts := list(SEPARATOR.finditer(text))) and _is_site(text[cuts[-1].end() :], cuts[-1][0], outlet):
        text = text[: cuts[-1].start()]
    if cuts and not cuts[0][0].startswith(":") and _is_site(text[: cuts[0].start()], cuts[0][0], outlet):
        text = text[cuts[0].end() :]
    return "" if in_outlet(text, outlet, MORE_WORDS) and len(text.split()) < HEADLINE_WORDS else text


def _is_site(part: str, separator: str, outlet: tuple[str, ...]) -> bool:
    return in_outlet(part, outlet, 0 if separator.startswith(":") else MORE_WORDS)


def _proper(text: str, others: list[tuple[str, str]]) -> str:
    """Return the part of a headline that another source has alone, or that both have behind different kickers."""
    cuts = list(SEPARATOR.finditer(text))
    alone = {folded(other) for _, other in others}
    for cut in reversed(cuts):
        if not cut[0].startswith(":") and folded(text[: cut.start()]) in alone:
            return text[: cut.start()]
    shown = {folded(other) for name, other in others if name in SHOWN}
    behind = {
        folded(other[cut.end() :]) for name, other in others if name in SHOWN for cut in SEPARATOR.finditer(other)
    }
    for cut in cuts:
        rest = text[cut.end() :]
        is_kicker = len(text[: cut.start()].split()) <= KICKER_WORDS and len(rest.split()) >= HEADLINE_WORDS
        if is_kicker and folded(rest) in shown | behind:
            return rest
    return text
