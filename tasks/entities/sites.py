"""Which place each place name of a document means, judged by the places, nationalities and bodies around it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc

from tasks import actors, places
from tasks.entities.spans import Found
from tasks.places import Evidence, Place
from tasks.records import Article, PlacePrecision
from tasks.wordlists import rows

INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
TITLE_WEIGHT = 3.0
NEAR = 9  # tokens within which one name tells of another
BESIDE = 3  # tokens of "Springfield, Illinois" and "Pakistan's Hyderabad"
NEAR_WEIGHT, BESIDE_WEIGHT = 1.5, 4.0
MOST = 0.6  # the share of one country's names in a text that is about it
LEAST, SHARE = 1.0, 2.0  # a country of the text weighs from 1 to 3, by its share of what is named


@dataclass(frozen=True, slots=True)
class Clue:
    """What one name of a document tells of where it is set."""

    at: int  # token
    key: str
    country: str
    admin: str | None
    weight: float
    is_place: bool = False


def sited(doc: Doc, found: list[Found], article: Article) -> tuple[list[Found], dict[str, Place | None], list[str]]:
    """Return the names with countries' names that mean a town corrected, the places by name, and the countries told of.

    The countries are in the order of how often the document names them.
    """
    clues = [*_clues(doc, found), *_of_title(article)]
    by_key: dict[str, list[Found]] = {}
    for each in found:
        if each.type == "PLACE" and each.kind == "name":
            by_key.setdefault(places.key(doc[each.start : each.end].text), []).append(each)
    placed = {name: _placed(doc, name, mentions, clues, article) for name, mentions in by_key.items()}
    settled = [_settled(each, placed.get(places.key(doc[each.start : each.end].text))) for each in found]
    return settled, placed, _focus(doc, settled, placed, article)


def _clues(doc: Doc, found: list[Found]) -> Iterator[Clue]:
    for each in found:
        text = doc[each.start : each.end].text
        name = places.key(text)
        if each.country in INTERNATIONAL or each.type == "PERSON" or each.sector == "PTY":
            continue  # parties of many countries share their names
        if each.type == "ORG" or each.kind == "demonym":
            if each.country:
                yield Clue(each.start, name, each.country, None, 1.0 if each.kind == "demonym" else 0.5)
        else:
            place = places.sure(each.name or text)
            if place and place.country:
                admin = place.admin if place.precision != "country" else None
                yield Clue(each.start, name, place.country, admin, 1.0, True)
            elif place is None:
                yield from _either(each, name, each.name or text)


def _either(each: Found, name: str, text: str) -> Iterator[Clue]:
    """Yield what a name of several provinces or countries tells of a town named just before it: Athens, Georgia."""
    for place in places.candidates(text):
        if place.country and place.precision in ("province", "country"):
            yield Clue(each.start, name, place.country, place.admin, 0.0, True)


def _of_title(article: Article) -> Iterator[Clue]:
    for word in article.title.split():
        bare = word.strip(".,:;'’\"").removesuffix("'s").removesuffix("’s")
        country = actors.country(bare)
        if country:
            yield Clue(-1_000, places.key(bare), country, None, TITLE_WEIGHT)


def _placed(doc: Doc, name: str, mentions: list[Found], clues: list[Clue], article: Article) -> Place | None:
    first = mentions[0]
    text = doc[first.start : first.end].text
    found = places.candidates(first.name or text)
    if len(found) > 1 or (found and found[0].precision == "town"):
        return places.best(found, _evidence(name, mentions, clues, article))
    if found:
        return places.best(found, Evidence())
    if first.country and first.name:
        return Place(text, first.country, None, None, None, "region")
    told = (text, name, mentions, clues, article)
    return _by_its_last_word(*told) or _unknown(*told)


def _by_its_last_word(text: str, name: str, mentions: list[Found], clues: list[Clue], article: Article) -> Place | None:
    """Return the place of "Kelbajar district", known as Kelbajar, or of an unknown square or river."""
    start, _, last = text.rpartition(" ")
    precision = precisions().get(last.casefold())
    if not start or precision is None:
        return None
    evidence = _evidence(name, mentions, clues, article)
    place = places.best(places.candidates(start), evidence)
    if place and precision in ("district", "province", "town"):
        return replace(place, name=text, precision=precision)
    return (
        Place(text, _likeliest(evidence), None, None, None, precision) if precision in ("exact", "district") else None
    )


def _unknown(text: str, name: str, mentions: list[Found], clues: list[Clue], article: Article) -> Place | None:
    """Return a place that no list has, in the country that is told of beside it or that most of the text is about."""
    evidence = _evidence(name, mentions, clues, article)
    country = _likeliest(evidence)
    sure = country is not None and evidence.countries[country] >= LEAST + SHARE * MOST
    return Place(text, country, None, None, None, "town") if sure else None


def _likeliest(evidence: Evidence) -> str | None:
    return max(evidence.countries, key=lambda each: evidence.countries[each], default=None)


@cache
def precisions() -> dict[str, PlacePrecision]:
    """Return how exact a place is by the last word of its name."""
    return {row["value"]: row["value2"] for row in rows("name_words.csv") if row["kind"] == "place"}  # type: ignore[misc]


def _evidence(name: str, mentions: list[Found], clues: list[Clue], article: Article) -> Evidence:
    """Return what the other names of the document say of where this one lies, the near ones most."""
    others = [clue for clue in clues if clue.key != name]
    total = sum(clue.weight for clue in others) or 1.0
    countries: defaultdict[str, float] = defaultdict(float)
    provinces: defaultdict[tuple[str | None, str | None], float] = defaultdict(float)
    for clue in others:
        if clue.weight:
            countries[clue.country] += clue.weight
        if clue.admin and clue.weight:
            provinces[(clue.country, clue.admin)] = 1.0
    said = {country: LEAST + SHARE * weight / total for country, weight in countries.items()}
    for clue in others:
        apart = min(_apart(clue, each) for each in mentions)
        beside, near = apart <= BESIDE and clue.is_place, apart <= NEAR and clue.weight > 0
        weight = BESIDE_WEIGHT if beside else NEAR_WEIGHT if near else 0.0
        if weight:
            said[clue.country] = max(
                said.get(clue.country, 0.0), LEAST + SHARE * countries[clue.country] / total + weight
            )
            if clue.admin:
                slot = (clue.country, clue.admin)
                provinces[slot] = max(provinces[slot], weight)
    return Evidence(said, provinces, article.source_country)


def _apart(clue: Clue, mention: Found) -> int:
    return clue.at - mention.end + 1 if clue.at >= mention.end else mention.start - clue.at


def _settled(each: Found, place: Place | None) -> Found:
    """Return a country's name that means a town or province here as that place."""
    is_country = each.country is not None and each.type == "PLACE" and each.kind == "name" and each.name is None
    if is_country and place and (place.country != each.country or place.precision != "country"):
        return replace(each, country=place.country, name=place.name)
    return each


def _focus(doc: Doc, found: list[Found], placed: dict[str, Place | None], article: Article) -> list[str]:
    counts: Counter[str] = Counter()
    for each in found:
        if each.country and each.country not in INTERNATIONAL and each.sector != "PTY":
            counts[each.country] += 1
        elif each.type == "PLACE" and each.kind == "name" and not each.country and each.name is None:
            place = placed.get(places.key(doc[each.start : each.end].text))
            if place and place.country:
                counts[place.country] += 1
    for clue in _of_title(article):
        counts[clue.country] += int(TITLE_WEIGHT)
    if not counts and article.source_country:
        counts[article.source_country] += 1
    return [country for country, _ in counts.most_common()]
