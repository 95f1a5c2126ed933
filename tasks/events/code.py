"""Readings to codings: every event that an article reports, with evidence, parties, date, place, tolls and claimant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from tasks import actors, logistic
from tasks.entities import Reading
from tasks.events import dating, keep
from tasks.events.bearing import with_figures
from tasks.events.candidates import candidates
from tasks.events.cast import cast
from tasks.events.claimants import claimed
from tasks.events.claims import Claim, claim
from tasks.events.confidence import confidence
from tasks.events.contexts import contexts
from tasks.events.draft import Draft, border_pair, country_parties, draft
from tasks.events.join import Joined, join
from tasks.events.model import Model, Scored, load
from tasks.events.parties import with_parties
from tasks.events.placing import Atlas, with_places
from tasks.events.propose import proposals
from tasks.events.tolls import Figure
from tasks.records import CODER_VERSION, Coding, Entity, Participant, Reject, Report, Toll, stable_id
from tasks.text import counted
from tasks.wordlists import rows

STATUS_OF_REJECT = {"language": "language", "text_too_long": "too_long", "text_unsplittable": "unsplittable"}


def code(readings: Sequence[Reading], with_model: Model | None = None) -> list[Coding]:
    """Return the coding of each reading, in order; an article that was not parsed has no reports and says why.

    `with_model` is the model to use rather than the one that ships.
    """
    model = with_model or load()
    docs = [reading.doc for reading in readings if reading.doc is not None]
    scored = iter(model.read(docs))
    return [
        code_scored(reading, reading.doc, model, next(scored)) if reading.doc is not None else _uncoded(reading)
        for reading in readings
    ]


def _uncoded(reading: Reading) -> Coding:
    status = STATUS_OF_REJECT[reading.rejects[0].code]
    return Coding(reading.article.article_id, status, CODER_VERSION, (), (), (), reading.rejects)  # type: ignore[arg-type]


def code_scored(reading: Reading, doc: Doc, model: Model, scored: Scored) -> Coding:
    """Return the coding of a parsed article that the model has read."""
    events, reasons = told(reading, doc, model, scored)
    sentences = list(doc.sents)
    said = [claimed(event, events, reading, sentences) for event in events]
    reports = tuple(_report(reading, event, at, said[at], model) for at, event in enumerate(events))
    mentions = tuple(sorted((*reading.mentions, *reading.within), key=lambda each: (each.start_char, -each.end_char)))
    used = {p.entity_id for r in reports for p in r.participants} | {m.entity_id for m in mentions}
    entities = tuple(entity for entity in _all_entities(reading, events) if entity.entity_id in used)
    rejects = (*reading.rejects, *_rejects(reading, reasons))
    status = "coded" if reports else "no_events"
    return Coding(reading.article.article_id, status, CODER_VERSION, entities, mentions, reports, rejects)  # type: ignore[arg-type]


def told(reading: Reading, doc: Doc, model: Model, scored: Scored) -> tuple[list[Joined], Counter[str]]:
    """Return the events of a parsed article with all their parts, and why clauses tell none, counted."""
    sentences = list(doc.sents)
    drafts, reasons = weighed(reading, doc, model, scored, keep.least(len(sentences)))
    stated = dating.calendar(reading, sentences)
    drafts = [cast(reading, made, sentences, model, scored) for made in dating.dated(drafts, stated, model, scored)]
    atlas = Atlas(reading, sentences)
    joined = [
        with_places(_with_border(reading, with_parties(event, reading, model)), atlas, model)
        for event in dating.settled(join(drafts, model, stated.anchor), stated, model, scored)
    ]
    return with_figures(joined, stated), reasons


def weighed(reading: Reading, doc: Doc, model: Model, scored: Scored, least: float) -> tuple[list[Draft], Counter[str]]:
    """Return the drafts at least as likely as `least` to be events, and the reasons of the others, counted."""
    kept: list[Draft] = []
    made, reasons = drafted(reading, doc, model, scored)
    for each in made:
        likely = logistic.probability(model.keep, keep.features(each, model, scored))
        if likely >= least:
            kept.append(replace(each, likely=likely))
        elif not each.is_proposed:
            reasons[each.doubt or "unlikely"] += 1
    return _one_a_word(kept), reasons


def _one_a_word(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts less those that read a second, less likely event into a word."""
    best: dict[int, float] = {}
    for each in drafts:
        best[each.candidate.head.i] = max(each.likely, best.get(each.candidate.head.i, 0.0))
    return [each for each in drafts if each.likely == best[each.candidate.head.i]]


def drafted(
    reading: Reading, doc: Doc, model: Model | None = None, scored: Scored | None = None
) -> tuple[list[Draft], Counter[str]]:
    """Return a draft of every clause that patterns, and the model where given, find; and why others make none."""
    drafts: list[Draft] = []
    reasons: Counter[str] = Counter()
    numbers = {token.i: at for at, sentence in enumerate(doc.sents) for token in sentence}
    found = candidates(doc)
    more = list(proposals(doc, model, scored, found)) if model and scored else []
    pairs = [(each, False) for each in found] + [(each, True) for each in more]
    for candidate, is_proposed in sorted(pairs, key=lambda pair: pair[0].head.i):
        made = draft(reading, candidate, drafts, numbers[candidate.head.i])
        if isinstance(made, str):
            reasons[made] += not is_proposed
        else:
            drafts.append(replace(made, is_proposed=is_proposed))
    return drafts, reasons


def _all_entities(reading: Reading, events: Sequence[Joined]) -> list[Entity]:
    parties = [party.entity for event in events for party in (*event.actors, *event.recipients)]
    return list({entity.entity_id: entity for entity in (*reading.entities, *parties)}.values())


def _rejects(reading: Reading, reasons: Counter[str]) -> list[Reject]:
    """Return one row per reason with its count: a sentence that tells no event is no fault, but it is counted."""
    article = reading.article
    words = {row["code"]: row["words"] for row in rows("reasons.csv")}
    return [
        Reject(
            stable_id("reject", article.article_id, "events", reason), None, "events", reason,
            f"{counted(count, 'clause')}: {words.get(reason, reason)}", url=article.url, article_id=article.article_id,
        )
        for reason, count in sorted(reasons.items())
        if count
    ]  # fmt: skip


# --- parties ----------------------------------------------------------------------------------------------


def _with_border(reading: Reading, event: Joined) -> Joined:
    """Give one-sided violence along the border of two countries the other one's forces as the side it was done to."""
    sides = {(party.entity.country, party.entity.sector) for party in event.actors}
    country, sector = sides.pop() if len(sides) == 1 else (None, None)
    if event.first.type != "ASSAULT" or event.recipients or country is None or sector != "MIL":
        return event
    pair = {code for told in event.drafts for code in border_pair(told.sentence.text)}
    if len(pair) != 2 or country not in pair:
        return event
    other = next(iter(pair - {country}))
    return replace(event, recipients=tuple(country_parties(reading, other, "MIL")))


# --- tolls -----------------------------------------------------------------------------------------------------------


def _toll(figure: Figure, event: Joined, reading: Reading) -> Toll:
    said = claim(reading, figure.head.sent, figure.cue)
    claimant = said.entity if said and said.entity else None
    victim = _victim(figure, reading)
    country, sector = (victim.country, victim.sector) if victim else (None, None)
    named = _names_country(figure)
    if claimant and claimant.sector in ("GOV", "MIL") and not named:
        country = claimant.country or country
        sector = sector or _own_side(event, country)
    return Toll(
        kind=figure.kind,
        low=figure.low,
        high=figure.high,
        victims=figure.victims,
        victims_country=country,
        victims_sector=sector,
        claimed_by_entity_id=claimant.entity_id if claimant else None,
        claimed_by=claimant.name if claimant else None,
        scope=figure.scope,
        start_char=figure.start,
        end_char=figure.end,
    )


def _victim(figure: Figure, reading: Reading) -> Entity | None:
    """Return whom a figure counts: its noun, else those among whom: "135 losses among the soldiers"."""
    among = [each for child in figure.head.children if child.lower_ == "among" for each in child.children]
    found = (reading.mention_at(each) for each in (figure.head, *among))
    return next((reading.entity(mention.entity_id) for mention in found if mention), None)


def _names_country(figure: Figure) -> bool:
    return any(actors.country(word) for word in figure.victims.split() if word[:1].isupper())


def _own_side(event: Joined, country: str | None) -> str | None:
    sides = [p.entity.sector for p in (*event.actors, *event.recipients) if p.entity.country == country]
    return next((sector for sector in sides if sector), None)


# --- the report ------------------------------------------------------------------------------------------------------


def _report(reading: Reading, event: Joined, position: int, said: Claim | None, model: Model) -> Report:
    article = reading.article
    best = event.first
    first, last = best.candidate.first, best.candidate.last
    doc = best.sentence.doc
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    when = event.when
    claimant = said.entity if said else None
    heard = said or best.claim
    return Report(
        report_id=stable_id("report", article.article_id, best.type, start),
        article_id=article.article_id,
        position=position,
        type=best.type,
        modes=tuple(mode for mode in (event.mode or best.mode_guess,) if mode),
        contexts=contexts(told.sentence for told in event.drafts),
        status=best.status,
        trigger=article.text[start:end],
        trigger_start=start,
        trigger_end=end,
        evidence=event.evidence,
        event_date=when.day if when else None,
        date_precision=when.precision if when else "unknown",
        date_method=when.method if when else None,
        date_start=when.start if when else None,
        date_end=when.end if when else None,
        places=event.places,
        participants=_participants(event),
        tolls=tuple(_toll(figure, event, reading) for figure, _ in event.figures),
        claimed_by_entity_id=claimant.entity_id if claimant else None,
        claimed_by=claimant.name if claimant else None,
        claim_start=said.start if said else None,
        claim_end=said.end if said else None,
        carrier=heard.carrier if heard else None,
        confidence=confidence(event, model),
        coder_version=CODER_VERSION,
    )


def acting_sector(entity: Entity) -> str | None:
    """Return the sector of an entity as a party to an event: a place that acts does so as its government."""
    return entity.sector or ("GOV" if entity.type == "PLACE" else None)


def _participants(event: Joined) -> tuple[Participant, ...]:
    made = [("actor", party) for party in event.actors] + [("recipient", party) for party in event.recipients]
    return tuple(
        Participant(
            role=role,  # type: ignore[arg-type]
            entity_id=party.entity.entity_id,
            name=party.entity.name,
            country=party.entity.country,
            sector=acting_sector(party.entity),
            start_char=party.mention.start_char if party.mention else None,
            end_char=party.mention.end_char if party.mention else None,
            how=party.how,  # type: ignore[arg-type]
        )
        for role, party in made
    )
