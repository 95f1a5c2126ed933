"""Articles to readings: names, groups and references put together into entities, once each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from tasks import actors, nlp
from tasks.entities import homes
from tasks.entities.compose import composed
from tasks.entities.drafts import Draft, as_key, without_overlap
from tasks.entities.groups import RULED, Group, groups
from tasks.entities.homes import World
from tasks.entities.judge import judged
from tasks.entities.names import names
from tasks.entities.offices import held
from tasks.entities.parties import bodies_again, parties, pronouns
from tasks.entities.people import people, with_sectors
from tasks.entities.reading import Reading
from tasks.entities.sites import sited
from tasks.entities.spans import Found, named
from tasks.errors import Rejected
from tasks.places import Place
from tasks.records import Article, Entity, Mention, Reject, stable_id

CODED = "en"


def find(articles: Sequence[Article], pipeline: Language) -> list[Reading]:
    """Return the articles read, in order; those in another language or unfit to parse come without a document."""
    checked = [(article, _unfit(article)) for article in articles]
    docs = nlp.parse(pipeline, [article.text for article, reject in checked if reject is None])
    return [_read(article, next(docs)) if reject is None else _unread(article, reject) for article, reject in checked]


def _unfit(article: Article) -> Reject | None:
    try:
        nlp.check(article.text)
    except Rejected as error:
        return _reject(article, error.code, error.detail)
    if article.language not in (None, CODED):
        return _reject(article, "language", f"in {article.language}; only English is coded for events")
    return None


def _reject(article: Article, code: str, detail: str) -> Reject:
    reject_id = stable_id("reject", article.article_id, "entities", code)
    return Reject(reject_id, None, "entities", code, detail, url=article.url, article_id=article.article_id)


def _unread(article: Article, reject: Reject) -> Reading:
    return Reading(article, None, (), (), (reject,))


def persons_of(article: Article, doc: Doc) -> tuple[World, list[Draft]]:
    """Return the countries that a parsed article names and its persons, before it is weighed which they are of."""
    found, placed, focus = _named(article, doc)
    year = article.published_at.year if article.published_at else None
    return homes.world(doc, found, placed, focus, year), people(doc, found, year)[0]


def _named(article: Article, doc: Doc) -> tuple[list[Found], dict[str, Place | None], list[str]]:
    return sited(doc, judged(doc, composed(doc, named(doc))), article)


def _read(article: Article, doc: Doc) -> Reading:
    found, placed, focus = _named(article, doc)
    year = article.published_at.year if article.published_at else None
    persons, role_tokens = people(doc, found, year)
    taken = {i for each in found for i in range(each.start, each.end)} | role_tokens
    persons = with_sectors(doc, homes.settled(homes.world(doc, found, placed, focus, year), persons))
    unnamed = [_of_ruler(doc, group, persons) for group in groups(doc, taken)]
    acting = [each for each in persons if not any(_is_inside(doc, each, group) for group in unnamed)]
    found = [_in_office(doc, each) if each.start in role_tokens else each for each in found]
    named = names(doc, found, unnamed, focus, placed)
    in_roles = {doc[each.start].idx for each in found if each.type == "ORG" and each.start in role_tokens}
    drafts = [each for each in named if each.start not in in_roles]
    drafts += [*acting, *parties(doc, unnamed, acting, focus, named)]
    ordered = sorted(drafts, key=lambda each: each.start)
    drafts = without_overlap([*drafts, *pronouns(doc, ordered), *bodies_again(doc, ordered)])
    return _assembled(article, doc, drafts, without_overlap(_names_left([*named, *persons], drafts)))


def _names_left(named: list[Draft], kept: list[Draft]) -> list[Draft]:
    """Return the names that lie in an office or in what a party is called: the Labour of Labour candidates."""
    taken = {(each.start, each.end) for each in kept}
    return [each for each in named if each.kind in ("name", "short") and (each.start, each.end) not in taken]


def _in_office(doc: Doc, found: Found) -> Found:
    """Return a country named in somebody's office as what tells whose it is: Azerbaijan's chief of staff."""
    is_country = found.type == "PLACE" and found.country is not None and found.name is None
    is_owner = doc[found.end : found.end + 1].text in ("'s", "’s")
    return replace(found, kind="demonym") if is_country and is_owner else found


def _is_inside(doc: Doc, draft: Draft, group: Group) -> bool:
    return group.word in RULED and doc[group.start].idx <= draft.start and draft.end <= doc[group.head].idx


def _of_ruler(doc: Doc, group: Group, persons: list[Draft]) -> Group:
    """Return "the Assad regime" with the country of the person it is named after."""
    ruler = next((each for each in persons if _is_inside(doc, each, group)), None)
    return replace(group, country=ruler.country) if ruler and group.country is None else group


def _assembled(article: Article, doc: Doc, drafts: list[Draft], inner: list[Draft]) -> Reading:
    entities: dict[str, Entity] = {}
    by_key: dict[tuple[str, str], str] = {}
    every = [*drafts, *inner]
    for draft in sorted(every, key=lambda each: (each.kind != "name", each.start)):
        slot = (draft.type, draft.key)
        if slot not in by_key:
            entity = _entity(_best_named(draft, every), article)
            by_key[slot] = entity.entity_id
            entities.setdefault(entity.entity_id, entity)
        entity_id = by_key[slot]
        entities[entity_id] = _with_role(entities[entity_id], draft.role)
    outer, within = (
        tuple(_mention(article, draft, by_key[(draft.type, draft.key)]) for draft in some) for some in (drafts, inner)
    )
    offices = tuple((*d.office, m) for d, m in zip(drafts, outer, strict=True) if d.office and m.kind != "pronoun")
    return Reading(article, doc, tuple(entities.values()), outer, offices=offices, within=within)


def _mention(article: Article, draft: Draft, entity_id: str) -> Mention:
    mention_id = stable_id("mention", article.article_id, draft.start, draft.end)
    text = article.text[draft.start : draft.end]
    offices = tuple(office for role in draft.roles for office in held(role, draft.country))
    return Mention(
        mention_id, article.article_id, entity_id, draft.start, draft.end, text, draft.kind, draft.role, offices
    )


def _entity(draft: Draft, article: Article) -> Entity:
    place = draft.place
    return Entity(
        entity_id=stable_id("entity", draft.type, _identity(draft, article), draft.country),
        type=draft.type,
        name=draft.key if draft.type == "PERSON" else draft.name,
        country=draft.country or (place.country if place else None),
        sector=draft.sector,
        role=draft.role,
        geonames_id=place.geonames_id if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place_precision=place.precision if place else None,
    )


def _best_named(draft: Draft, drafts: list[Draft]) -> Draft:
    """Return the draft under the fullest name that the text has for a body, the usual or commonest for a country."""
    same = [each for each in drafts if (each.type, each.key) == (draft.type, draft.key)]
    names = [each.name for each in same if each.kind == "name"]
    names = names or [each.name for each in same if each.kind == "description"]
    if names and draft.type == "ORG":
        return replace(draft, name=max(names, key=len))
    if names and draft.type == "PLACE" and draft.key.startswith("country:"):
        usual = actors.display_names().get(draft.country or "")
        return replace(draft, name=usual if usual in names else Counter(names).most_common(1)[0][0])
    return draft


def _identity(draft: Draft, article: Article) -> object:
    """Return what makes an entity the same in every article; a bare surname is its article's own."""
    if draft.place and draft.place.geonames_id:
        return draft.place.geonames_id
    if draft.type == "PERSON" and draft.known_as is None and " " not in draft.key:
        return f"{article.article_id}:{draft.key}"
    return draft.known_as or (as_key(draft.key) if draft.type == "PERSON" else draft.key)


def _with_role(entity: Entity, role: str | None) -> Entity:
    return replace(entity, role=role) if role and len(role) > len(entity.role or "") else entity
