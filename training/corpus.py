"""The labelled documents that the event coder learns from: the reference set and our own articles."""

import re
import unicodedata
from typing import Any

from bench.shared import documents
from tasks.settings import ROOT
from training import markup

ARTICLES = ROOT / "training" / "articles"
FOUNDING = ("n_06.txt", "r_01.txt")
"""Border incidents and telephone calls as a ministry tells them."""


def founding() -> set[str]:
    """Return the ids of our own articles that are in the manner of the founding example."""
    return {each for name in FOUNDING for each in markup.ids(ARTICLES / name)}


def labelled(*, reference: bool = True, own: bool = True) -> list[dict[str, Any]]:
    """Return the documents to learn from, in the shape of `../shared/bench/GUIDELINES.md`; never those of dev."""
    return (documents("train") if reference else []) + (markup.documents(ARTICLES) if own else [])


def overlapping(event: dict[str, Any], document: dict[str, Any], start: int, end: int) -> bool:
    """Return whether an event is labelled in a sentence that shares a character with [start, end)."""
    sentences = document["sentences"]
    return any(sentences[n]["start"] < end and start < sentences[n]["end"] for n in event["sentences"])


def entity_of(document: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the labelled entity of a key."""
    return next(entity for entity in document["entities"] if entity["id"] == key)


def names_of(entity: dict[str, Any]) -> set[str]:
    """Return the folded names of a labelled entity."""
    return {folded(name) for name in (entity["name"], *entity.get("aliases", ()))} - {""}


def is_named(said: set[str], names: set[str]) -> bool:
    """Return whether words said of a mention or its entity name the labelled one."""
    return any(a == b or (len(a) > 3 and len(b) > 3 and _within(a, b)) for a in said for b in names)


def _within(a: str, b: str) -> bool:
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "


def folded(name: str) -> str:
    """Return a name in lower case, without accents, punctuation, a leading article and a plural s."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[^a-z0-9]+", " ", plain).strip())
