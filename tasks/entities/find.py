"""Articles to readings: names, groups and references put together into entities, once each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from tasks import actors, nlp, places
from tasks.entities.groups import VAGUE, Group, groups
from tasks.entities.people import role_after, role_before
from tasks.entities.reading import Reading
from tasks.entities.spans import Found, named
from tasks.errors import Rejected
from tasks.records import Article, Entity, EntityType, Mention, Reject, stable_id

Kind = Literal["name", "short", "demonym", "pronoun", "description", "group"]
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before it has an entity: character span, what it names, and how."""

    start: int
    end: int
    key: str  # what binds mentions to one entity within the article
    type: EntityType
    name: str
    kind: Kind
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    office: tuple[int, int] | None = None  # character span of the office before a person's name


def _read(article: Article, doc: Doc) -> Reading:
    found = named(doc)
    people, role_tokens = _people(doc, found)
    taken = {i for each in found for i in range(each.start, each.end)} | role_tokens
    focus = _focus(doc, found, article)
    people = [_at_home(each, focus) for each in people]
    parties = groups(doc, taken)
    found = [each for each in found if each.type != "ORG" or each.start not in role_tokens]
    drafts = [*people, *_names(doc, found, parties, focus, article), *_parties(doc, parties, people, focus)]
    drafts = sorted([*drafts, *_pronouns(doc, drafts)], key=lambda each: (each.start, -each.end))
    return _assembled(article, doc, _without_overlap(drafts), focus)


# --- people ----------------------------------------------------------------------------------------------------------


def _people(doc: Doc, found: list[Found]) -> tuple[list[Draft], set[int]]:
    tokens = {i for each in found if each.type == "PERSON" for i in range(each.start, each.end)}
    drafts: list[Draft] = []
    used: set[int] = set()
    for each in found:
        if each.type == "PERSON":
            before, after = role_before(doc, each, tokens), role_after(doc, each)
            spans = [span for span in (before, after) if span]
            if before:
                used |= set(range(*before))
            draft = _person(doc, each, [doc[a:b].text for a, b in spans])
            office = (doc[before[0]].idx, draft.start) if before else None
            drafts.append(replace(draft, office=office))
    return _joined(drafts), used


def _person(doc: Doc, each: Found, roles: list[str]) -> Draft:
    name = doc[each.start : each.end].text
    code = actors.resolve(" ".join(roles)) if roles else None
    role = max(roles, key=len).strip() if roles else None
    span = doc[each.start : each.end]
    country, sector = (code.country, code.sector) if code else (None, None)
    return Draft(span.start_char, span.end_char, name, "PERSON", name, "name", country, sector, role)


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with short forms bound to the one fuller name that they can mean, facts shared."""
    full = [draft.name for draft in drafts if " " in draft.name]
    bound = []
    for draft in drafts:
        fuller = list(dict.fromkeys(name for name in full if name != draft.name and _is_short_for(draft.name, name)))
        target = max(fuller, key=len) if fuller else draft.name
        bound.append(replace(draft, key=target, kind="name" if target == draft.name else "short"))
    return [_informed(draft, [other for other in bound if other.key == draft.key]) for draft in bound]


def _is_short_for(short: str, full: str) -> bool:
    a, b = _folded(short).split(), _folded(full).split()
    return len(a) < len(b) and (
        a == b[-len(a) :] or (a == b[: len(a)] and len(a) > 1) or (len(a) == 2 and a[0] == b[0] and a[-1] == b[-1])
    )


def _informed(draft: Draft, same: list[Draft]) -> Draft:
    countries = [each.country for each in same if each.country]
    sectors = [each.sector for each in same if each.sector]
    return replace(draft, country=next(iter(countries), None), sector=next(iter(sectors), None))


def _at_home(draft: Draft, focus: list[str]) -> Draft:
    """Return an official whose country is not said as one of the country that the article is about."""
    official = draft.sector in OFFICIAL and draft.country is None
    return replace(draft, country=focus[0]) if official and focus else draft


OFFICIAL = {"GOV", "LEG", "COP", "JUD", "MIL", "PTY", "OPP", "ELI"}


# --- names of bodies and places --------------------------------------------------------------------------------------


def _focus(doc: Doc, found: list[Found], article: Article) -> list[str]:
    """Return the countries that the article names, most often named first."""
    counts: Counter[str] = Counter()
    for each in found:
        if each.country and len(each.country) == 3 and each.country not in INTERNATIONAL:
            counts[each.country] += 1
    for each in found:
        if each.type == "PLACE" and not each.country and each.kind == "name":
            place = places.resolve(doc[each.start : each.end].text, list(counts), article.source_country)
            if place and place.country:
                counts[place.country] += 1
    return [country for country, _ in counts.most_common()]


INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}


def _names(doc: Doc, found: list[Found], parties: list[Group], focus: list[str], article: Article) -> Iterator[Draft]:
    inside = {i for group in parties for i in range(group.start, group.end)}
    for each in found:
        span = doc[each.start : each.end]
        at = (span.start_char, span.end_char)
        if each.type == "PERSON":
            continue
        if each.country and each.type == "PLACE" and (each.kind == "demonym" or not _is_region(span.text)):
            if each.kind == "demonym" and each.start in inside:
                continue
            name = actors.display_names().get(each.country, span.text) if each.kind == "demonym" else span.text
            kind: Kind = "demonym" if each.kind == "demonym" else "name"
            yield Draft(*at, f"country:{each.country}", "PLACE", name, kind, each.country, "GOV")
        elif each.type == "PLACE":
            place = places.resolve(span.text, focus, article.source_country)
            yield Draft(*at, _folded(span.text), "PLACE", span.text, "name", place.country if place else None)
        else:
            name = span.text
            code = actors.resolve(span.text) if not each.name else actors.ActorCode(each.country, each.sector, "")
            yield Draft(*at, _folded(each.name or name), "ORG", name, "name", code.country, code.sector)


def _is_region(text: str) -> bool:
    return places.key(text) in places.regions()


# --- unnamed parties -------------------------------------------------------------------------------------------------


def _parties(doc: Doc, parties: list[Group], people: list[Draft], focus: list[str]) -> Iterator[Draft]:
    seen: dict[tuple[str, str | None], str] = {}
    for group in parties:
        span = doc[group.start : group.end]
        at = (span.start_char, span.end_char)
        if group.kind == "T":
            yield from _office(doc, group, people, at)
            continue
        if group.word in VAGUE and group.country is None and not _is_counted(doc, group):
            continue
        country = group.country or _told_before(seen, group.word) or (focus[0] if focus else None)
        if group.word == "ministry" and group.country is None and span.text.casefold() == "ministry":
            country = _ministers_country(people, at[0]) or country
        name = _party_name(doc, group, country, people, at[0])
        seen[(group.word, country)] = name
        kind: EntityType = "ORG" if group.kind == "O" else "GROUP"
        how: Kind = "group" if kind == "GROUP" else "description"
        yield Draft(*at, f"{kind}:{country}:{_folded(name)}", kind, name, how, country, group.sector)


def _is_counted(doc: Doc, group: Group) -> bool:
    head = doc[group.head]
    return any(child.dep_ == "nummod" for child in head.children) or head.dep_ in ("nsubjpass", "dobj")


def _told_before(seen: dict[tuple[str, str | None], str], word: str) -> str | None:
    """Return the country of the last party of the same noun, which a bare mention most likely repeats."""
    return next((country for said, country in reversed(seen) if said == word and country), None)


def _ministers_country(people: list[Draft], before: int) -> str | None:
    ministers = [
        each for each in people if each.start < before and each.role and "inister" in each.role and each.country
    ]
    return ministers[0].country if ministers else None


def _party_name(doc: Doc, group: Group, country: str | None, people: list[Draft], before: int) -> str:
    span = doc[group.start : group.end]
    words = span.text.casefold()
    if words == "ministry" and country:
        field_of = _ministers_field(people, before, country)
        adjective = actors.adjectives().get(country, country)
        return f"{adjective} Ministry of {field_of}" if field_of else f"{adjective} ministry"
    if group.kind == "O" and group.country is None and country and group.definite:
        return f"{actors.adjectives().get(country, country)} {span.text}"
    return span.text


def _ministers_field(people: list[Draft], before: int, country: str) -> str | None:
    """Return the field of the minister of that country told of before: Defense, Foreign."""
    for each in people:
        match = re.search(r"(\w+) [Mm]inister", each.role or "") if each.country == country else None
        if match and each.start < before and match[1].casefold() not in ("prime", "deputy"):
            return match[1]
    return None


def _office(doc: Doc, group: Group, people: list[Draft], at: tuple[int, int]) -> Iterator[Draft]:
    """Yield "the president", "the Turkish minister" as the person of that office told of before, if there is one."""
    head = doc[group.head]
    if head.dep_ in ("appos", "compound", "attr", "amod", "nmod"):
        return
    holders = [
        each
        for each in people
        if each.start < at[0] and each.role and group.word in each.role.casefold()
        and (group.country is None or each.country == group.country)
    ]  # fmt: skip
    if holders:
        last = holders[-1]
        yield replace(last, start=at[0], end=at[1], kind="description", role=None, office=None)
    elif group.country:
        name = doc[group.start : group.end].text
        yield Draft(*at, f"GROUP:{_folded(name)}", "GROUP", name, "group", group.country, group.sector)


# --- pronouns --------------------------------------------------------------------------------------------------------


def _pronouns(doc: Doc, drafts: list[Draft]) -> Iterator[Draft]:
    people = sorted((each for each in drafts if each.type == "PERSON"), key=lambda each: each.start)
    for token in doc:
        if token.lower_ in ("he", "she") and token.pos_ == "PRON":
            earliest = doc[max(token.sent.start - 1, 0)].sent.start_char
            near = [each for each in people if earliest <= each.start < token.idx]
            subjects = [each for each in near if _is_subject(doc, each)]
            if near:
                last = (subjects or near)[-1]
                yield replace(last, start=token.idx, end=token.idx + len(token), kind="pronoun", role=None, office=None)


def _is_subject(doc: Doc, draft: Draft) -> bool:
    span = doc.char_span(draft.start, draft.end, alignment_mode="expand")
    return span is not None and span.root.dep_ in ("nsubj", "nsubjpass")


# --- together --------------------------------------------------------------------------------------------------------


def _without_overlap(drafts: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    for draft in drafts:
        if not kept or draft.start >= kept[-1].end:
            kept.append(draft)
        elif draft.type == "PERSON" and kept[-1].type != "PERSON":
            kept[-1] = draft
    return kept


def _assembled(article: Article, doc: Doc, drafts: list[Draft], focus: list[str]) -> Reading:
    entities: dict[str, Entity] = {}
    mentions: list[Mention] = []
    by_key: dict[tuple[str, str], str] = {}
    for draft in sorted(drafts, key=lambda each: (each.kind != "name", each.start)):
        slot = (draft.type, draft.key)
        if slot not in by_key:
            entity = _entity(draft, article, focus)
            by_key[slot] = entity.entity_id
            entities.setdefault(entity.entity_id, entity)
    for draft in drafts:
        entity_id = by_key[(draft.type, draft.key)]
        entities[entity_id] = _with_role(entities[entity_id], draft.role)
        mention_id = stable_id("mention", article.article_id, draft.start, draft.end)
        text = article.text[draft.start : draft.end]
        mentions.append(
            Mention(mention_id, article.article_id, entity_id, draft.start, draft.end, text, draft.kind, draft.role)
        )
    offices = tuple((*d.office, m) for d, m in zip(drafts, mentions, strict=True) if d.office and m.kind != "pronoun")
    return Reading(article, doc, tuple(entities.values()), tuple(mentions), offices=offices)


def _entity(draft: Draft, article: Article, focus: list[str]) -> Entity:
    place = None
    if draft.type == "PLACE":
        name = (
            actors.display_names().get(draft.country or "", draft.name)
            if draft.key.startswith("country:")
            else draft.name
        )
        place = places.resolve(name, focus, article.source_country)
    name = draft.key if draft.type == "PERSON" else draft.name
    if place and name.isupper() and len(name) > 4:  # as datelines shout it
        name = place.name
    identity = place.geonames_id if place and place.geonames_id else draft.key
    return Entity(
        entity_id=stable_id("entity", draft.type, identity, draft.country),
        type=draft.type,
        name=name,
        country=draft.country or (place.country if place else None),
        sector=draft.sector,
        role=draft.role,
        geonames_id=place.geonames_id if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place_precision=place.precision if place else None,
    )


def _with_role(entity: Entity, role: str | None) -> Entity:
    return replace(entity, role=role) if role and len(role) > len(entity.role or "") else entity


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"\w+", plain.casefold()))
