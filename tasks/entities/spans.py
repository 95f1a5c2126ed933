"""Where an article names something: spaCy's names corrected by titles, demonyms and gazetteers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from tasks import actors, places
from tasks.records import EntityType

NAME_LABELS = {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"}
PLACE_LABELS = {"GPE", "LOC", "FAC"}
PLACE_PREPOSITIONS = frozenset(
    ["in", "near", "at", "from", "outside", "around", "across", "into", "to", "of", "toward", "on"]
)
PLACE_NOUNS = frozenset(
    [
        "city",
        "town",
        "village",
        "province",
        "district",
        "region",
        "state",
        "border",
        "direction",
        "directions",
        "districts",
        "regions",
        "provinces",
        "area",
        "areas",
        "governorate",
        "county",
        "capital",
        "port",
        "island",
        "camp",
        "airport",
        "valley",
    ]
)
LONGEST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A named stretch of tokens [start, end) with what it is; `kind` demonym for a nationality word."""

    start: int
    end: int
    type: EntityType
    kind: str  # name, demonym
    country: str | None = None
    sector: str | None = None
    name: str | None = None


def named(doc: Doc) -> list[Found]:
    """Return the named spans of a document, in order, none overlapping."""
    taken: set[int] = set()
    found: list[Found] = []
    for each in (*_listed(doc), *_recognised(doc)):
        tokens = set(range(each.start, each.end))
        if not tokens & taken:
            taken |= tokens
            found.append(each)
    return _agreed(doc, sorted(found, key=lambda each: each.start))


def _agreed(doc: Doc, found: list[Found]) -> list[Found]:
    """Return the spans with one type per name: a person's surname is a person wherever it stands."""
    people = [doc[each.start : each.end].text for each in found if each.type == "PERSON"]
    known = {*people, *(name.split()[-1] for name in people if " " in name)}
    return [
        replace(each, type="PERSON")
        if each.type == "ORG" and each.name is None and doc[each.start : each.end].text in known
        else each
        for each in found
    ]


def _listed(doc: Doc) -> Iterator[Found]:
    """Yield the spans that the codebook knows, longest first at each word."""
    at = 0
    while at < len(doc):
        hit = next(filter(None, (_lookup(doc, at, size) for size in range(LONGEST, 0, -1))), None)
        if hit and not _is_part_of_a_person(doc, hit):
            yield hit
        at = hit.end if hit else at + 1


def _lookup(doc: Doc, at: int, size: int) -> Found | None:
    end = at + size
    if (
        end > len(doc)
        or doc[at].is_space
        or doc[end - 1].is_space
        or doc[at].is_punct
        or (doc[at].is_sent_end and size > 1)
    ):
        return None
    text = doc[at:end].text
    if (not text[0].isupper() and not text.startswith("al")) or doc[end - 1].lower_ in ("'s", "’s", "'", "’"):
        return None
    known = actors.body(text)
    if known and not (known.name == "Islamic State" and text == "IS" and doc[at].pos_ in ("AUX", "VERB")):
        return Found(at, end, "ORG", "name", known.country, known.sector, known.name)
    if text.casefold() in actors.demonyms() and text.casefold() not in actors.country_names():
        return Found(at, end, "PLACE", "demonym", actors.demonyms()[text.casefold()])
    iso3 = actors.country(text) if not text.startswith("The ") else None
    if iso3:
        return Found(at, end, "PLACE", "name", iso3)
    if places.key(text) in places.regions() and size <= 4 and not text.startswith("The "):
        return Found(at, end, "PLACE", "name", places.regions()[places.key(text)].country)
    return None


def _is_part_of_a_person(doc: Doc, hit: Found) -> bool:
    """Return whether a listed name is a word of somebody's name, as in Paris Hilton or Jordan Peterson."""
    around = next((ent for ent in doc.ents if ent.label_ == "PERSON" and ent.start <= hit.start < ent.end), None)
    if (
        around is None
        or len(around) < 2
        or hit.kind == "demonym"
        or (around.end == hit.end and hit.start > around.start + 1)
    ):
        return False
    return hit.end - hit.start < len(around) and actors.resolve(around.text).sector is None


def _recognised(doc: Doc) -> Iterator[Found]:
    for ent in doc.ents:
        if ent.label_ in NAME_LABELS:
            yield from _judged(_trimmed(ent))


def _trimmed(ent: Span) -> Span:
    """Return a name without articles, possessives, line breaks and what stands outside it."""
    start, end = ent.start, ent.end
    doc = ent.doc
    while start < end and (
        doc[start].lower_ in ("the", "a", "an", "'s", "’s") or doc[start].is_space or doc[start].is_punct
    ):
        start += 1
    while end > start and (
        doc[end - 1].lower_ in ("'s", "’s", "'", "’") or doc[end - 1].is_space or doc[end - 1].is_punct
    ):
        end -= 1
    breaks = [token.i for token in doc[start:end] if "\n" in token.text]
    return Span(doc, start, breaks[0] if breaks else end, label=ent.label)


def _judged(ent: Span) -> Iterator[Found]:
    if not len(ent) or not any(char.isalpha() for char in ent.text):
        return
    start = _after_titles(ent)
    titled = start > ent.start or _follows_title(ent.doc, ent.start)
    name = ent.doc[start : ent.end]
    if not len(name) or (not name.text[0].isupper() and not name.text.startswith(("al-", "bin", "de", "van", "von"))):
        return
    if titled and _looks_like_a_person(name):
        yield Found(start, ent.end, "PERSON", "name")
        return
    kind = _kind(ent)
    if kind == "PERSON" and not _looks_like_a_person(ent):
        return
    if kind:
        yield Found(ent.start, ent.end, kind, "name")


def _after_titles(ent: Span) -> int:
    """Return where a name begins behind the titles that the recogniser swallowed."""
    start = ent.start
    for size in range(min(len(ent) - 1, 4), 0, -1):
        for at in range(ent.start, ent.end - size):
            agent = actors.agents().get(ent.doc[at : at + size].text.casefold().rstrip("."))
            if agent and agent[1] == "T" and at + size < ent.end:
                start = max(start, at + size)
    return start


def _follows_title(doc: Doc, start: int) -> bool:
    for size in range(1, 4):
        if start - size >= 0:
            agent = actors.agents().get(doc[start - size : start].text.casefold().rstrip("."))
            if agent and agent[1] == "T":
                return True
    return False


def _looks_like_a_person(span: Span) -> bool:
    words = [token for token in span if token.is_alpha or "-" in token.text or "." in token.text]
    heads = {token.lower_ for token in span}
    return (
        0 < len(words) <= 5
        and not heads & set(actors.agents())
        and span[0].text[0].isupper()
        and not span.text.isupper()
    )


def _kind(ent: Span) -> EntityType | None:
    """Return what a recognised name is, the recogniser's label corrected by its surroundings."""
    label = ent.label_
    in_gazetteer = places.resolve(ent.text) is not None if len(ent) <= 3 else False
    if label in PLACE_LABELS:
        return "PLACE"
    if label in ("ORG", "PERSON") and in_gazetteer and len(ent) == 1 and _stands_like_a_place(ent):
        return "PLACE"
    if label == "PERSON":
        return "PERSON"
    return "ORG" if label == "ORG" else None


def _stands_like_a_place(ent: Span) -> bool:
    """Return whether the words around a name treat it as a place: in X, X district, X and Y districts."""
    head = ent.root.head
    chain: list[Token] = [ent.root, head]
    if ent.root.dep_ in ("conj", "appos"):
        chain.append(head.head)
    governed = any(token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS for token in chain)
    described = any(token.lower_ in PLACE_NOUNS for token in [*chain, *ent.doc[ent.end : ent.end + 2]])
    return described or governed
