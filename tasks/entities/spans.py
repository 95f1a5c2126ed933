"""Where an article names something: spaCy's names corrected by titles, demonyms and gazetteers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Span, Token

from tasks import actors, places
from tasks.entities import overlooked
from tasks.records import EntityType
from tasks.wordlists import folded, rows, words

NAME_LABELS = {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"}
PLACE_LABELS = {"GPE", "LOC", "FAC"}
PLACE_PREPOSITIONS = frozenset(
    [
        "in",
        "near",
        "at",
        "from",
        "outside",
        "around",
        "across",
        "into",
        "to",
        "of",
        "toward",
        "on",
        "through",
        "off",
        "towards",
        "throughout",
        "inside",
        "between",
    ]
)
LINKS = frozenset(["of", "for", "and", "the", "&", "-", "in"])
OUTSIDE = frozenset(["the", "a", "an", "'s", "’s", "'", "’", "of", "and", "in", "for", "at", "on", "from", "with"])
BEFORE = OUTSIDE | {"near", "outside", "around", "inside", "across", "toward", "towards"}
PARTICLES = ("al-", "bin", "de", "van", "von", "el-", "al ", "ibn", "da ", "di ")
BODIES = ("USS", "HMS", "University", "Ministry", "Bank", "Department")  # first words that only bodies' names have
STORMS = ("hurricane", "typhoon", "cyclone", "storm")
WAR = ("war", "crisis", "invasion", "game", "games", "open", "cup", "times", "act", "virus", "flu")


@dataclass(frozen=True, slots=True)
class Found:
    """A named stretch of tokens [start, end) with what it is; `kind` demonym for a nationality word."""

    start: int
    end: int
    type: EntityType
    kind: str  # name, demonym
    country: str | None = None
    sector: str | None = None
    name: str | None = None  # what the codebook calls it


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its text folded, and the tokens that end at each character."""

    doc: Doc
    text: str
    lower: str
    ends: dict[int, int]


def named(doc: Doc) -> list[Found]:
    """Return the named spans of a document, in order, none overlapping."""
    text = Text(doc, doc.text, folded(doc.text), {token.idx + len(token): token.i + 1 for token in doc})
    names = [each for ent in doc.ents if ent.label_ in NAME_LABELS for each in _judged(_trimmed(ent))]
    listed = list(_listed(text, {i: each for each in names for i in range(each.start, each.end)}))
    told = [Found(*at, "PLACE", "name") for at in overlooked.told(doc)]
    known = [Found(*at, "PLACE", "name") for at in overlooked.known(doc)]
    taken: set[int] = set()
    found: list[Found] = []
    for each in (*listed, *_retyped(names, told), *known, *told):
        tokens = set(range(each.start, each.end))
        if not tokens & taken:
            taken |= tokens
            found.append(each)
    storms = {doc[token.i + 1].text for token in doc[:-1] if token.lower_ in STORMS}
    kept = [each for each in found if each.type != "PERSON" or doc[each.end - 1].text not in storms]
    return _agreed(doc, sorted(kept, key=lambda each: each.start))


def _retyped(names: list[Found], told: list[Found]) -> Iterator[Found]:
    """Yield the names, as places where the text says that they are."""
    is_told = {(each.start, each.end) for each in told}
    return (replace(each, type="PLACE") if (each.start, each.end) in is_told else each for each in names)


def _agreed(doc: Doc, found: list[Found]) -> list[Found]:
    """Return the spans with one type per name: a person's surname or given name is that person wherever it stands."""
    people = [doc[each.start : each.end] for each in found if each.type == "PERSON" and each.end - each.start > 1]
    known = {part.text for span in people for part in (span[0], span[-1]) if len(part) > 2 and part.text[0].isupper()}
    whole = {span.text for span in people}
    taken = {i: each for each in found for i in range(each.start, each.end)}
    kept = []
    for each in found:
        text = doc[each.start : each.end].text
        is_person = each.name is None and each.type != "PERSON" and not each.country and text in known | whole
        kept.append(replace(each, type="PERSON", kind="name", country=None) if is_person else each)
    surnames = {span[-1].text for span in people}
    kept += [
        Found(token.i, token.i + 1, "PERSON", "name")
        for token in doc
        if token.i not in taken and token.text in surnames and token.pos_ == "PROPN" and len(token) > 2
    ]
    return sorted(kept, key=lambda each: each.start)


# --- names that the codebook knows -----------------------------------------------------------------------------------


def _listed(text: Text, names: dict[int, Found]) -> Iterator[Found]:
    """Yield the spans that the codebook knows, longest first at each word, unless part of a longer name."""
    at = 0
    for token in text.doc:
        if token.i >= at and (token.text[0].isupper() or token.text.startswith("al")):
            hit = _lookup(text, token)
            if hit:
                at = hit.end
                around = names.get(hit.start)
                whole = _with_country(text.doc, hit, around) if around else hit
                if around is None or not _is_part(text.doc, whole, around):
                    yield whole


def _lookup(text: Text, token: Token) -> Found | None:
    for end, entry in actors.listed_at(text.text, text.lower, token.idx):
        last = text.ends.get(end)
        if last is None or (entry.name == "Islamic State" and text.text[token.idx : end] == "IS" and _is_verb(token)):
            continue
        if entry.kind == "people" and entry.sector:
            continue
        if entry.kind == "body":
            return Found(token.i, last, "ORG", "name", entry.country, entry.sector, entry.name)
        return Found(token.i, last, "PLACE", "name" if entry.kind == "country" else "demonym", entry.country)
    for end, place in places.listed().at(text.lower, token.idx):
        last = text.ends.get(end)
        if last is not None and token.text[0].isupper():
            return Found(token.i, last, "PLACE", "name", place.country, None, place.name)
    return None


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("AUX", "VERB")


def _is_part(doc: Doc, hit: Found, around: Found) -> bool:
    """Return whether a listed name is a word of a longer name: Paris Hilton, U.S. Embassy, CNN Philippines."""
    if (hit.start, hit.end) == (around.start, around.end) or around.end - around.start <= hit.end - hit.start:
        return False
    if around.type == "PERSON":
        return hit.kind != "demonym" and not (around.end == hit.end and hit.start > around.start + 1)
    rest = [doc[i] for i in (*range(around.start, hit.start), *range(hit.end, around.end))]
    if any(token.is_punct or token.lower_ in ("'s", "’s") for token in rest):
        return around.type == "ORG" and hit.start > around.start and is_name_word(doc[hit.start - 1].text)
    if around.type == "PLACE":
        is_known = places.resolve(doc[around.start : around.end].text) is not None
        whole = is_known or (around.end > hit.end and hit.kind == "name")
        return hit.type == "PLACE" and whole and not any(token.lower_ == "and" for token in rest)
    if hit.type == "PLACE":
        return tells_a_body(doc[hit.end : around.end] if hit.end < around.end else doc[around.start : hit.start])
    written = all(token.text[0].isupper() or token.lower_ in LINKS for token in rest)
    return written and not any(token.text in given_names() and places.sure(token.text) is None for token in rest)


def _with_country(doc: Doc, hit: Found, around: Found) -> Found:
    """Return a body's name with its country before it: U.S. Securities and Exchange Commission."""
    before = doc[around.start : hit.start].text
    own = hit.type == "ORG" and before and around.end == hit.end and actors.country(before) == hit.country
    return replace(hit, start=around.start) if own and hit.country else hit


@cache
def _name_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("agents.csv") if row["type"] == "N")


def is_name_word(word: str) -> bool:
    """Return whether a word, as written, tells that a name is a body's: Court, Party, Navy."""
    return word in _name_words()


def tells_a_body(span: Span) -> bool:
    """Return whether words of a name, its last one not a link, tell a body: Court, House of Representatives."""
    pieces = (span[at : at + size].text for size in (1, 2, 3) for at in range(len(span) - size + 1))
    return len(span) > 0 and span[-1].lower_ not in OUTSIDE and any(is_name_word(piece) for piece in pieces)


# --- names that the recogniser found ---------------------------------------------------------------------------------


def _trimmed(ent: Span) -> Span:
    """Return a name without articles, possessives, line breaks and what stands outside it."""
    start, end = ent.start, ent.end
    doc = ent.doc
    while start < end and (doc[start].lower_ in BEFORE or doc[start].is_space or doc[start].is_punct):
        start += 1
    while end > start and (
        doc[end - 1].lower_ in OUTSIDE or doc[end - 1].is_space or doc[end - 1].is_punct or doc[end - 1].like_num
    ):
        if doc[end - 1].like_num and not (end - 2 >= start and doc[end - 2].is_punct):
            break
        end -= 1
    for token in doc[start:end]:
        if (
            "\n" in token.text
            or (token.text == "(" and ")" not in doc[start:end].text)
            or (token.lower_ in ("'s", "’s") and ent.label_ == "PERSON")
        ):
            return Span(doc, start, token.i, label=ent.label)
    return Span(doc, start, end, label=ent.label)


def _judged(ent: Span) -> Iterator[Found]:
    at = _person_behind(ent)
    if at:
        yield from _judged(Span(ent.doc, ent.start, at, label=ent.label))
        yield Found(at, ent.end, "PERSON", "name")
        return
    if not len(ent) or not ent.text[0].isalnum() or _is_no_name(ent):
        return
    if ent.text[0].isdigit() and ent.label_ == "ORG" and len(ent) > 1 and is_name_word(ent[-1].text):
        yield Found(ent.start, ent.end, "ORG", "name")
    start = _after_titles(ent)
    titled = start > ent.start or _follows_title(ent.doc, ent.start)
    name = ent.doc[start : ent.end]
    if not len(name) or (not name.text[0].isupper() and not name.text.startswith(PARTICLES)):
        return
    if (titled or _is_given(ent)) and _looks_like_a_person(name) and not _names_a_place(name):
        yield Found(start, ent.end, "PERSON", "name")
        return
    kind = "PLACE" if _lies(ent) else _kind(ent)
    if kind == "PERSON" and not _looks_like_a_person(ent):
        kind = "ORG" if is_name_word(ent[-1].text) else None
    if kind:
        yield Found(ent.start, ent.end, kind, "name")


def _lies(ent: Span) -> bool:
    """Return whether a word is the name of the pass, bridge or river behind it."""
    behind = ent.doc[ent.end : ent.end + 1].text
    return len(ent) == 1 and ent.label_ in ("PERSON", "ORG") and behind in words("name_words.csv", "feature")


def _person_behind(ent: Span) -> int | None:
    """Return where a person's name begins that was taken for the end of a body's: "Azerbaijani Army Karim Valiyev"."""
    for at in range(ent.start + 1, ent.end - 1):
        rest = ent.doc[at : ent.end]
        if (
            (ent.label_ not in ("GPE", "LOC") or actors.country(ent.doc[ent.start : at].text))
            and _stands_before_a_person(Span(ent.doc, ent.start, at, label=ent.label))
            and rest[0].text in given_names()
            and len(rest) <= 3
            and not any(
                is_name_word(token.text) or token.lower_ in OUTSIDE or not token.text[0].isupper() for token in rest
            )
        ):
            return at
    return None


def _stands_before_a_person(before: Span) -> bool:
    """Return whether words before a given name are a body, country or place: Azerbaijani Army, Hong Kong, Vermont."""
    if before.label_ != "PERSON" and (tells_a_body(before) or before[-1].text == "House"):
        return True
    if actors.country(before.text) is not None:
        return True
    return len(before) < 3 and before[0].text not in given_names() and places.sure(before.text) is not None


def _is_no_name(ent: Span) -> bool:
    plain = ent.text.casefold()
    return (
        plain in words("name_words.csv", "not")
        or ent[0].lower_ in (*STORMS, "covid-19")
        or ent[-1].lower_ in WAR[:2]
        or (ent[0].text[0].isdigit() and ent.label_ in PLACE_LABELS)
        or not any(char.isalpha() for char in ent.text)
    )


def _is_given(ent: Span) -> bool:
    """Return whether a name of several words begins with somebody's given name and names no body or place."""
    return (
        1 < len(ent) <= 4
        and ent[0].text in given_names()
        and ent.label_ in ("ORG", "GPE", "LOC", "FAC", "PERSON", "PRODUCT", "WORK_OF_ART")
        and not any(is_name_word(token.text) or token.lower_ in OUTSIDE or token.like_num for token in ent)
        and all(
            token.text[0].isupper() or token.is_punct or token.lower_ in ("de", "van", "von", "bin") for token in ent
        )
        and not any(token.lower_ in words("name_words.csv", "place") for token in ent)
        and (ent.label_ == "PERSON" or places.resolve(ent.text) is None)
    )


@cache
def given_names() -> frozenset[str]:
    """Return the given names of the codebook."""
    return frozenset(row["name"] for row in rows("given_names.csv"))


def _after_titles(ent: Span) -> int:
    """Return where a name begins behind the titles that the recogniser swallowed."""
    start = ent.start
    if len(ent) > 1:
        for size in range(min(len(ent) - 1, 4), 0, -1):
            for at in range(ent.start, ent.end - size):
                if is_title(ent.doc[at : at + size].text) and at + size < ent.end:
                    start = max(start, at + size)
        while start < ent.end - 1 and ent.doc[start].is_punct:
            start += 1
    return start


def is_title(text: str) -> bool:
    """Return whether words are an office's or rank's, as they stand before a name."""
    agent = actors.agents().get(text.casefold().rstrip("."))
    return agent is not None and agent[1] in ("T", "H")


def _follows_title(doc: Doc, start: int) -> bool:
    sizes = range(1, min(3, start) + 1)
    return any(is_title(doc[start - size : start].text) for size in sizes)


def _looks_like_a_person(span: Span) -> bool:
    known = [
        token for token in span if (token.is_alpha or "-" in token.text or "." in token.text) and token.text != "-"
    ]
    hyphens = sum(token.text == "-" for token in span)
    return (
        0 < len(known) <= 5 + hyphens
        and not any(
            token.lower_ in actors.agents() and token.lower_ not in words("name_words.csv", "surname") for token in span
        )
        and (span[0].text[0].isupper() or span.text.startswith(PARTICLES))
        and not (span.text.isupper() and len(span) == 1)
        and not (len(span) > 1 and is_name_word(span[-1].text) and span[-1].text not in ("Gas", "Post", "Wing", "Mail"))
    )


def _names_a_place(name: Span) -> bool:
    return len(name) > 1 and name[-1].lower_ in words("name_words.csv", "place")


def _kind(ent: Span) -> EntityType | None:
    """Return what a recognised name is, the recogniser's label corrected by its words and its surroundings."""
    label = ent.label_
    if len(ent) > 1 and ent[0].text in BODIES:
        return "ORG"
    if len(ent) > 1 and (ent[-1].lower_ in words("name_words.csv", "place") or _begins_a_place(ent)):
        return "PLACE" if label in (*PLACE_LABELS, "ORG", "PERSON") else None
    if label in PLACE_LABELS and is_name_word(ent[-1].text) and len(ent) > 1 and not ent.text.isupper():
        return "ORG"
    if label in PLACE_LABELS:
        return "PLACE"
    if label in ("ORG", "PERSON") and (_is_town(ent) or overlooked.is_dateline(ent)):
        return "PLACE"
    if label == "PERSON":
        return "PERSON"
    return "ORG" if label == "ORG" else None


def _is_town(ent: Span) -> bool:
    """Return whether a name taken for a body's or a person's is a place of the gazetteer and stands like one."""
    return (
        len(ent) <= 3
        and (ent.label_ == "ORG" or len(ent) == 1 or ent[0].text not in given_names())
        and not is_name_word(ent[-1].text)
        and _stands_like_a_place(ent)
        and places.resolve(ent.text) is not None
    )


def _begins_a_place(ent: Span) -> bool:
    return ent[0].lower_ in words("name_words.csv", "start") and (
        ent.label_ in PLACE_LABELS or ent[0].lower_ == "county"
    )


def _stands_like_a_place(ent: Span) -> bool:
    """Return whether the words around a name treat it as a place: in X, X district, X and Y districts."""
    head = ent.root.head
    chain: list[Token] = [ent.root, head]
    if ent.root.dep_ in ("conj", "appos"):
        chain.append(head.head)
    governed = any(token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS for token in chain)
    if ent.start and ent.doc[ent.start - 1].lower_ in ("near", "in", "outside", "around"):
        return True
    near = words("name_words.csv", "near")
    described = any(token.lower_ in near for token in [*chain, *ent.doc[ent.end : ent.end + 2]])
    return described or governed
