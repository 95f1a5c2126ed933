"""Names put together that were found in pieces: Maryland + General Assembly, Supreme Court + of + Canada."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from tasks import actors
from tasks.entities.spans import Found, given_names, is_name_word, is_title
from tasks.wordlists import words

LONGEST = 5  # words of a person's name
STREETS = ("street", "avenue", "road", "boulevard", "lane", "square", "st.", "ave.")
OUTLETS = ("JRN", "BUS")
ARTICLES = ("Al", "Ar", "As", "At", "Ad", "Az", "An", "El")
SIDES = ("Northern", "Southern", "Eastern", "Western", "Central", "North", "South", "East", "West")
LINKED = ("of", "for", "on")
POSSESSIVES = ("'s", "’s", "'", "’")


def composed(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """Return the spans with a body's name joined to the place or nationality before it and to what it is of."""
    made: list[Found] = []
    for each in sorted([*found, *_seeds(doc, found)], key=lambda each: each.start):
        last = made[-1] if made else None
        joined = last and next((whole for join in JOINS if (whole := join(doc, last, each))), None)
        if joined:
            made[-1] = joined
        else:
            made.append(each)
    made = _grown(doc, made)
    taken = {i for each in made for i in range(each.start, each.end)}
    return [_completed(doc, each, taken) for each in made]


def _completed(doc: Doc, each: Found, taken: set[int]) -> Found:
    if each.type == "PERSON":
        return _with_rank(doc, _with_surname(doc, _with_given(doc, each, taken), taken))
    return (
        _with_side(doc, _with_number(doc, _with_article(doc, each)), taken)
        if each.type == "PLACE" and each.kind == "name"
        else each
    )


def _grown(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """Return the spans with bodies as far as their names go: Ministry of Culture and Heritage."""
    owner = {i: each for each in found for i in range(each.start, each.end)}
    made: list[Found] = []
    for each in found:
        if made and each.start < made[-1].end:
            continue
        goes_on = _goes_on(doc, each.end) and any(is_name_word(token.text) for token in doc[each.start : each.end])
        is_body = each.type == "ORG" and each.name is None and goes_on
        made.append(replace(each, end=_end(doc, each.end, owner)) if is_body else each)
    return made


def _seeds(doc: Doc, found: Sequence[Found]) -> Iterator[Found]:
    """Yield the nouns of bodies that go on as a name and that nobody recognised, with the capital words before them."""
    taken = {i for each in found for i in range(each.start, each.end)}
    for token in doc:
        start = token.i
        if start not in taken and _is_body_of(doc, token):
            while start > 0 and start - 1 not in taken and _is_capital(doc[start - 1]):
                start -= 1
            if start == 0 or doc[start - 1].text not in POSSESSIVES:
                yield Found(start, token.i + 1, "ORG", "name")


def _is_body_of(doc: Doc, token: Token) -> bool:
    """Return whether a word is a body's, as in a name, and goes on: Ministry of Culture."""
    is_noun = token.text[0].isupper() and is_name_word(token.text) and not is_title(token.text)
    return is_noun and _goes_on(doc, token.i + 1)


def _goes_on(doc: Doc, at: int) -> bool:
    behind = [each for each in doc[at : at + 3] if each.lower_ != "the"]
    return len(behind) > 1 and behind[0].lower_ in LINKED and _is_capital(behind[1])


def _end(doc: Doc, end: int, owner: Mapping[int, Found]) -> int:
    """Return where a name ends that goes on behind `end` with of, for or on; places behind "and" are not of it."""
    at = end
    while doc[at : at + 1].text.lower() in LINKED or (at > end and doc[at : at + 1].text in ("and", "&")):
        is_more = doc[at].lower_ not in LINKED
        at += 1 if is_more or doc[at + 1 : at + 2].text != "the" else 2
        first = at
        while at < len(doc) and _is_capital(doc[at]) and not _is_another(owner.get(at), is_more):
            at += 1
        if at == first:
            break
        end = at
    return end


def _is_another(found: Found | None, is_more: bool) -> bool:
    """Return whether a word belongs to the name of something else than what a body is for."""
    return found is not None and (is_more or found.type == "PERSON" or found.kind == "demonym")


def _is_capital(token: Token) -> bool:
    is_word = token.text[0].isupper() and token.pos_ in ("PROPN", "ADJ", "NOUN")
    return is_word and not token.is_sent_start and token.ent_type_ != "DATE"


def _with_given(doc: Doc, person: Found, taken: set[int]) -> Found:
    """Return a name with what the recogniser left out before it: Sadiq + Khan, Jing- + Shan Zhao."""
    start, first = person.start, doc[person.start].sent.start
    while (
        start > first and start - 1 not in taken and person.end - start < LONGEST and _is_given(doc, start, person.end)
    ):
        start -= 1
    return replace(person, start=start + 1 if doc[start].text == "-" else start)


def _with_surname(doc: Doc, person: Found, taken: set[int]) -> Found:
    """Return a name with the surname that the recogniser left out behind it: Amy Berman + Jackson."""
    end = person.end
    is_more = end < len(doc) and end not in taken and _is_capital(doc[end]) and doc[end].pos_ == "PROPN"
    is_other = not is_more or doc[end].lower_ in actors.agents() or is_name_word(doc[end].text)
    return person if is_other or doc[person.start].text not in given_names() else replace(person, end=end + 1)


def _is_given(doc: Doc, start: int, end: int) -> bool:
    """Return whether the word before what was taken for a name is somebody's given name: no office, body or party."""
    before, first = doc[start - 1], doc[start].text
    if before.text == "-" or first == "-":
        return before.whitespace_ == "" and (before.text == "-" or before.text[0].isupper())
    is_other = before.lower_ in actors.agents() or is_name_word(before.text) or actors.resolve(before.text).sector
    if is_other or (end - start > 1 and first in given_names()):
        return False
    return before.text in given_names() or (
        _is_capital(before) and before.pos_ == "PROPN" and before.dep_ == "compound"
    )


def _behind_place(doc: Doc, first: Found, body: Found) -> Found | None:
    """Return "Maryland General Assembly" for the two; a party of that country is known by its own name."""
    if first.type != "PLACE" or body.type != "ORG" or first.end != body.start or not _tells_a_body(doc, body):
        return None
    if body.name and body.country and first.country != body.country:
        return replace(body, start=first.start, country=first.country, name=None) if first.country else None
    return replace(body, start=first.start, country=body.country or first.country)


def _of(doc: Doc, body: Found, place: Found) -> Found | None:
    """Return "Supreme Court of the United Kingdom" for the two."""
    if body.type != "ORG" or place.kind == "demonym" or place.type not in ("PLACE", "ORG"):
        return None
    between = [token.lower_ for token in doc[body.end : place.start]]
    if between[:1] not in (["of"], ["for"]) or between[1:] not in ([], ["the"]) or not _tells_a_body(doc, body):
        return None
    if body.name and place.country != body.country:
        return replace(body, end=place.end, country=place.country or body.country, name=None)
    return replace(body, end=place.end, country=body.country or place.country)


def _seat(doc: Doc, body: Found, place: Found) -> Found | None:
    """Return "University of California, San Diego" for the two."""
    joined = body.end + 1 == place.start and doc[body.end].text == ","
    if joined and body.type == "ORG" and place.type == "PLACE" and place.kind == "name":
        return replace(body, end=place.end, name=None) if doc[body.start].text == "University" else None
    return None


def _in_district(doc: Doc, first: Found, place: Found) -> Found | None:
    """Return "Washington, D.C." for the two."""
    apart = doc[first.end : place.start].text
    is_capital = doc[first.start : first.end].text == "Washington" and doc[place.start : place.end].text == "D.C."
    return replace(first, end=place.end) if is_capital and apart in ("", ",") else None


def _branch(doc: Doc, body: Found, place: Found) -> Found | None:
    """Return "CNN Philippines" for the two."""
    is_country = place.type == "PLACE" and place.country is not None and place.kind == "name" and place.name is None
    joined = body.type == "ORG" and is_country and body.end == place.start and body.sector in OUTLETS
    return replace(body, end=place.end, country=place.country, name=None) if joined else None


def _with_article(doc: Doc, place: Found) -> Found:
    """Return a place with the Arabic article before it: Al-Raqqa."""
    before = doc[max(place.start - 2, 0) : place.start]
    has_article = len(before) == 2 and before[1].text == "-" and before[0].text in ARTICLES
    return replace(place, start=place.start - 2) if has_article and not before[0].whitespace_ else place


def _with_number(doc: Doc, place: Found) -> Found:
    """Return a street's name with the number of the house before it: 619 Waddell Avenue."""
    before, last = doc[max(place.start - 1, 0) : place.start], doc[place.end - 1].lower_
    is_street = last in STREETS and place.end - place.start > 1 and place.name is None
    return replace(place, start=place.start - 1) if is_street and before.text.isdigit() else place


def _with_side(doc: Doc, place: Found, taken: set[int]) -> Found:
    """Return a place with the side of it that a name begins with: Northern Iraq, but not northern Iraq."""
    before = doc[place.start - 1 : place.start]
    is_side = before.text in SIDES and place.start - 1 not in taken and not before[0].is_sent_start
    return replace(place, start=place.start - 1, name=doc[place.start - 1 : place.end].text) if is_side else place


def _with_rank(doc: Doc, person: Found) -> Found:
    """Return a person's name with the Jr. behind it and, where it is a given name alone, the Pope before it."""
    end = person.end + (1 if doc[person.end : person.end + 1].text == "," else 0)
    if person.end - person.start > 1 and doc[end : end + 1].text in ("Jr.", "Jr", "Sr.", "III", "II"):
        return replace(person, end=end + 1)
    is_alone = (
        person.end - person.start < 3
        and person.start > 0
        and doc[person.start - 1].lower_ in words("name_words.csv", "crowned")
    )
    return replace(person, start=person.start - 1) if is_alone and _reigns(doc, person) else person


def _reigns(doc: Doc, person: Found) -> bool:
    """Return whether a name is a given name alone, or numbered, as popes and monarchs have them."""
    return (
        person.end - person.start == 1
        or set(doc[person.end - 1].text) <= set("IVX")
        or doc[person.start - 1].text == "Pope"
    )


def _tells_a_body(doc: Doc, body: Found) -> bool:
    """Return whether the last word of a name says that it is a body's: Court, Party, Navy."""
    return is_name_word(doc[body.end - 1].text) or any(
        is_name_word(doc[at : body.end].text) for at in range(max(body.start, body.end - 3), body.end)
    )


JOINS = (_behind_place, _of, _seat, _in_district, _branch)
