"""Names put together that were found in pieces: Maryland + General Assembly, Supreme Court + of + Canada."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks import actors
from tasks.entities.spans import Found, given_names, is_name_word


def composed(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """Return the spans with a body's name joined to the place or nationality before it and to what it is of."""
    made: list[Found] = []
    for each in found:
        last = made[-1] if made else None
        joined = last and next((whole for join in JOINS if (whole := join(doc, last, each))), None)
        if joined:
            made[-1] = joined
        else:
            made.append(each)
    taken = {i for each in made for i in range(each.start, each.end)}
    return [_with_rank(doc, _with_given(doc, each, taken)) if each.type == "PERSON" else each for each in made]


def _with_given(doc: Doc, person: Found, taken: set[int]) -> Found:
    """Return a surname with the given name before it that the recogniser left out: Mayor Sadiq + Khan."""
    before = person.start - 1
    is_surname = person.end == person.start + 1 and before not in taken and before >= doc[person.start].sent.start
    given = doc[before].text if is_surname else ""
    is_title = given.casefold() in actors.agents() or is_name_word(given)
    return replace(person, start=before) if given in given_names() and not is_title else person


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


def _with_rank(doc: Doc, person: Found) -> Found:
    """Return a person's name with the Jr. behind it and, where it is a given name alone, the Pope before it."""
    end = person.end + (1 if doc[person.end : person.end + 1].text == "," else 0)
    if person.end - person.start > 1 and doc[end : end + 1].text in ("Jr.", "Jr", "Sr.", "III", "II"):
        return replace(person, end=end + 1)
    is_pope = person.end - person.start < 3 and person.start and doc[person.start - 1].text == "Pope"
    return replace(person, start=person.start - 1) if is_pope else person


def _tells_a_body(doc: Doc, body: Found) -> bool:
    """Return whether the last word of a name says that it is a body's: Court, Party, Navy."""
    return is_name_word(doc[body.end - 1].text) or any(
        is_name_word(doc[at : body.end].text) for at in range(max(body.start, body.end - 3), body.end)
    )


JOINS = (_behind_place, _of, _seat)
