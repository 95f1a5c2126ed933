"""Where an event happened: the places that its clause sets it in, apart from those merely mentioned."""

from spacy.tokens import Span, Token

from tasks.entities import Reading
from tasks.records import Entity, EventPlace, Mention

LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "around",
        "along",
        "across",
        "over",
        "off",
        "within",
        "throughout",
        "on",
        "into",
    ],
)
FINER = ("exact", "town", "district", "province", "country", "region", None)


def places(reading: Reading, trigger: Token, sentence: Span, parties: set[str]) -> list[EventPlace]:
    """Return the places of the event told by `trigger`, the most exact first; `parties` are the ids of who acts."""
    found: list[tuple[Entity, Mention]] = []
    for mention in reading.mentions_in(sentence):
        entity = reading.entity(mention.entity_id)
        is_party = entity.entity_id in parties and entity.place_precision == "country"
        if entity.type == "PLACE" and mention.kind == "name" and not is_party and _sets(sentence, mention, trigger):
            found.append((entity, mention))
    unique = {entity.entity_id: (entity, mention) for entity, mention in reversed(found)}
    order = sorted(unique.values(), key=lambda each: (FINER.index(each[0].place_precision), each[1].start_char))
    return [place(entity, mention) for entity, mention in order]


def _sets(sentence: Span, mention: Mention, trigger: Token) -> bool:
    """Return whether a place stands under a locative preposition that belongs to the trigger's clause."""
    span = sentence.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    if span is None:
        return False
    token = span.root
    for _ in range(5):
        if token.dep_ == "pobj" and token.head.lower_ in LOCATIVE:
            return _same_clause(token.head, trigger)
        if token.dep_ in ("conj", "appos", "compound", "nmod", "amod", "poss", "npadvmod") or (
            token.dep_ == "pobj" and token.head.lower_ == "of"
        ):
            token = token.head if token.dep_ != "pobj" else token.head.head
        else:
            return False
    return False


def _same_clause(prep: Token, trigger: Token) -> bool:
    head = prep.head
    while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
        if head.i == trigger.i:
            return True
        head = head.head
    return head.i == trigger.i or head.is_ancestor(trigger) or trigger.is_ancestor(head)


def place(entity: Entity, mention: Mention) -> EventPlace:
    """Return an entity as the place of an event, set there by a mention."""
    return EventPlace(
        entity_id=entity.entity_id,
        name=entity.name,
        country=entity.country,
        lat=entity.lat,
        lon=entity.lon,
        geonames_id=entity.geonames_id,
        place_precision=entity.place_precision,
        start_char=mention.start_char,
        end_char=mention.end_char,
    )
