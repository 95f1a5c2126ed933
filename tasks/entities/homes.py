"""Which country a person is of: each that the document names weighed by where and how often it does.

The weights, `models/homes.csv`, are learned from labelled documents by `training/homes.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc

from tasks import actors, logistic, places
from tasks.entities.drafts import Draft
from tasks.entities.sites import INTERNATIONAL
from tasks.entities.spans import Found
from tasks.places import Place
from tasks.settings import ROOT

WEIGHTS = ROOT / "models" / "homes.csv"
NOWHERE = "-"
"""Stands for no country among those that a person may be of."""
POSSESSIVE = frozenset(["its", "their", "his", "her", "whose"])
JUST = 3  # tokens within which a country stands just behind a name
LAST_RANK = 4
MOST_MENTIONS = 8
Facts = dict[str, float]


@dataclass(frozen=True, slots=True)
class World:
    """The countries that a document names, at which tokens, in text order and in the order of how often."""

    doc: Doc
    told: Sequence[tuple[int, str]]
    focus: Sequence[str]
    year: int | None


def world(
    doc: Doc, found: Sequence[Found], placed: Mapping[str, Place | None], focus: Sequence[str], year: int | None
) -> World:
    """Return the countries that the names found in a document tell of; `placed` holds the places by `places.key`."""
    countries = [(each.start, _country(doc, each, placed)) for each in found if each.type != "PERSON"]
    told = [(at, country) for at, country in countries if country]
    return World(doc, told, list(dict.fromkeys([*focus, *(country for _, country in told)])), year)


def _country(doc: Doc, each: Found, placed: Mapping[str, Place | None]) -> str | None:
    if each.country:
        return each.country
    text = doc[each.start : each.end].text
    if each.type == "ORG":
        return actors.resolve(text).country
    place = placed.get(places.key(text))
    return place.country if place else None


def settled(world: World, persons: Sequence[Draft]) -> list[Draft]:
    """Return the persons, each with the country that is likeliest."""
    by_key: dict[str, list[Draft]] = defaultdict(list)
    for draft in persons:
        by_key[draft.key].append(draft)
    homes = {key: _stated(same) or _likeliest(options(world, same)) for key, same in by_key.items()}
    return [replace(draft, country=homes[draft.key]) for draft in persons]


def _stated(same: Sequence[Draft]) -> str | None:
    """Return the country that opens the words beside a person's name: US Under-Secretary X; X, the Turkish minister."""
    for where, text in (one for each in same for one in each.said):
        words = text.split()
        opening = actors.country(words[0]) or actors.country(" ".join(words[:2]))
        if opening and len(words) > 1 and where in ("before", "before a comma", "behind"):
            return opening
    return None


def _likeliest(options: Mapping[str, Facts]) -> str | None:
    best = likeliest(options, weights())
    return None if best == NOWHERE else best


def likeliest(options: Mapping[str, Facts], weights: Mapping[str, float]) -> str:
    """Return the country that `weights` make likeliest."""
    return max(options, key=lambda each: logistic.score(weights, options[each]))


@cache
def weights() -> dict[str, float]:
    """Return by fact how much it speaks for a country."""
    return logistic.read(WEIGHTS)


def options(world: World, same: Sequence[Draft]) -> dict[str, Facts]:
    """Return every country that the person mentioned as `same` may be of, `NOWHERE` too, with what speaks for it."""
    made: defaultdict[str, Facts] = defaultdict(dict)
    made[NOWHERE]["none"] = 1.0
    for name, country in _of_lists(world, same):
        made[country][name] = 1.0
    said = any(each.said for each in same)
    state = "told of a country" if any(name.startswith("said") for each in made.values() for name in each) else (
        "told" if said else "untold"
    )  # fmt: skip
    counts = Counter(country for _, country in world.told)
    for rank, country in enumerate(world.focus):
        made[country][f"{state}: rank {min(rank, LAST_RANK)}"] = 1.0
        made[country][f"{state}: share"] = counts[country] / max(len(world.told), 1)
    for name, country in _near(world, same):
        made[country][f"{state}: {name}"] = 1.0
    for country in made:
        if country in INTERNATIONAL:
            made[country][f"{state}: international"] = 1.0
    return made


def _of_lists(world: World, same: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    """Yield the countries that the words said of a person tell, and that the codebook knows."""
    if same[0].country:
        yield "lists", same[0].country
    leader = actors.leader(same[0].key, world.year)
    if leader:
        yield "leader", leader.country
    for where, text in sorted({one for each in same for one in each.said}):
        country = actors.resolve(text).country
        if country:
            yield f"said {where}", country


def _near(world: World, same: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    """Yield the countries named near the mentions of a person, and where."""
    shown = [each for each in same if each.kind in ("name", "short")][:MOST_MENTIONS]
    for number, draft in enumerate(shown):
        span = world.doc.char_span(draft.office[0] if draft.office else draft.start, draft.end, alignment_mode="expand")
        if span is None:
            continue
        which = "first" if number == 0 else "later"
        beside = {token.lower_ for token in world.doc[max(span.start - 1, 0) : span.start + 1]}
        owned = ", owned" if beside & POSSESSIVE else ""
        before = [each for each in world.told if each[0] < span.start]
        here = [country for at, country in before if at >= span.sent.start]
        behind = [each for each in world.told if span.end <= each[0] < span.sent.end]
        if here:
            yield f"{which}: last before in sentence{owned}", here[-1]
            yield f"{which}: first in sentence{owned}", here[0]
        elif before:
            yield f"{which}: last before{owned}", before[-1][1]
        if behind:
            yield f"{which}: next behind", behind[0][1]
            if behind[0][0] - span.end < JUST:
                yield f"{which}: just behind", behind[0][1]
